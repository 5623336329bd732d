/* `late` is shared only when T2 does all it does before T1 looks at `gone`: under other schedules one thread alone
 * touches it, and T2 does enough for that to be rare. For the repetition of executions that find memory newly shared. */
#include <pthread.h>
#include <stdio.h>

static int gone, late;
static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;

static void *first(void *arg) {
  if (gone)
    late = late + 1;
  return arg;
}

static void *second(void *arg) {
  late = late + 10;
  for (int i = 0; i < 6; i++) {
    pthread_mutex_lock(&busy);
    pthread_mutex_unlock(&busy);
  }
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
