/* "if" instead of "while" around the wait: another taker can be faster.
 * finding: stolen_wakeup items
 * when: some */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t some = PTHREAD_COND_INITIALIZER;
static int items;

static void *take(void *arg) {
  pthread_mutex_lock(&lock);
  if (items == 0)
    pthread_cond_wait(&some, &lock);
  items--;
  pthread_mutex_unlock(&lock);
  return arg;
}

static void *give(void *arg) {
  for (int i = 0; i < 2; i++) {
    pthread_mutex_lock(&lock);
    items++;
    pthread_cond_signal(&some);
    pthread_mutex_unlock(&lock);
  }
  return arg;
}

int main(void) {
  pthread_t t[3];
  pthread_create(&t[0], NULL, take, NULL);
  pthread_create(&t[1], NULL, take, NULL);
  pthread_create(&t[2], NULL, give, NULL);
  for (int i = 0; i < 3; i++)
    pthread_join(t[i], NULL);
  printf("%d left\n", items);
  return 0;
}
