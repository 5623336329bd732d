/* The last owner is sought by looking at the count after lowering it; who holds on to the object in between uses what has
 * been freed.
 * preemptions: 2
 * ends: assert */
#include "buggy.h"

static atomic_int owners = 1;
static struct {
  int alive, value;
} object = {1, 5};

static int acquire(void) {
  if (atomic_load(&owners) == 0)
    return 0;
  atomic_fetch_add(&owners, 1);
  return 1;
}

static void release(void) {
  if (atomic_fetch_sub(&owners, 1) == 1) {
    object.value = 0;
    object.alive = 0;
  }
}

THREAD(user) {
  if (acquire()) {
    if (object.alive)
      assert(object.value == 5);
    release();
  }
  return arg;
}

THREAD(owner) {
  release();
  return arg;
}

int main(void) {
  TOGETHER(user, owner);
  return 0;
}
