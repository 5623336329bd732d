/* scene:    wrong-party-count
 * title:    Waiting for a friend who is not coming
 * topics:   Barrier, parties, hang
 * lesson:   The barrier was made for three, but only two were invited. Both
 *           arrive, both wait for the third, for ever: no crash, no message.
 *           Make the number of parties and the number of threads one constant.
 * outcomes: deadlock
 * finding:  blocked_forever foyer
 * try:      main*2 T1*5 T2*5   # both are there, and wait
 * fixed-by: travellers
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { FRIENDS = 2 };

static struct plait_barrier *foyer;

static void *come(void *unused) {
  plait_barrier_wait(foyer, NULL);
  return unused;
}

int main(void) {
  pthread_t friend[FRIENDS];
  /* for 3, but 2 will come */
  foyer = plait_barrier_new("foyer", 3, NULL, NULL);
  for (int i = 0; i < FRIENDS; i++)
    pthread_create(&friend[i], NULL, come, NULL);
  for (int i = 0; i < FRIENDS; i++)
    pthread_join(friend[i], NULL);
  puts("the film starts");
  plait_barrier_free(foyer);
  return 0;
}
