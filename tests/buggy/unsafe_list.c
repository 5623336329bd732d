/* Insertion into a linked list links first and fills in afterwards; who walks the list meets an element without a value.
 * preemptions: 1
 * ends: crash */
#include "buggy.h"

static int one = 1, two = 2;
static struct element {
  int *value;
  struct element *next;
} first = {&one, NULL}, second;
static struct element *head = &first;
static int sum;

THREAD(insert) {
  second.next = head;
  head = &second;
  second.value = &two;
  return arg;
}

THREAD(walk) {
  for (int round = 0; round < 2; round++)
    for (struct element *e = head; e; e = e->next)
      sum += *e->value;
  return arg;
}

int main(void) {
  TOGETHER(insert, walk);
  return 0;
}
