/* scene:    while-around-wait
 * title:    Whoever is woken looks again
 * topics:   condition variable, predicate, while loop
 * lesson:   Being woken means only that it is worth looking. Between the signal and
 *           having the lock anybody may have come in, so the wait stands in a loop
 *           that tests what is waited for. Compare with if-instead-of-while.
 * outcomes: "2 ate, 0 from an empty shelf\n"
 * try:      main*3 T2*4 T1=baker*6 T3*8 T2*3   # T2 waits, a cake is baked for it, T3 takes it, T2 looks again and waits
 */
#include <plait.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t baked = PTHREAD_COND_INITIALIZER;
static int cakes, missing;

static void *bake(void *unused) {
  plait_name_thread("baker");
  for (int i = 0; i < 2; i++) {
    pthread_mutex_lock(&lock);
    cakes++;
    pthread_cond_signal(&baked);
    pthread_mutex_unlock(&lock);
  }
  return unused;
}

static void *eat(void *unused) {
  pthread_mutex_lock(&lock);
  while (cakes == 0) /* looks again each time */
    pthread_cond_wait(&baked, &lock);
  cakes--;
  if (cakes < 0)
    missing++;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t baker, guest[2];
  pthread_create(&baker, NULL, bake, NULL);
  pthread_create(&guest[0], NULL, eat, NULL);
  pthread_create(&guest[1], NULL, eat, NULL);
  pthread_join(baker, NULL);
  pthread_join(guest[0], NULL);
  pthread_join(guest[1], NULL);
  printf("2 ate, %d from an empty shelf\n", missing);
  return 0;
}
