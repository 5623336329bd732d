/* scene:    double-checked-locking
 * title:    Look first, lock only if needed
 * topics:   double-checked locking, publication, data race, memory order
 * lesson:   To save the lock, the pointer is looked at without it. But it is stored before what it points to is
 *           ready, so another thread takes a half-made object. Even with the two lines swapped nothing orders
 *           the unlocked look: compiler and processor may swap them back.
 * outcomes: "size 42 and 42\n" "size 42 and 0\n" "size 0 and 42\n"
 * finding:  race settings
 * finding:  race only.size
 * try:      main*2 T1*5 T2*5 T1*5 main*3   # T1 has stored the pointer, T2 already uses it
 * fixed-by: double-checked-fixed
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

struct settings {
  int size;
};

static struct settings only, *settings;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct settings *get(void) {
  if (!settings) { /* the quick look, without the lock */
    pthread_mutex_lock(&lock);
    if (!settings) {
      settings = &only; /* everybody sees it from now on … */
      only.size = 42;   /* … but only now it is ready */
    }
    pthread_mutex_unlock(&lock);
  }
  return settings;
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
