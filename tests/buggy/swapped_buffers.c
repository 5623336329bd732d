/* Two buffers change places while a writer still fills the one that was in front when it began.
 * preemptions: 2
 * ends: assert */
#include "buggy.h"

static int buffer[2];
static atomic_int front;

THREAD(writer) {
  for (int i = 0; i < 2; i++) {
    int f = atomic_load(&front);
    buffer[f] = buffer[f] + 1;
  }
  return arg;
}

THREAD(flusher) {
  int f = atomic_load(&front);
  atomic_store(&front, 1 - f);
  int seen = buffer[f];
  assert(buffer[f] == seen);
  buffer[f] = 0;
  return arg;
}

int main(void) {
  TOGETHER(writer, flusher);
  return 0;
}
