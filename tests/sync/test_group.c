/* test_group.c — WaitGroup, Once, thread-local values. */
#include "check.h"

static struct plait_wait_group *group;
static struct plait_once *once;
static struct plait_local *local;
static int part[2], made;

static void *do_part(void *which) {
  part[(intptr_t)which] = 1;
  GIVES(plait_wait_group_done(group), 0);
  return NULL;
}

static void wait_group(void) {
  part[0] = part[1] = 0;
  group = plait_wait_group_new("parts");
  GIVES(plait_wait_group_wait(group), 0);
  GIVES(plait_wait_group_add(group, 2), 0);
  GIVES(plait_wait_group_wait_try(group), EAGAIN);
  GIVES(plait_wait_group_wait_for(group, 0), ETIMEDOUT);
  pthread_t a = start(do_part, (void *)0), b = start(do_part, (void *)1);
  GIVES(plait_wait_group_wait(group), 0);
  CHECK(part[0] == 1 && part[1] == 1);
  join(a);
  join(b);
  plait_wait_group_free(group);
}

static void *wait_too(void *unused) {
  GIVES(plait_wait_group_wait(group), 0);
  CHECK(part[0] == 1);
  return unused;
}

static void two_wait(void) {
  part[0] = 0;
  group = plait_wait_group_new("part");
  GIVES(plait_wait_group_add(group, 1), 0);
  pthread_t a = start(wait_too, NULL), b = start(wait_too, NULL);
  do_part((void *)0);
  join(a);
  join(b);
  plait_wait_group_free(group);
}

static void make(void *by) {
  CHECK(made == 0);
  made = (int)(intptr_t)by;
}

static void *make_once(void *by) {
  GIVES(plait_once_do(once, make, by), 0);
  CHECK(made == 1 || made == 2);
  return NULL;
}

/* Done by one, and over for all when they return. */
static void do_once(void) {
  made = 0;
  once = plait_once_new("table");
  pthread_t a = start(make_once, (void *)1);
  make_once((void *)2);
  join(a);
  plait_once_free(once);
}

static void *own(void *value) {
  CHECK(plait_local_get(local) == 5);
  GIVES(plait_local_set(local, (intptr_t)value), 0);
  CHECK(plait_local_get(local) == (intptr_t)value);
  return NULL;
}

static void thread_local_value(void) {
  local = plait_local_new("own", 5);
  GIVES(plait_local_set(local, 1), 0);
  pthread_t a = start(own, (void *)0), b = start(own, (void *)7);
  join(a);
  join(b);
  CHECK(plait_local_get(local) == 1);
  plait_local_free(local);
}

CASES({"wait_group", wait_group}, {"two_wait", two_wait}, {"once", do_once}, {"thread_local", thread_local_value})
