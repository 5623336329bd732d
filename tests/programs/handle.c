/* handle.c — variables that hold composites: `orders` is set before there are threads; `late` by a thread while
 * another reads it. Reading the first is no step; the second is a race. */
#include <plait.h>
#include <pthread.h>
#include <stdlib.h>

static long *orders, *late;

static long *composite(const char *name) {
  long *at = calloc(1, sizeof *at);
  if (plait_rt_object)
    plait_rt_object(at, PLAIT_KIND_EVENT, name, 0, 0);
  return at;
}

static void *reader(void *unused) {
  return orders && late ? unused : &late;
}

static void *writer(void *unused) {
  late = composite("late");
  return orders ? unused : &orders;
}

int main(void) {
  pthread_t t[2];
  orders = composite("orders");
  late = orders;
  pthread_create(&t[0], NULL, writer, NULL);
  pthread_create(&t[1], NULL, reader, NULL);
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
  return 0;
}
