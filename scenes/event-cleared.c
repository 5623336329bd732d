/* scene:    event-cleared
 * title:    The bell that nobody heard
 * topics:   Event, clear, missed signal, event or condition
 * lesson:   set() and at once clear(): the ring reaches only who is waiting at
 *           that moment. A pupil who comes a step later finds the flag down and
 *           waits for ever. An event that is cleared forgets.
 * outcomes: "2 pupils went out\n" deadlock
 * finding:  blocked_forever bell
 * try:      main*3 T1*4 T3*13 T1*4 main T2*4   # T1 hears the bell, T2 is a moment late
 * fixed-by: event-not-cleared
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { PUPILS = 2 };

static struct plait_event *bell;

static void *pupil(void *unused) {
  plait_event_wait(bell);
  return unused;
}

static void *caretaker(void *unused) {
  plait_name_thread("caretaker");
  plait_event_set(bell);
  plait_event_clear(bell);  /* forgotten */
  return unused;
}

int main(void) {
  pthread_t child[PUPILS], keeper;
  bell = plait_event_new("bell");
  for (int i = 0; i < PUPILS; i++)
    pthread_create(&child[i], NULL, pupil, NULL);
  pthread_create(&keeper, NULL, caretaker, NULL);
  for (int i = 0; i < PUPILS; i++)
    pthread_join(child[i], NULL);
  pthread_join(keeper, NULL);
  printf("%d pupils went out\n", PUPILS);
  plait_event_free(bell);
  return 0;
}
