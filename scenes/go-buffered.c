/* scene:    go-buffered
 * title:    A letter box with room for two
 * topics:   Go, buffered channel, capacity, close
 * lesson:   With room for two the sender can be two letters ahead of the receiver,
 *           and waits only when the box is full. After close() what is in it is
 *           still received; only then does "ok" become false.
 * outcomes: "got 1 2 3\n"
 * try:      main*2 T1*14 T2*24 T1*10   # two letters ahead, then it has to wait
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static struct plait_channel *letters;
static int got[3];

static void *sender(void *unused) {
  plait_name_thread("sender");
  for (int i = 1; i <= 3; i++)
    plait_channel_send(letters, i);  /* waits if full */
  plait_channel_close(letters);
  return unused;
}

static void *receiver(void *unused) {
  plait_name_thread("receiver");
  intptr_t letter;
  bool ok;
  plait_channel_receive(letters, &letter, &ok);
  for (int i = 0; ok; i++) {
    got[i] = (int)letter;
    plait_channel_receive(letters, &letter, &ok);
  }
  return unused;
}

int main(void) {
  pthread_t one, two;
  letters = plait_channel_new("letters", 2);
  pthread_create(&one, NULL, sender, NULL);
  pthread_create(&two, NULL, receiver, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  printf("got %d %d %d\n", got[0], got[1], got[2]);
  plait_channel_free(letters);
  return 0;
}
