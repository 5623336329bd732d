/* queue.c — Queue, LifoQueue, PriorityQueue: items, a mutex, and the three conditions of CPython's queue.py.
 *
 * The order is only where an item is put and which one is taken. Must not keep the
 * lock while a caller does anything of its own. */
#include "sync/items.h"
#include "sync/report.h"
#include "sync/waiters.h"

#include <plait/sync.h>
#include <stdlib.h>

enum order { ORDER_FIFO, ORDER_LIFO, ORDER_PRIORITY }; /* the numbers are the variants of a queue in plait.h */

struct plait_queue {
  pthread_mutex_t lock;
  struct waiters not_empty, not_full, all_done;
  enum order order;
  unsigned capacity; /* 0: any number */
  struct items items;
  unsigned unfinished;
  bool closed; /* no more puts */
  bool ended;  /* nothing comes any more: the sentinels are in too */
};

static struct plait_queue *queue_new(const char *name, int capacity, enum order order) {
  struct plait_queue *q = calloc(1, sizeof *q);
  if (!q)
    return NULL;
  q->capacity = capacity > 0 ? (unsigned)capacity : 0;
  q->order = order;
  report_object(q, PLAIT_KIND_QUEUE, name, q->capacity, (int)order);
  pthread_mutex_init(&q->lock, NULL);
  report_mutex(&q->lock, q, PLAIT_KIND_QUEUE, "lock");
  waiters_init(&q->not_empty, q, PLAIT_KIND_QUEUE, "not_empty");
  waiters_init(&q->not_full, q, PLAIT_KIND_QUEUE, "not_full");
  waiters_init(&q->all_done, q, PLAIT_KIND_QUEUE, "all_done");
  return q;
}

struct plait_queue *plait_queue_new(const char *name, int capacity) { return queue_new(name, capacity, ORDER_FIFO); }
struct plait_queue *plait_lifo_queue_new(const char *name, int capacity) {
  return queue_new(name, capacity, ORDER_LIFO);
}
struct plait_queue *plait_priority_queue_new(const char *name, int capacity) {
  return queue_new(name, capacity, ORDER_PRIORITY);
}

void plait_queue_free(struct plait_queue *q) {
  if (!q)
    return;
  waiters_fini(&q->all_done);
  waiters_fini(&q->not_full);
  waiters_fini(&q->not_empty);
  pthread_mutex_destroy(&q->lock);
  items_fini(&q->items);
  free(q);
}

static bool queue_full(const struct plait_queue *q) { return q->capacity > 0 && q->items.count >= q->capacity; }

/* PLACE: from 1 as it is shown; 0: at the back. */
static void queue_effect(const struct plait_queue *q, const struct call *c, unsigned flags, intptr_t value, unsigned place) {
  call_effect(c, flags, value, (long long)((unsigned long long)place << 32 | q->unfinished));
}

/* There is room. */
static int queue_enter(struct plait_queue *q, const struct call *c, struct item item, unsigned index) {
  if (!items_grow(&q->items))
    return ENOMEM;
  unsigned place = index < q->items.count ? index + 1 : 0;
  items_insert(&q->items, index, item);
  q->unfinished++;
  queue_effect(q, c, PLAIT_EFFECT_PUT, item.value, place);
  waiters_wake_one(&q->not_empty);
  return 0;
}

static int queue_put(struct plait_queue *q, struct item item, struct limit limit, const void *caller) {
  if (!q || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin_with(q, PLAIT_KIND_QUEUE, LIMIT_VERB("put", limit), item.value, caller);
  int e = 0;
  pthread_mutex_lock(&q->lock);
  while (queue_full(q) && !q->closed && e == 0)
    e = waiters_wait(&q->not_full, &q->lock, limit);
  if (q->closed)
    e = EPIPE;
  else if (!queue_full(q))
    e = queue_enter(q, &c, item, q->order == ORDER_PRIORITY ? items_place(&q->items, item.priority) : q->items.count);
  pthread_mutex_unlock(&q->lock);
  return call_end(&c, e);
}

/* As its own priority, which only a priority queue looks at. */
#define ITSELF(item) ((struct item){(item), (item)})

int plait_queue_put(struct plait_queue *q, intptr_t item) { return queue_put(q, ITSELF(item), LIMIT_NONE, HERE); }
int plait_queue_put_try(struct plait_queue *q, intptr_t item) { return queue_put(q, ITSELF(item), LIMIT_TRY, HERE); }
int plait_queue_put_for(struct plait_queue *q, intptr_t item, double seconds) {
  return queue_put(q, ITSELF(item), limit_for_positive(seconds), HERE);
}

static int queue_put_by_priority(struct plait_queue *q, struct item item, struct limit limit, const void *caller) {
  return q && q->order == ORDER_PRIORITY ? queue_put(q, item, limit, caller) : EINVAL;
}

int plait_priority_queue_put(struct plait_queue *q, intptr_t priority, intptr_t item) {
  return queue_put_by_priority(q, (struct item){priority, item}, LIMIT_NONE, HERE);
}
int plait_priority_queue_put_try(struct plait_queue *q, intptr_t priority, intptr_t item) {
  return queue_put_by_priority(q, (struct item){priority, item}, LIMIT_TRY, HERE);
}
int plait_priority_queue_put_for(struct plait_queue *q, intptr_t priority, intptr_t item, double seconds) {
  return queue_put_by_priority(q, (struct item){priority, item}, limit_for_positive(seconds), HERE);
}

static int queue_get(struct plait_queue *q, intptr_t *item, struct limit limit, const void *caller) {
  if (!q || !item || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin(q, PLAIT_KIND_QUEUE, LIMIT_VERB("get", limit), caller);
  int e = 0;
  pthread_mutex_lock(&q->lock);
  while (q->items.count == 0 && !q->ended && e == 0)
    e = waiters_wait(&q->not_empty, &q->lock, limit);
  if (q->items.count > 0) {
    unsigned index = q->order == ORDER_LIFO ? q->items.count - 1 : 0;
    *item = items_remove(&q->items, index).value;
    queue_effect(q, &c, PLAIT_EFFECT_GET, *item, index + 1);
    waiters_wake_one(&q->not_full);
    e = 0;
  } else if (q->ended) {
    e = ECANCELED;
  }
  pthread_mutex_unlock(&q->lock);
  return call_end(&c, e);
}

int plait_queue_get(struct plait_queue *q, intptr_t *item) { return queue_get(q, item, LIMIT_NONE, HERE); }
int plait_queue_get_try(struct plait_queue *q, intptr_t *item) { return queue_get(q, item, LIMIT_TRY, HERE); }
int plait_queue_get_for(struct plait_queue *q, intptr_t *item, double seconds) {
  return queue_get(q, item, limit_for_positive(seconds), HERE);
}

int plait_queue_task_done(struct plait_queue *q) {
  if (!q)
    return EINVAL;
  struct call c = call_begin(q, PLAIT_KIND_QUEUE, "task_done", HERE);
  int e = 0;
  pthread_mutex_lock(&q->lock);
  if (q->unfinished == 0) {
    e = EOVERFLOW;
  } else {
    q->unfinished--;
    queue_effect(q, &c, 0, 0, 0);
    if (q->unfinished == 0)
      waiters_wake_all(&q->all_done);
  }
  pthread_mutex_unlock(&q->lock);
  return call_end(&c, e);
}

static int queue_join(struct plait_queue *q, struct limit limit, const void *caller) {
  if (!q || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin(q, PLAIT_KIND_QUEUE, LIMIT_VERB("join", limit), caller);
  int e = 0;
  pthread_mutex_lock(&q->lock);
  while (q->unfinished > 0 && e == 0)
    e = waiters_wait(&q->all_done, &q->lock, limit);
  if (q->unfinished == 0)
    e = 0;
  pthread_mutex_unlock(&q->lock);
  return call_end(&c, e);
}

int plait_queue_join(struct plait_queue *q) { return queue_join(q, LIMIT_NONE, HERE); }
int plait_queue_join_try(struct plait_queue *q) { return queue_join(q, LIMIT_TRY, HERE); }
int plait_queue_join_for(struct plait_queue *q, double seconds) { return queue_join(q, limit_for(seconds), HERE); }

/* Behind everything: in a LifoQueue, from which the back is got first, that is the front. */
static int queue_enter_last(struct plait_queue *q, const struct call *c, intptr_t sentinel) {
  return queue_enter(q, c, (struct item){INTPTR_MAX, sentinel}, q->order == ORDER_LIFO ? 0 : q->items.count);
}

static int queue_close(struct plait_queue *q, const struct call *c, int consumers, intptr_t sentinel) {
  int e = 0;
  q->closed = true;
  queue_effect(q, c, PLAIT_EFFECT_BROKEN, 0, 0);
  waiters_wake_all(&q->not_full);
  for (; consumers > 0 && e == 0; consumers--) {
    while (queue_full(q))
      waiters_wait(&q->not_full, &q->lock, LIMIT_NONE);
    e = queue_enter_last(q, c, sentinel);
  }
  q->ended = true;
  waiters_wake_all(&q->not_empty);
  return e;
}

int plait_queue_close(struct plait_queue *q, int consumers, intptr_t sentinel) {
  if (!q || consumers < 0)
    return EINVAL;
  struct call c = call_begin(q, PLAIT_KIND_QUEUE, "close", HERE);
  pthread_mutex_lock(&q->lock);
  int e = q->closed ? EPIPE : queue_close(q, &c, consumers, sentinel);
  pthread_mutex_unlock(&q->lock);
  return call_end(&c, e);
}

/* Reads NUMBER, an expression about the queue q, in a call of its own. */
#define QUEUE_LOOK(verb, number)                                                                                       \
  if (!q)                                                                                                              \
    return 0;                                                                                                          \
  struct call c = call_begin(q, PLAIT_KIND_QUEUE, verb, HERE);                                                         \
  pthread_mutex_lock(&q->lock);                                                                                        \
  unsigned found = (number);                                                                                           \
  pthread_mutex_unlock(&q->lock);                                                                                      \
  call_end(&c, 0)

int plait_queue_size(struct plait_queue *q) {
  QUEUE_LOOK("size", q->items.count);
  return (int)found;
}
int plait_queue_unfinished(struct plait_queue *q) {
  QUEUE_LOOK("unfinished", q->unfinished);
  return (int)found;
}
bool plait_queue_empty(struct plait_queue *q) {
  QUEUE_LOOK("empty", q->items.count == 0);
  return found;
}
bool plait_queue_full(struct plait_queue *q) {
  QUEUE_LOOK("full", queue_full(q));
  return found;
}
