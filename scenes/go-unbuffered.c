/* scene:    go-unbuffered
 * title:    Hand to hand
 * topics:   Go, unbuffered channel, rendezvous, close
 * lesson:   An unbuffered channel has no room for anything: who sends waits until
 *           somebody receives, and the other way round. They meet, and the item
 *           goes from hand to hand. close() says that nothing more will come.
 * outcomes: "got 1 2 3\n"
 * try:      main*2 T1*4 T2*12 T1*12 T2*16 T1*10 T2*4   # each waits for the other, hand to hand
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static struct plait_channel *letters;
static int got[3];

static void *sender(void *unused) {
  plait_name_thread("sender");
  for (int i = 1; i <= 3; i++)
    plait_channel_send(letters, i);  /* until taken */
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
  letters = plait_channel_new("letters", 0);
  pthread_create(&one, NULL, sender, NULL);
  pthread_create(&two, NULL, receiver, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  printf("got %d %d %d\n", got[0], got[1], got[2]);
  plait_channel_free(letters);
  return 0;
}
