/* scene:    priority-queue
 * title:    The emergency goes first
 * topics:   PriorityQueue, order, stable among equals
 * lesson:   A priority queue gives back the smallest number first, whoever came
 *           first; of equal ones the one that was put first. But it can only
 *           choose among those who are there: nobody is called back.
 * outcomes: "treated 1 2 3\n" "treated 2 1 3\n" "treated 3 1 2\n" "treated 3 2 1\n" "treated 2 3 1\n"
 * try:      main*2 T1*17 T2*20   # all three are there when the doctor begins
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { PATIENTS = 3 };

static struct plait_queue *waiting_room;
static int treated[PATIENTS];

static void *reception(void *unused) {
  plait_name_thread("reception");
  plait_queue_put(waiting_room, 3);  /* a cold */
  plait_queue_put(waiting_room, 2);  /* a broken arm */
  plait_queue_put(waiting_room, 1);  /* an emergency */
  return unused;
}

static void *doctor(void *unused) {
  plait_name_thread("doctor");
  for (int i = 0; i < PATIENTS; i++) {
    intptr_t patient;
    plait_queue_get(waiting_room, &patient);
    treated[i] = (int)patient;
  }
  return unused;
}

int main(void) {
  pthread_t one, two;
  waiting_room = plait_priority_queue_new("waiting_room", 0);
  pthread_create(&one, NULL, reception, NULL);
  pthread_create(&two, NULL, doctor, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  printf("treated %d %d %d\n", treated[0], treated[1], treated[2]);
  plait_queue_free(waiting_room);
  return 0;
}
