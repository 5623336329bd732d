/* spans.c — a one-item queue made of a mutex and two conditions that reports itself as one (include/plait.h).
 *
 * Two producers, one consumer. With "stuck": the consumer wants one item more than is made. With "nested": the
 * consumer's call contains another one. With "misuse": a task too many is done. */
#include <errno.h>
#include <plait.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct queue {
  long item, unfinished;
  bool full;
  pthread_mutex_t lock;
  pthread_cond_t not_empty, not_full;
};

#define HERE __builtin_return_address(0)
#define CALL(f, ...) (f ? f(__VA_ARGS__) : (void)0)

static struct queue *queue_new(const char *name) {
  struct queue *q = calloc(1, sizeof *q);
  pthread_mutex_init(&q->lock, NULL);
  pthread_cond_init(&q->not_empty, NULL);
  pthread_cond_init(&q->not_full, NULL);
  CALL(plait_rt_object, q, PLAIT_KIND_QUEUE, name, 1, 0);
  CALL(plait_rt_part, &q->lock, PLAIT_KIND_MUTEX, q, PLAIT_KIND_QUEUE, "lock");
  CALL(plait_rt_part, &q->not_empty, PLAIT_KIND_COND, q, PLAIT_KIND_QUEUE, "not_empty");
  CALL(plait_rt_part, &q->not_full, PLAIT_KIND_COND, q, PLAIT_KIND_QUEUE, "not_full");
  return q;
}

static void queue_free(struct queue *q) {
  pthread_mutex_destroy(&q->lock);
  pthread_cond_destroy(&q->not_empty);
  pthread_cond_destroy(&q->not_full);
  free(q);
}

__attribute__((noinline)) static void queue_put(struct queue *q, long item) {
  CALL(plait_rt_span_begin, q, PLAIT_KIND_QUEUE, "put", 1, item, HERE);
  pthread_mutex_lock(&q->lock);
  while (q->full)
    pthread_cond_wait(&q->not_full, &q->lock);
  q->item = item;
  q->full = true;
  q->unfinished++;
  CALL(plait_rt_effect, q, PLAIT_KIND_QUEUE, PLAIT_EFFECT_PUT, item, q->unfinished, HERE);
  pthread_cond_signal(&q->not_empty);
  pthread_mutex_unlock(&q->lock);
  CALL(plait_rt_span_end, q, PLAIT_KIND_QUEUE, "put", 0, HERE);
}

__attribute__((noinline)) static int queue_done(struct queue *q) {
  int result = 0;
  CALL(plait_rt_span_begin, q, PLAIT_KIND_QUEUE, "task_done", 0, 0, HERE);
  pthread_mutex_lock(&q->lock);
  if (q->unfinished == 0)
    result = EOVERFLOW;
  else
    q->unfinished--;
  if (!result)
    CALL(plait_rt_effect, q, PLAIT_KIND_QUEUE, 0, 0, q->unfinished, HERE);
  pthread_mutex_unlock(&q->lock);
  CALL(plait_rt_span_end, q, PLAIT_KIND_QUEUE, "task_done", result, HERE);
  return result;
}

__attribute__((noinline)) static long queue_get(struct queue *q, bool nested) {
  CALL(plait_rt_span_begin, q, PLAIT_KIND_QUEUE, "get", 0, 0, HERE);
  pthread_mutex_lock(&q->lock);
  while (!q->full)
    pthread_cond_wait(&q->not_empty, &q->lock);
  long item = q->item;
  q->full = false;
  CALL(plait_rt_effect, q, PLAIT_KIND_QUEUE, PLAIT_EFFECT_GET, item, q->unfinished, HERE);
  pthread_cond_signal(&q->not_full);
  pthread_mutex_unlock(&q->lock);
  if (nested)
    queue_done(q);
  CALL(plait_rt_span_end, q, PLAIT_KIND_QUEUE, "get", 0, HERE);
  return item;
}

static struct queue *orders;

static void *produce(void *item) {
  queue_put(orders, (long)item);
  return NULL;
}

int main(int argc, char **argv) {
  bool stuck = argc > 1 && strcmp(argv[1], "stuck") == 0, nested = argc > 1 && strcmp(argv[1], "nested") == 0;
  bool misuse = argc > 1 && strcmp(argv[1], "misuse") == 0;
  orders = queue_new("orders");
  pthread_t t[2];
  for (long i = 0; i < 2; i++)
    pthread_create(&t[i], NULL, produce, (void *)(i + 3));
  long sum = 0;
  for (int i = 0; i < (stuck ? 3 : 2); i++)
    sum += queue_get(orders, nested);
  for (int i = 0; i < (misuse ? 3 : nested ? 0 : 2); i++)
    queue_done(orders);
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
  queue_free(orders);
  printf("%ld\n", sum);
  return 0;
}
