/* A thread that reads its input, by the means its argument names, while another works; prints what came. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *how;

static void *reader(void *unused) {
  char line[100] = "";
  if (strcmp(how, "read") == 0) {
    if (read(0, line, sizeof line - 1) < 0)
      return NULL;
  } else if (!fgets(line, sizeof line, stdin)) {
    return NULL;
  }
  printf("read %s", line);
  return unused;
}

static void *worker(void *unused) {
  for (int i = 0; i < 3; i++)
    puts("work");
  return unused;
}

int main(int argc, char **argv) {
  how = argc > 1 ? argv[1] : "read";
  pthread_t a, b;
  pthread_create(&a, NULL, reader, NULL);
  pthread_create(&b, NULL, worker, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  return 0;
}
