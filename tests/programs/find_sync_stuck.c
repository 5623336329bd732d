/* find_sync_stuck.c — one way for each object of plait/sync.h to wait for ever; it is what is found, not what lies inside.
 *
 * finding: blocked_forever it
 * when: always
 * run: get
 * run: put
 * run: join
 * run: event
 * run: semaphore
 * run: condition
 * run: barrier
 * run: group
 * run: send
 * run: receive
 * run: future
 * run: ended */
#include <plait/sync.h>
#include <pthread.h>
#include <string.h>

static const char *how;
static bool is(const char *way) { return strcmp(how, way) == 0; }

static intptr_t never(void *event) {
  plait_event_wait(event);
  return 0;
}

static void *acquire(void *lock) {
  plait_rlock_acquire(lock);
  return NULL;
}

static void *wait_for_it(void *arg) {
  intptr_t item;
  bool ok;
  struct plait_queue *q = plait_queue_new("it", 1);
  struct plait_channel *c = plait_channel_new("it", 0);
  struct plait_condition *k = plait_condition_new("it", NULL);
  struct plait_wait_group *g = plait_wait_group_new("it");
  plait_queue_put(q, 3);
  plait_wait_group_add(g, 2);
  plait_wait_group_done(g);
  if (is("get")) {
    plait_queue_get(q, &item);
    plait_queue_get(q, &item);
  } else if (is("put")) {
    plait_queue_put(q, 4);
  } else if (is("join")) {
    plait_queue_join(q);
  } else if (is("event")) {
    plait_event_wait(plait_event_new("it"));
  } else if (is("semaphore")) {
    struct plait_semaphore *s = plait_semaphore_new("it", 2);
    for (int i = 0; i < 3; i++)
      plait_semaphore_acquire(s);
  } else if (is("condition")) {
    plait_condition_acquire(k);
    plait_condition_wait(k);
  } else if (is("barrier")) {
    plait_barrier_wait(plait_barrier_new("it", 2, NULL, NULL), NULL);
  } else if (is("group")) {
    plait_wait_group_wait(g);
  } else if (is("send")) {
    plait_channel_send(c, 3);
  } else if (is("receive")) {
    plait_channel_receive(c, &item, &ok);
  } else if (is("future")) { /* the threads that have nothing to do wait for ever too, but that is not the fault */
    struct plait_future *f;
    struct plait_pool *p = plait_pool_new("pool", 2);
    plait_pool_submit(p, never, plait_event_new("it"), &f);
    plait_future_result(f, &item);
  } else { /* its owner has ended */
    struct plait_rlock *l = plait_rlock_new("it");
    pthread_t t;
    pthread_create(&t, NULL, acquire, l);
    pthread_join(t, NULL);
    plait_rlock_acquire(l);
  }
  return arg;
}

int main(int argc, char **argv) {
  how = argc > 1 ? argv[1] : "";
  pthread_t t;
  pthread_create(&t, NULL, wait_for_it, NULL);
  pthread_join(t, NULL);
  return 0;
}
