/* scene:    concurrent-or-parallel
 * title:    One after the other, or at the same time
 * topics:   concurrency, parallelism, happens-before, partial order
 * lesson:   Steps happen one after the other here, as on one processor; that is concurrency. Which of them could
 *           have happened in parallel, on two, the timeline does not say: press c twice. The private work of both
 *           workers then stands in the same columns, nothing makes one wait for the other; only the turns at the
 *           shared total stay behind each other. (plait show --view causal draws the same.)
 * outcomes: "10 + 20 = 30\n"
 * try:      main*2 T1*5 T2*5 T1*6 T2*6 main*7
 */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int part[2] = {1, 2}, total;

static void *work(void *arg) {
  int *mine = arg;
  *mine = *mine * 5; /* private: nobody else looks at this part now */
  *mine = *mine * 2;

  pthread_mutex_lock(&lock); /* shared: one after the other */
  total = total + *mine;
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, work, &part[0]);
  pthread_create(&b, NULL, work, &part[1]);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d + %d = %d\n", part[0], part[1], total);
}
