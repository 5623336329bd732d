/* scene:    start-signal
 * title:    On your marks
 * topics:   Event, start signal, wait, set
 * lesson:   Four runners wait for one event. One set() lets all of them go, and
 *           it stays set: a runner who comes to the line after the shot just
 *           runs. Nobody starts before it.
 * outcomes: "4 ran, 0 too early\n"
 * try:      main*4 T1*4 T2*4 T3*4 main*6 T4*7   # three wait for the shot; T4 comes late and just runs
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { RUNNERS = 4 };

static struct plait_event *shot;
static int fired;  /* set before the shot */
static int saw[RUNNERS];  /* whether it was, to each */

static void *run(void *mine) {
  plait_event_wait(shot);
  *(int *)mine = fired;
  return NULL;
}

int main(void) {
  pthread_t runner[RUNNERS];
  int in_time = 0;
  shot = plait_event_new("shot");
  for (int i = 0; i < RUNNERS; i++)
    pthread_create(&runner[i], NULL, run, &saw[i]);
  fired = 1;
  plait_event_set(shot);
  for (int i = 0; i < RUNNERS; i++) {
    pthread_join(runner[i], NULL);
    in_time += saw[i];
  }
  printf("%d ran, %d too early\n", RUNNERS,
         RUNNERS - in_time);
  plait_event_free(shot);
  return 0;
}
