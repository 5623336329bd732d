/* scene:    event-not-cleared
 * title:    The flag that stays up
 * topics:   Event, state, late-comers
 * lesson:   Nobody clears the event, so it does not matter when a pupil comes:
 *           before the bell or long after. An event is for something that, once
 *           true, stays true. For what comes and goes there are conditions.
 * outcomes: "2 pupils went out\n"
 * try:      main*3 T1*4 T3*8 T1*4 T2*6 main*4   # T1 waits for the bell; T2 comes later
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { PUPILS = 2 };

static struct plait_event *break_time;

static void *pupil(void *unused) {
  plait_event_wait(break_time);
  return unused;
}

static void *caretaker(void *unused) {
  plait_name_thread("caretaker");
  plait_event_set(break_time);
  return unused;
}

int main(void) {
  pthread_t child[PUPILS], keeper;
  break_time = plait_event_new("break_time");
  for (int i = 0; i < PUPILS; i++)
    pthread_create(&child[i], NULL, pupil, NULL);
  pthread_create(&keeper, NULL, caretaker, NULL);
  for (int i = 0; i < PUPILS; i++)
    pthread_join(child[i], NULL);
  pthread_join(keeper, NULL);
  printf("%d pupils went out\n", PUPILS);
  plait_event_free(break_time);
  return 0;
}
