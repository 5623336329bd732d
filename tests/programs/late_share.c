/* `late` is shared only when T2 goes first and T1 then sees `gone`: under other schedules one thread alone
 * touches it. For the repetition of executions that find memory newly shared. */
#include <pthread.h>
#include <stdio.h>

static int gone, late;

static void *first(void *arg) {
  if (gone)
    late = late + 1;
  return arg;
}

static void *second(void *arg) {
  late = late + 10;
  gone = 1;
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, first, NULL);
  pthread_create(&b, NULL, second, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", gone);
  return 0;
}
