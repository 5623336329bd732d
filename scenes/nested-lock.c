/* scene:    nested-lock
 * title:    A function that locks calls another one that locks
 * topics:   self-deadlock, reentrancy, mutex
 * lesson:   A transfer holds the account's lock and calls deposit, which wants
 *           the same lock. A plain mutex does not ask who holds it: the thread
 *           waits for itself, for ever. A lock that knows its owner (rlock) lets
 *           it in, and so does a deposit that expects the lock to be held.
 * outcomes: deadlock
 * finding:  self_deadlock account
 * try:      main T1*2   # T1 wants what T1 holds
 * fixed-by: rlock
 */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t account = PTHREAD_MUTEX_INITIALIZER;
static int balance;

static void deposit(int amount) {
  pthread_mutex_lock(&account);
  balance += amount;
  pthread_mutex_unlock(&account);
}

static void *transfer(void *unused) {
  pthread_mutex_lock(&account);
  deposit(10); /* locks once more */
  pthread_mutex_unlock(&account);
  return unused;
}

int main(void) {
  pthread_t customer;
  pthread_create(&customer, NULL, transfer, NULL);
  pthread_join(customer, NULL);
  printf("balance %d\n", balance);
  return 0;
}
