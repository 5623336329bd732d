/* scene:    seats-hall
 * title:    Ten seats, fifteen buyers, a pool of ten threads
 * topics:   check-then-act, thread pool, overselling
 * lesson:   The same mistake as in seats, in the size of a real box office: ten
 *           workers serve fifteen requests. Most runs sell each seat once, so testing by
 *           running does not find it; a search over schedules does.
 * outcomes: "every seat sold once\n" "more tickets than seats\n"
 * finding:  race taken
 * explore:  bounded 200
 * try:      main*10 T1*98 T2*8 T1*3 T2*3   # nine seats are sold; T1 and T2 both find the tenth free, and sell it
 * fixed-by: seats-fixed
 */
#include <pthread.h>
#include <stdio.h>

enum { SEATS = 10, BUYERS = 15, WORKERS = 10 };

static pthread_mutex_t desk = PTHREAD_MUTEX_INITIALIZER;
static int waiting = BUYERS; /* with the lock */
static int taken;            /* without: the mistake */
static int sold[BUYERS];

static int next_buyer(void) {
  pthread_mutex_lock(&desk);
  int buyer = waiting > 0 ? --waiting : -1;
  pthread_mutex_unlock(&desk);
  return buyer;
}

static void *work(void *unused) {
  for (int buyer; (buyer = next_buyer()) >= 0;)
    if (taken < SEATS) {
      taken++;
      sold[buyer] = 1;
    }
  return unused;
}

int main(void) {
  pthread_t worker[WORKERS];
  for (int i = 0; i < WORKERS; i++)
    pthread_create(&worker[i], NULL, work, NULL);
  for (int i = 0; i < WORKERS; i++)
    pthread_join(worker[i], NULL);
  int tickets = 0;
  for (int i = 0; i < BUYERS; i++)
    tickets += sold[i];
  puts(tickets > SEATS ? "more tickets than seats"
                       : "every seat sold once");
  return 0;
}
