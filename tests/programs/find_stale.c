/* Reads the balance under the lock, and writes the new one under the lock: but not under the same holding of it.
 * finding: atomicity balance
 * when: some */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance = 100;

static int get(void) {
  pthread_mutex_lock(&lock);
  int now = balance;
  pthread_mutex_unlock(&lock);
  return now;
}

static void set(int value) {
  pthread_mutex_lock(&lock);
  balance = value;
  pthread_mutex_unlock(&lock);
}

static void *pay(void *amount) {
  set(get() - (int)(long)amount);
  return NULL;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, pay, (void *)10);
  pthread_create(&b, NULL, pay, (void *)20);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", balance);
  return 0;
}
