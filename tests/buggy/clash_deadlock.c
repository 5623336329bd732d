/* Whoever finds that its ticket has been taken over takes the two locks in the other order.
 * preemptions: 2
 * ends: deadlock */
#include "buggy.h"

static pthread_mutex_t a = LOCK, b = LOCK;
static int tickets;

THREAD(work) {
  int mine = tickets;
  tickets = mine + 1;
  int clash = tickets != mine + 1;
  pthread_mutex_lock(clash ? &b : &a);
  pthread_mutex_lock(clash ? &a : &b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  return arg;
}

int main(void) {
  many(2, work);
  return 0;
}
