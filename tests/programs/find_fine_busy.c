/* Somebody looks again and again below a lock, while the other sleeps: busy waiting takes time, so the sleeper wakes up.
 * finding: none */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static bool done;

static bool is_done(void) {
  pthread_mutex_lock(&m);
  bool is = done;
  pthread_mutex_unlock(&m);
  return is;
}

static void *look(void *arg) {
  while (!is_done())
    ;
  return arg;
}

int main(void) {
  pthread_t a;
  pthread_create(&a, NULL, look, NULL);
  usleep(1000);
  pthread_mutex_lock(&m);
  done = true;
  pthread_mutex_unlock(&m);
  pthread_join(a, NULL);
  puts("done");
  return 0;
}
