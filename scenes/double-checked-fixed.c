/* scene:    double-checked-fixed
 * title:    Look first, but at an atomic
 * topics:   double-checked locking, publication, release and acquire
 * lesson:   The object is made ready first and then published by a release store. Whoever sees the pointer by an acquire
 *           load sees everything that was done before it was stored. (Java: a volatile field; C also has
 *           call_once, which does all of this.)
 * outcomes: "size 42 and 42\n"
 * try:      main*2 T1*3 T2*2 T1*5   # T2 looks while T1 makes it: it sees nothing yet, and waits for the lock
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

struct settings {
  int size;
};

static struct settings only;
static _Atomic(struct settings *) settings;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct settings *get(void) {
  struct settings *s = atomic_load_explicit(&settings, memory_order_acquire);
  if (!s) {
    pthread_mutex_lock(&lock);
    s = atomic_load_explicit(&settings, memory_order_relaxed); /* the lock orders this one */
    if (!s) {
      s = &only;
      s->size = 42;
      atomic_store_explicit(&settings, s, memory_order_release); /* ready, then visible */
    }
    pthread_mutex_unlock(&lock);
  }
  return s;
}

static void *work(void *unused) {
  (void)unused;
  return (void *)(intptr_t)get()->size;
}

int main(void) {
  pthread_t first, second;
  void *a, *b;
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  pthread_join(first, &a);
  pthread_join(second, &b);
  printf("size %d and %d\n", (int)(intptr_t)a, (int)(intptr_t)b);
  return 0;
}
