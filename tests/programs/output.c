/* Prints in every way there is: stdio of both streams, write, several lines at once, no newline at the end. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *talk(void *arg) {
  fprintf(stderr, "err %d\n", 1);
  if (write(1, "raw\n", 4) != 4)
    return NULL;
  fputs("a\nb\n", stdout);
  return arg;
}

int main(int argc, char **argv) {
  pthread_t a;
  printf("hello %s\n", argc > 1 ? argv[1] : "nobody");
  fflush(stdout);
  pthread_create(&a, NULL, talk, NULL);
  pthread_join(a, NULL);
  printf("end");
  return 0;
}
