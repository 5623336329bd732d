/* What the program sees of how it was started: nothing of plait. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv) {
  char cwd[4096];
  printf("argv");
  for (int i = 0; i < argc; i++)
    printf(" %s", argv[i]);
  printf("\ncwd %s\n", getcwd(cwd, sizeof cwd) ? cwd : "?");
  const char *names[] = {"GREETING", "LD_PRELOAD", "LD_LIBRARY_PATH", "PLAIT_FD", "PLAIT_LD_PRELOAD"};
  for (int i = 0; i < 5; i++)
    printf("%s %s\n", names[i], getenv(names[i]) ? getenv(names[i]) : "-");
  printf("fd %d\n", dup(0));
  return 0;
}
