/* scene:    rlock
 * title:    An account that locks twice
 * topics:   RLock, recursive lock, re-entrant, owner, depth
 * lesson:   transfer() takes the lock and calls withdraw(), which takes it too.
 *           A plain lock would wait for itself. An RLock knows its owner: the
 *           owner goes one level deeper, and only as many releases set it free.
 * outcomes: "balance 60\n"
 * try:      main*2 T1=rent*13 T2=phone*4   # rent is two levels deep, phone waits at the door
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static struct plait_rlock *account;
static int balance = 100;

static void withdraw(int amount) {
  plait_rlock_acquire(account);  /* depth 2 */
  balance = balance - amount;
  plait_rlock_release(account);  /* still 1 */
}

static void *transfer(void *name) {
  plait_name_thread(name);
  plait_rlock_acquire(account);  /* depth 1 */
  withdraw(20);
  plait_rlock_release(account);  /* 0: free */
  return NULL;
}

int main(void) {
  pthread_t rent, phone;
  account = plait_rlock_new("account");
  pthread_create(&rent, NULL, transfer, "rent");
  pthread_create(&phone, NULL, transfer, "phone");
  pthread_join(rent, NULL);
  pthread_join(phone, NULL);
  printf("balance %d\n", balance);
  plait_rlock_free(account);
  return 0;
}
