/* scene:    if-instead-of-while
 * title:    Woken is not the same as served
 * topics:   condition variable, stolen wakeup, predicate
 * lesson:   The guest who waited is woken by the first cake, but before it gets
 *           the lock the other guest comes in and takes it. "if" looked before
 *           waiting and never again: it takes a cake that is not there.
 * outcomes: "2 ate, 0 from an empty shelf\n" "2 ate, 1 from an empty shelf\n"
 * finding:  stolen_wakeup cakes
 * try:      main*3 T2*4 T1=baker*6 T3*8 T2*3   # T2 waits, a cake is baked for it, T3 takes it, T2 does not look
 * fixed-by: while-around-wait
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
  if (cakes == 0) /* looks once */
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
