/* misuse.c — every wrong use of plait/sync.h returns the error that its documentation names, and changes nothing. */
#include "check.h"

#include <limits.h>
#include <math.h>

static void *release(void *lock) {
  GIVES(plait_rlock_release(lock), EPERM);
  return NULL;
}

static void rlock(void) {
  GIVES(plait_rlock_acquire(NULL), EINVAL);
  GIVES(plait_rlock_release(NULL), EINVAL);
  GIVES(plait_rlock_depth(NULL), 0);
  plait_rlock_free(NULL);
  struct plait_rlock *l = plait_rlock_new("lock");
  GIVES(plait_rlock_release(l), EPERM);
  GIVES(plait_rlock_acquire_for(l, -1), EINVAL);
  GIVES(plait_rlock_acquire_for(l, NAN), EINVAL);
  GIVES(plait_rlock_depth(l), 0);
  GIVES(plait_rlock_acquire_for(l, INFINITY), 0);
  join(start(release, l));
  GIVES(plait_rlock_depth(l), 1);
  GIVES(plait_rlock_release(l), 0);
  GIVES(plait_rlock_release(l), EPERM);
  plait_rlock_free(l);
}

static void semaphore(void) {
  errno = 0;
  CHECK(!plait_semaphore_new("s", -1) && errno == EINVAL);
  GIVES(plait_semaphore_acquire(NULL), EINVAL);
  GIVES(plait_semaphore_release(NULL), EINVAL);
  plait_semaphore_free(NULL);
  struct plait_semaphore *s = plait_semaphore_new("s", 1);
  GIVES(plait_semaphore_release_n(s, 0), EINVAL);
  GIVES(plait_semaphore_release_n(s, -1), EINVAL);
  GIVES(plait_semaphore_release_n(s, INT_MAX), EOVERFLOW);
  GIVES(plait_semaphore_acquire_for(s, NAN), EINVAL);
  GIVES(plait_semaphore_permits(s), 1);
  plait_semaphore_free(s);
}

static void bounded_semaphore(void) {
  errno = 0;
  CHECK(!plait_bounded_semaphore_new("s", -1) && errno == EINVAL);
  GIVES(plait_bounded_semaphore_acquire(NULL), EINVAL);
  GIVES(plait_bounded_semaphore_release(NULL), EINVAL);
  plait_bounded_semaphore_free(NULL);
  struct plait_bounded_semaphore *s = plait_bounded_semaphore_new("s", 2);
  GIVES(plait_bounded_semaphore_release(s), EOVERFLOW);
  GIVES(plait_bounded_semaphore_acquire(s), 0);
  GIVES(plait_bounded_semaphore_release_n(s, 2), EOVERFLOW);
  GIVES(plait_bounded_semaphore_permits(s), 1);
  GIVES(plait_bounded_semaphore_release(s), 0);
  GIVES(plait_bounded_semaphore_release(s), EOVERFLOW);
  plait_bounded_semaphore_free(s);
}

static void event(void) {
  GIVES(plait_event_set(NULL), EINVAL);
  GIVES(plait_event_clear(NULL), EINVAL);
  GIVES(plait_event_wait(NULL), EINVAL);
  CHECK(!plait_event_is_set(NULL));
  plait_event_free(NULL);
  struct plait_event *e = plait_event_new("e");
  GIVES(plait_event_wait_for(e, NAN), EINVAL);
  plait_event_free(e);
}

static bool never(void *unused) {
  (void)unused;
  return false;
}

static void condition(void) {
  GIVES(plait_condition_wait(NULL), EINVAL);
  GIVES(plait_condition_notify(NULL), EINVAL);
  GIVES(plait_condition_notify_all(NULL), EINVAL);
  GIVES(plait_condition_acquire(NULL), EINVAL);
  GIVES(plait_condition_release(NULL), EINVAL);
  plait_condition_free(NULL);
  struct plait_condition *c = plait_condition_new("c", NULL);
  GIVES(plait_condition_wait(c), EPERM);
  GIVES(plait_condition_wait_for(c, 0), EPERM);
  GIVES(plait_condition_wait_until(c, never, NULL), EPERM);
  GIVES(plait_condition_wait_until(c, NULL, NULL), EINVAL);
  GIVES(plait_condition_wait_for(c, NAN), EINVAL);
  GIVES(plait_condition_notify(c), EPERM);
  GIVES(plait_condition_notify_n(c, -1), EINVAL);
  GIVES(plait_condition_notify_all(c), EPERM);
  GIVES(plait_condition_release(c), EPERM);
  plait_condition_free(c);
}

static void barrier(void) {
  errno = 0;
  CHECK(!plait_barrier_new("b", 0, NULL, NULL) && errno == EINVAL);
  GIVES(plait_barrier_wait(NULL, NULL), EINVAL);
  GIVES(plait_barrier_abort(NULL), EINVAL);
  GIVES(plait_barrier_reset(NULL), EINVAL);
  GIVES(plait_barrier_parties(NULL), 0);
  plait_barrier_free(NULL);
  struct plait_barrier *b = plait_barrier_new("b", 1, NULL, NULL);
  GIVES(plait_barrier_wait_for(b, NULL, NAN), EINVAL);
  GIVES(plait_barrier_wait(b, NULL), 0);
  plait_barrier_free(b);
}

static void queue(void) {
  intptr_t item;
  GIVES(plait_queue_put(NULL, 1), EINVAL);
  GIVES(plait_queue_get(NULL, &item), EINVAL);
  GIVES(plait_queue_task_done(NULL), EINVAL);
  GIVES(plait_queue_join(NULL), EINVAL);
  GIVES(plait_queue_close(NULL, 0, 0), EINVAL);
  plait_queue_free(NULL);
  struct plait_queue *q = plait_queue_new("q", 0);
  GIVES(plait_queue_get_try(q, NULL), EINVAL);
  GIVES(plait_queue_put_for(q, 1, -1), EINVAL);
  GIVES(plait_queue_get_for(q, &item, -1), EINVAL);
  GIVES(plait_queue_get_for(q, &item, NAN), EINVAL);
  GIVES(plait_priority_queue_put(q, 1, 1), EINVAL);
  GIVES(plait_queue_task_done(q), EOVERFLOW);
  GIVES(plait_queue_put(q, 1), 0);
  GIVES(plait_queue_task_done(q), 0);
  GIVES(plait_queue_task_done(q), EOVERFLOW);
  GIVES(plait_queue_close(q, -1, 0), EINVAL);
  GIVES(plait_queue_close(q, 0, 0), 0);
  GIVES(plait_queue_close(q, 0, 0), EPIPE);
  GIVES(plait_queue_put(q, 2), EPIPE);
  GIVES(plait_queue_put_try(q, 2), EPIPE);
  GIVES(plait_queue_size(q), 1);
  GIVES(plait_queue_get(q, &item), 0);
  GIVES(plait_queue_get(q, &item), ECANCELED);
  plait_queue_free(q);
}

static struct plait_queue *full;

static void *put_into_full(void *unused) {
  GIVES(plait_queue_put(full, 2), EPIPE);
  return unused;
}

/* A producer that waits while the queue is closed. */
static void queue_closed_meanwhile(void) {
  full = plait_queue_new("full", 1);
  GIVES(plait_queue_put(full, 1), 0);
  pthread_t t = start(put_into_full, NULL);
  GIVES(plait_queue_close(full, 0, 0), 0);
  join(t);
  plait_queue_free(full);
}

static void *release_both(void *l) {
  GIVES(plait_rwlock_release_read(l), EPERM);
  GIVES(plait_rwlock_release_write(l), EPERM);
  return NULL;
}

static void rwlock(void) {
  errno = 0;
  CHECK(!plait_rwlock_new("l", (enum plait_rwlock_policy)7) && errno == EINVAL);
  GIVES(plait_rwlock_acquire_read(NULL), EINVAL);
  GIVES(plait_rwlock_release_read(NULL), EINVAL);
  GIVES(plait_rwlock_release_write(NULL), EINVAL);
  plait_rwlock_free(NULL);
  for (int p = PLAIT_READERS_FIRST; p <= PLAIT_FAIR; p++) {
    struct plait_rwlock *l = plait_rwlock_new("l", (enum plait_rwlock_policy)p);
    release_both(l);
    GIVES(plait_rwlock_acquire_read_for(l, NAN), EINVAL);
    GIVES(plait_rwlock_acquire_read(l), 0);
    join(start(release_both, l));
    GIVES(plait_rwlock_acquire_write(l), EDEADLK);
    GIVES(plait_rwlock_release_read(l), 0);
    GIVES(plait_rwlock_acquire_write(l), 0);
    join(start(release_both, l));
    GIVES(plait_rwlock_acquire_write(l), EDEADLK);
    GIVES(plait_rwlock_acquire_read(l), EDEADLK);
    GIVES(plait_rwlock_release_write(l), 0);
    release_both(l);
    plait_rwlock_free(l);
  }
}

static struct plait_channel *door;

static void *send_it(void *unused) {
  GIVES(plait_channel_send(door, 1), EPIPE);
  return unused;
}

static void channel(void) {
  intptr_t item;
  int chosen;
  errno = 0;
  CHECK(!plait_channel_new("c", -1) && errno == EINVAL);
  GIVES(plait_channel_send(NULL, 1), EINVAL);
  GIVES(plait_channel_receive(NULL, &item, NULL), EINVAL);
  GIVES(plait_channel_close(NULL), EINVAL);
  GIVES(plait_select_try(NULL, 1, &chosen), EINVAL);
  GIVES(plait_select_try(NULL, -1, &chosen), EINVAL);
  GIVES(plait_select_try(NULL, 0, NULL), EINVAL);
  plait_channel_free(NULL);
  door = plait_channel_new("door", 0);
  GIVES(plait_channel_send_for(door, 1, NAN), EINVAL);
  GIVES(plait_channel_receive(door, NULL, NULL), EINVAL);
  pthread_t t = start(send_it, NULL);
  GIVES(plait_channel_close(door), 0);
  join(t);
  GIVES(plait_channel_close(door), EPIPE);
  GIVES(plait_channel_send(door, 1), EPIPE);
  GIVES(plait_channel_send_try(door, 1), EPIPE);
  struct plait_case send = {.channel = door, .send = true, .item = 1};
  GIVES(plait_select(&send, 1, &chosen), EPIPE);
  CHECK(chosen == 0);
  plait_channel_free(door);
}

static void wait_group(void) {
  GIVES(plait_wait_group_add(NULL, 1), EINVAL);
  GIVES(plait_wait_group_done(NULL), EINVAL);
  GIVES(plait_wait_group_wait(NULL), EINVAL);
  plait_wait_group_free(NULL);
  struct plait_wait_group *g = plait_wait_group_new("g");
  GIVES(plait_wait_group_done(g), EOVERFLOW);
  GIVES(plait_wait_group_add(g, -1), EOVERFLOW);
  GIVES(plait_wait_group_add(g, INT_MAX), 0);
  GIVES(plait_wait_group_add(g, 1), EOVERFLOW);
  GIVES(plait_wait_group_add(g, -INT_MAX), 0);
  GIVES(plait_wait_group_wait(g), 0);
  plait_wait_group_free(g);
}

static struct plait_once *nested;

static void again(void *unused) {
  (void)unused;
  GIVES(plait_once_do(nested, again, NULL), EDEADLK);
}

static void once(void) {
  GIVES(plait_once_do(NULL, again, NULL), EINVAL);
  plait_once_free(NULL);
  nested = plait_once_new("o");
  GIVES(plait_once_do(nested, NULL, NULL), EINVAL);
  GIVES(plait_once_do(nested, again, NULL), 0);
  plait_once_free(nested);
}

static struct plait_pool *workers;

static intptr_t shut_down_myself(void *unused) {
  (void)unused;
  return plait_pool_shutdown(workers, true);
}

static void pool(void) {
  intptr_t result;
  errno = 0;
  CHECK(!plait_pool_new("p", 0) && errno == EINVAL);
  GIVES(plait_pool_submit(NULL, shut_down_myself, NULL, NULL), EINVAL);
  GIVES(plait_pool_shutdown(NULL, true), EINVAL);
  GIVES(plait_future_result(NULL, NULL), EINVAL);
  GIVES(plait_future_cancel(NULL), EINVAL);
  CHECK(!plait_future_done(NULL));
  plait_future_free(NULL);
  plait_pool_free(NULL);
  workers = plait_pool_new("p", 1);
  struct plait_future *f;
  GIVES(plait_pool_submit(workers, NULL, NULL, NULL), EINVAL);
  GIVES(plait_pool_submit(workers, shut_down_myself, NULL, &f), 0);
  GIVES(plait_future_result(f, &result), 0);
  CHECK(result == EDEADLK);
  plait_future_free(f);
  GIVES(plait_pool_shutdown(workers, false), 0);
  GIVES(plait_pool_submit(workers, shut_down_myself, NULL, &f), EPIPE);
  plait_pool_free(workers);
}

static void local(void) {
  CHECK(plait_local_get(NULL) == 0);
  GIVES(plait_local_set(NULL, 1), EINVAL);
  plait_local_free(NULL);
}

static struct plait_task *itself;

static intptr_t await_myself(void *unused) {
  (void)unused;
  GIVES(plait_task_await(itself, NULL), EDEADLK);
  GIVES(plait_gather(&itself, 1, NULL), EDEADLK);
  return 0;
}

static intptr_t first(void *l) {
  CHECK(plait_run(first, NULL, NULL) == EDEADLK);
  errno = 0;
  CHECK(!plait_task_new("t", NULL, NULL) && errno == EINVAL);
  GIVES(plait_task_await(NULL, NULL), EINVAL);
  GIVES(plait_task_sleep(NAN), EINVAL);
  GIVES(plait_gather(NULL, 1, NULL), EINVAL);
  GIVES(plait_async_lock_release(l), EPERM);
  GIVES(plait_async_lock_acquire(NULL), EINVAL);
  itself = plait_task_new("myself", await_myself, NULL);
  GIVES(plait_task_await(itself, NULL), 0);
  return 0;
}

static void task(void) {
  struct plait_async_lock *l = plait_async_lock_new("l");
  GIVES(plait_run(NULL, NULL, NULL), EINVAL);
  errno = 0;
  CHECK(!plait_task_new("t", first, NULL) && errno == EPERM);
  GIVES(plait_task_yield(), EPERM);
  GIVES(plait_task_sleep(0.1), EPERM);
  GIVES(plait_gather(NULL, 0, NULL), EPERM);
  GIVES(plait_async_lock_acquire(l), EPERM);
  GIVES(plait_await(), 0);
  GIVES(plait_run(first, l, NULL), 0);
  GIVES(plait_task_await(itself, NULL), EPERM);
  CHECK(plait_task_done(itself));
  plait_task_free(itself);
  plait_task_free(NULL);
  plait_async_lock_free(l);
  plait_async_lock_free(NULL);
}

CASES({"rlock", rlock}, {"semaphore", semaphore}, {"bounded_semaphore", bounded_semaphore}, {"event", event},
      {"condition", condition}, {"barrier", barrier}, {"queue", queue}, {"queue_closed_meanwhile", queue_closed_meanwhile},
      {"rwlock", rwlock}, {"channel", channel}, {"wait_group", wait_group}, {"once", once}, {"pool", pool},
      {"local", local}, {"task", task})
