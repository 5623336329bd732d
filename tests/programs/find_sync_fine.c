/* find_sync_fine.c — every object of plait/sync.h used as it should be, in ways that tempt a detector.
 *
 * finding: none
 * run: queue
 * run: values
 * run: nested
 * run: readers
 * run: condition
 * run: back-off
 * run: tasks
 * run: pool
 * run: channel
 * run: mixed
 * large: queue condition pool mixed */
#include <plait/sync.h>
#include <pthread.h>
#include <string.h>

static const char *how;
static bool is(const char *way) { return strcmp(how, way) == 0; }

static struct plait_queue *q;
static struct plait_rlock *a, *b;
static struct plait_rwlock *w;
static struct plait_condition *c;
static struct plait_channel *ch, *back;
static struct plait_async_lock *al;
static struct plait_event *e;
static struct plait_semaphore *s;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int shared, box[2];

static void *consume(void *arg) {
  intptr_t item;
  while (plait_queue_get(q, &item) == 0) {
    shared += is("values") ? (int)item : 0; /* one consumer */
    plait_queue_task_done(q);
  }
  return arg;
}

/* What is written before it is put is seen by whoever has got it. */
static void *hand_over(void *arg) {
  intptr_t item;
  plait_queue_get(q, &item);
  ++*(int *)item;
  plait_event_set(e);
  return arg;
}

static void deep(int n) {
  plait_rlock_acquire(a);
  shared++;
  if (n)
    deep(n - 1);
  plait_rlock_release(a);
}

static void *nested(void *arg) {
  deep(1);
  plait_rlock_acquire(a); /* always a before b */
  plait_rlock_acquire(b);
  shared++;
  plait_rlock_release(b);
  plait_rlock_release(a);
  return arg;
}

static void *read_it(void *arg) {
  plait_rwlock_acquire_read(w);
  int seen = shared;
  plait_rwlock_release_read(w);
  return seen < 0 ? NULL : arg;
}

static void *write_it(void *arg) {
  plait_rwlock_acquire_write(w);
  shared++;
  plait_rwlock_release_write(w);
  return arg;
}

static void *take(void *arg) {
  plait_condition_acquire(c);
  while (shared == 0)
    plait_condition_wait(c);
  shared--;
  plait_condition_release(c);
  return arg;
}

/* In either order, but never holding one while it waits for the other. */
static void *back_off(void *turned) {
  struct plait_rlock *first = turned ? a : b, *second = turned ? b : a;
  plait_rlock_acquire(first);
  if (plait_rlock_acquire_try(second) == 0) {
    shared++;
    plait_rlock_release(second);
  }
  plait_rlock_release(first);
  return NULL;
}

static intptr_t add(void *arg) {
  shared++; /* no await, no switch */
  plait_await();
  shared++;
  plait_async_lock_acquire(al);
  int seen = box[0];
  plait_await();
  box[0] = seen + 1;
  plait_async_lock_release(al);
  return (intptr_t)arg;
}

static intptr_t tasks(void *arg) {
  al = plait_async_lock_new("al");
  struct plait_task *t[] = {plait_task_new("ann", add, arg), plait_task_new("bob", add, arg)};
  return plait_gather(t, 2, NULL);
}

static intptr_t job(void *item) {
  ++*(int *)item;
  return *(int *)item;
}

static void *answer(void *arg) {
  intptr_t item;
  bool ok;
  while (plait_channel_receive(ch, &item, &ok) == 0 && ok)
    plait_channel_send(back, item + 1);
  plait_channel_close(back);
  return arg;
}

static void *mixed(void *arg) {
  plait_semaphore_acquire(s);
  pthread_mutex_lock(&m);
  shared++;
  pthread_mutex_unlock(&m);
  plait_queue_put(q, 1); /* a call between two sections of m is no section of its own */
  pthread_mutex_lock(&m);
  shared++;
  pthread_mutex_unlock(&m);
  plait_semaphore_release(s);
  return arg;
}

static void two(void *(*one)(void *), void *(*other)(void *)) {
  pthread_t t[2];
  pthread_create(&t[0], NULL, one, NULL);
  pthread_create(&t[1], NULL, other, &t[1]);
  for (int i = 0; is("condition") && i < 2; i++) {
    plait_condition_acquire(c);
    shared++;
    plait_condition_notify(c);
    plait_condition_release(c);
  }
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
}

int main(int argc, char **argv) {
  how = argc > 1 ? argv[1] : "";
  q = plait_queue_new("q", is("queue") ? 1 : 2);
  a = plait_rlock_new("a"), b = plait_rlock_new("b");
  w = plait_rwlock_new("w", PLAIT_WRITERS_FIRST);
  c = plait_condition_new("c", NULL);
  ch = plait_channel_new("ch", 0), back = plait_channel_new("back", 1);
  e = plait_event_new("e");
  s = plait_semaphore_new("s", 1);
  pthread_t t;
  intptr_t item;
  bool ok;
  if (is("queue")) {
    pthread_create(&t, NULL, consume, NULL);
    for (int i = 0; i < 2; i++)
      plait_queue_put(q, i);
    plait_queue_join(q);
    plait_queue_close(q, 0, 0);
    pthread_join(t, NULL);
  } else if (is("values")) {
    pthread_create(&t, NULL, hand_over, NULL);
    box[0] = 3;
    plait_queue_put(q, (intptr_t)&box[0]);
    plait_event_wait(e);
    ++box[0];
    pthread_join(t, NULL);
  } else if (is("nested")) {
    two(nested, nested);
  } else if (is("readers")) {
    two(read_it, write_it);
  } else if (is("condition")) {
    two(take, take);
  } else if (is("back-off")) {
    two(back_off, back_off);
  } else if (is("tasks")) {
    plait_run(tasks, NULL, NULL);
  } else if (is("pool")) {
    struct plait_pool *p = plait_pool_new("pool", 2);
    struct plait_future *f[2];
    for (int i = 0; i < 2; i++)
      plait_pool_submit(p, job, &box[i], &f[i]);
    for (int i = 0; i < 2; i++)
      plait_future_result(f[i], &item);
    ++box[0];
    plait_pool_shutdown(p, true);
  } else if (is("channel")) {
    pthread_create(&t, NULL, answer, NULL);
    plait_channel_send(ch, 1);
    plait_channel_receive(back, &item, &ok);
    plait_channel_close(ch);
    plait_channel_receive(back, &item, &ok);
    pthread_join(t, NULL);
  } else {
    two(mixed, mixed);
  }
  return 0;
}
