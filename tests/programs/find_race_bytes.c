/* The same bytes under two names: a whole number, and one byte of it.
 * finding: race word
 * when: always */
#include <pthread.h>
#include <stdio.h>

static union {
  int whole;
  char byte[4];
} word;

static void *whole(void *arg) {
  word.whole = 0x01020304;
  return arg;
}

static void *part(void *arg) {
  word.byte[2] = 9;
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, whole, NULL);
  pthread_create(&b, NULL, part, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", word.whole != 0);
  return 0;
}
