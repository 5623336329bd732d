/* scene:    go-share-by-communicating
 * title:    Ask the one who owns it
 * topics:   Go, channel, confinement, share memory by communicating
 * lesson:   The balance is a local variable of one goroutine. Nobody else can
 *           reach it, so it needs no lock: the others send what they want done.
 *           "Do not communicate by sharing memory; share memory by communicating."
 * outcomes: "balance 30\n"
 * try:      main*3 T2*4 T3*4 T1*8 T2*4 T1*13 T3*4 main*9   # the customers say what they want; only the teller adds
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static struct plait_channel *deposits, *answer;

static void *teller(void *unused) {
  plait_name_thread("teller");
  int balance = 0;  /* only the teller knows it */
  for (int i = 0; i < 2; i++) {
    intptr_t amount;
    plait_channel_receive(deposits, &amount, NULL);
    balance += (int)amount;
  }
  plait_channel_send(answer, balance);
  return unused;
}

static void *customer(void *amount) {
  plait_channel_send(deposits, (intptr_t)amount);
  return NULL;
}

int main(void) {
  pthread_t thread[3];
  intptr_t balance;
  deposits = plait_channel_new("deposits", 0);
  answer = plait_channel_new("answer", 1);
  pthread_create(&thread[0], NULL, teller, NULL);
  pthread_create(&thread[1], NULL, customer, (void *)10);
  pthread_create(&thread[2], NULL, customer, (void *)20);
  for (int i = 0; i < 3; i++)
    pthread_join(thread[i], NULL);
  plait_channel_receive(answer, &balance, NULL);
  printf("balance %d\n", (int)balance);
  plait_channel_free(deposits);
  plait_channel_free(answer);
  return 0;
}
