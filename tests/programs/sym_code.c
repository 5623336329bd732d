/* sym_code.c — positions, local variables and blocks; see sym_probe.h. */
#define SITE_FILE "sym_code.c"
#include "sym_probe.h"

#include <pthread.h>

struct node {
  long key;
  struct node *next;
};

static volatile int sink;

/* Inlined even without optimisation: the innermost function is the one to be named. */
__attribute__((always_inline)) static inline void inlined(void) {
  SITE("inlined");
  sink++;
}

__attribute__((noinline)) static void worker(int times, struct node *list) {
  int args[3] = {times, 0, 0};
  struct node local = {1, list};
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  STACK(args[1], "worker:args[1]", "int", "signed");
  STACK(local.next, "worker:local.next", "struct node *", "pointer");
  STACK_AT(&local, sizeof local, "worker:local", "struct node", "unknown");
  STACK(lock, "worker:lock", "pthread_mutex_t", "unknown");
  STACK_AT(&lock, 0, "worker:lock", "pthread_mutex_t", "unknown");
#ifndef __OPTIMIZE__
  /* Kept in memory only without optimisation. */
  STACK(times, "worker:times", "int", "signed");
  STACK(list, "worker:list", "struct node *", "pointer");
  STACK(local.key, "worker:local.key", "long", "signed");
#endif
  for (int i = 0; i < 1; i++) {
    long inner[2] = {i, i};
    STACK(inner[1], "worker:inner[1]", "long", "signed");
    {
      double inner[2] = {i, i}; /* hides the other one */
      STACK(inner[0], "worker:inner[0]", "double", "float");
      sink += (int)inner[0];
    }
    sink += (int)inner[0];
  }
  SITE("worker");
  inlined();
  sink += args[1] + (int)local.key;
  pthread_mutex_destroy(&lock);
}

/* Two blocks, one after the other, which may use the same place. */
__attribute__((noinline)) static void blocks(void) {
  {
    int first[4] = {1};
    STACK(first[2], "blocks:first[2]", "int", "signed");
    sink += first[0];
  }
  {
    int second[4] = {2};
    STACK(second[2], "blocks:second[2]", "int", "signed");
    sink += second[0];
  }
}

__attribute__((noinline)) static void many(int a, int b, int c, int d, int e, int f, int g, long on_stack) {
  STACK(on_stack, "many:on_stack", "long", "signed");
  sink += a + b + c + d + e + f + g + (int)on_stack;
}

int main(void) {
  struct node last = {0, NULL};
  STACK(last.key, "main:last.key", "long", "signed");
  SITE("main");
  worker(2, &last);
  blocks();
  /* Called so that the compiler cannot make a copy of it for these arguments. */
  void (*volatile call)(int, int, int, int, int, int, int, long) = many;
  call(1, 2, 3, 4, 5, 6, 7, 8);
  return 0;
}
