/* A stack with compare-and-swap: between reading the top and swapping it, the same top comes back above another rest, and
 * an element that somebody owns is on the stack again.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static struct node {
  struct node *next;
  atomic_int owners;
} node[2] = {{.next = &node[1]}, {.next = NULL}};
static _Atomic(struct node *) top = &node[0];

static struct node *pop(void) {
  struct node *n = atomic_load(&top);
  while (n && !atomic_compare_exchange_strong(&top, &n, n->next))
    continue;
  if (n)
    assert(atomic_fetch_add(&n->owners, 1) == 0);
  return n;
}

static void push(struct node *n) {
  atomic_fetch_sub(&n->owners, 1);
  n->next = atomic_load(&top);
  while (!atomic_compare_exchange_strong(&top, &n->next, n))
    continue;
}

THREAD(one) {
  pop();
  pop();
  return arg;
}

THREAD(other) {
  struct node *a = pop();
  pop();
  if (a)
    push(a);
  return arg;
}

int main(void) {
  TOGETHER(one, other);
  return 0;
}
