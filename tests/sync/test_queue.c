/* test_queue.c — Queue, LifoQueue, PriorityQueue. */
#include "check.h"

enum { STOP = -1 };

static struct plait_queue *q;
static int sum, stopped;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *put_three(void *unused) {
  for (int i = 1; i <= 3; i++)
    GIVES(plait_queue_put(q, i), 0);
  return unused;
}

/* In the order in which they were put, through one slot. */
static void in_order(void) {
  q = plait_queue_new("numbers", 1);
  pthread_t a = start(put_three, NULL);
  for (int i = 1; i <= 3; i++) {
    intptr_t item;
    GIVES(plait_queue_get(q, &item), 0);
    CHECK(item == i);
  }
  join(a);
  CHECK(plait_queue_empty(q) && !plait_queue_full(q));
  plait_queue_free(q);
}

static void *consume(void *unused) {
  for (;;) {
    intptr_t item;
    GIVES(plait_queue_get(q, &item), 0);
    pthread_mutex_lock(&lock);
    if (item == STOP)
      stopped++;
    else
      sum += (int)item;
    pthread_mutex_unlock(&lock);
    GIVES(plait_queue_task_done(q), 0);
    if (item == STOP)
      return unused;
  }
}

/* Every consumer gets a sentinel, behind all items; then nothing is unfinished. */
static void sentinels(void) {
  sum = stopped = 0;
  q = plait_queue_new("work", 3);
  pthread_t a = start(consume, NULL), b = start(consume, NULL);
  GIVES(plait_queue_put(q, 5), 0);
  GIVES(plait_queue_close(q, 2, STOP), 0);
  join(a);
  join(b);
  CHECK(sum == 5 && stopped == 2);
  GIVES(plait_queue_join_try(q), 0);
  plait_queue_free(q);
}

static void *work(void *unused) {
  for (int i = 0; i < 2; i++) {
    intptr_t item;
    GIVES(plait_queue_get(q, &item), 0);
    sum += (int)item;
    GIVES(plait_queue_task_done(q), 0);
  }
  return unused;
}

/* join returns when the work is done, and sees what it has done. */
static void task_done(void) {
  sum = 0;
  q = plait_queue_new("work", 0);
  GIVES(plait_queue_join(q), 0);
  pthread_t a = start(work, NULL);
  GIVES(plait_queue_put(q, 3), 0);
  GIVES(plait_queue_put(q, 4), 0);
  GIVES(plait_queue_join(q), 0);
  CHECK(sum == 7);
  GIVES(plait_queue_unfinished(q), 0);
  join(a);
  plait_queue_free(q);
}

static void lifo(void) {
  intptr_t item;
  q = plait_lifo_queue_new("stack", 3);
  for (int i = 1; i <= 3; i++)
    GIVES(plait_queue_put(q, i), 0);
  CHECK(plait_queue_full(q));
  for (int i = 3; i >= 1; i--) {
    GIVES(plait_queue_get(q, &item), 0);
    CHECK(item == i);
  }
  GIVES(plait_queue_put(q, 9), 0);
  GIVES(plait_queue_close(q, 1, STOP), 0);
  GIVES(plait_queue_get(q, &item), 0);
  CHECK(item == 9);
  GIVES(plait_queue_get(q, &item), 0);
  CHECK(item == STOP);
  plait_queue_free(q);
}

/* Smallest priority first, equal ones as they were put; many, so that the store has to grow. */
static void priority(void) {
  intptr_t item;
  q = plait_priority_queue_new("jobs", 0);
  for (int i = 0; i < 20; i++)
    GIVES(plait_priority_queue_put(q, i % 3, i), 0);
  GIVES(plait_queue_size(q), 20);
  for (int p = 0; p < 3; p++)
    for (int i = p; i < 20; i += 3) {
      GIVES(plait_queue_get(q, &item), 0);
      CHECK(item == i);
    }
  GIVES(plait_queue_put(q, 8), 0);
  GIVES(plait_queue_put(q, 2), 0);
  GIVES(plait_queue_close(q, 1, STOP), 0);
  static const int want[] = {2, 8, STOP};
  for (int i = 0; i < 3; i++) {
    GIVES(plait_queue_get(q, &item), 0);
    CHECK(item == want[i]);
  }
  plait_queue_free(q);
}

static void limits(void) {
  intptr_t item = 1;
  q = plait_queue_new("box", 1);
  GIVES(plait_queue_get_try(q, &item), EAGAIN);
  GIVES(plait_queue_get_for(q, &item, 0), ETIMEDOUT);
  GIVES(plait_queue_get_for(q, &item, 0.0001), ETIMEDOUT);
  GIVES(plait_queue_put_try(q, 1), 0);
  GIVES(plait_queue_put_try(q, 2), EAGAIN);
  GIVES(plait_queue_put_for(q, 2, 0.0001), ETIMEDOUT);
  GIVES(plait_queue_size(q), 1);
  GIVES(plait_queue_join_try(q), EAGAIN);
  GIVES(plait_queue_join_for(q, 0.0001), ETIMEDOUT);
  plait_queue_free(q);
}

static void *get_in_time(void *got) {
  intptr_t item;
  int e = plait_queue_get_for(q, &item, 0.0001);
  CHECK(e == 0 || e == ETIMEDOUT);
  *(int *)got = e == 0;
  return NULL;
}

/* An item that comes as the time runs out is got, or is still there. */
static void times(void) {
  int got[2] = {0};
  q = plait_queue_new("box", 0);
  pthread_t a = start(get_in_time, &got[0]), b = start(get_in_time, &got[1]);
  GIVES(plait_queue_put(q, 1), 0);
  join(a);
  join(b);
  GIVES(plait_queue_size(q), 1 - got[0] - got[1]);
  plait_queue_free(q);
}

static void *consume_one(void *unused) {
  intptr_t item;
  GIVES(plait_queue_get(q, &item), 0);
  sum += (int)item;
  GIVES(plait_queue_get(q, &item), 0);
  CHECK(item == STOP);
  return unused;
}

/* close waits while there is no room for the sentinel. */
static void sentinel_when_full(void) {
  sum = 0;
  q = plait_queue_new("box", 1);
  GIVES(plait_queue_put(q, 8), 0);
  pthread_t a = start(consume_one, NULL);
  GIVES(plait_queue_close(q, 1, STOP), 0);
  join(a);
  CHECK(sum == 8);
  plait_queue_free(q);
}

static void *get_until_end(void *unused) {
  intptr_t item;
  int e;
  while ((e = plait_queue_get(q, &item)) == 0)
    sum += (int)item;
  CHECK(e == ECANCELED);
  return unused;
}

/* Without sentinels the consumers learn from the error that nothing will come. */
static void closed(void) {
  sum = 0;
  q = plait_queue_new("box", 0);
  pthread_t a = start(get_until_end, NULL);
  GIVES(plait_queue_put(q, 6), 0);
  GIVES(plait_queue_close(q, 0, 0), 0);
  join(a);
  CHECK(sum == 6);
  plait_queue_free(q);
}

CASES({"in_order", in_order}, {"sentinels", sentinels}, {"sentinel_when_full", sentinel_when_full}, {"task_done", task_done}, {"lifo", lifo}, {"priority", priority},
      {"limits", limits}, {"times", times}, {"closed", closed})
