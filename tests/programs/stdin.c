/* Two threads share out the lines of the standard input; prints how many there were. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int lines;

static void *count(void *arg) {
  char line[256];
  for (;;) {
    pthread_mutex_lock(&lock);
    char *got = fgets(line, sizeof line, stdin);
    lines += got != NULL;
    pthread_mutex_unlock(&lock);
    if (!got)
      return arg;
  }
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, count, NULL);
  pthread_create(&b, NULL, count, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d lines\n", lines);
  return 0;
}
