/* find_sync_deadlock.c — circles through locks that are made of others, and through mutexes and joins besides.
 *
 * finding: deadlock
 * when: some
 * run: rlocks
 * run: rwlocks
 * run: mutex
 * run: join
 * run: tasks
 * run: reader
 * run: permits
 * run: once */
#include <plait/sync.h>
#include <pthread.h>
#include <string.h>

static const char *how;
static bool is(const char *way) { return strcmp(how, way) == 0; }

static struct plait_rlock *r, *r2;
static struct plait_rwlock *w;
static struct plait_async_lock *a, *a2;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

/* Takes A and then B, or the other way round, and gives them back. */
static void *both(void *turned) {
  for (int i = 0; i < 2; i++) {
    bool first = (i == 0) == !turned;
    if (first)
      plait_rlock_acquire(r);
    else if (is("rlocks"))
      plait_rlock_acquire(r2);
    else if (is("mutex"))
      pthread_mutex_lock(&m);
    else if (turned)
      plait_rwlock_acquire_read(w);
    else
      plait_rwlock_acquire_write(w);
  }
  if (is("rlocks"))
    plait_rlock_release(r2);
  else if (is("mutex"))
    pthread_mutex_unlock(&m);
  else if (turned)
    plait_rwlock_release_read(w);
  else
    plait_rwlock_release_write(w);
  plait_rlock_release(r);
  return NULL;
}

static void *one(void *arg) {
  plait_rlock_acquire(r);
  plait_rlock_release(r);
  return arg;
}

/* A reader that comes back behind a writer that waits for it. */
static void *write_it(void *arg) {
  plait_rwlock_acquire_write(w);
  plait_rwlock_release_write(w);
  return arg;
}

/* A semaphore of one permit that everybody gives back is a lock. */
static struct plait_semaphore *s, *s2;
static void *permits(void *turned) {
  plait_semaphore_acquire(turned ? s2 : s);
  plait_semaphore_acquire(turned ? s : s2);
  plait_semaphore_release(s);
  plait_semaphore_release(s2);
  return NULL;
}

/* What is done once needs what somebody holds who waits until it is done. */
static struct plait_once *o;
static void make(void *arg) {
  (void)arg;
  plait_rlock_acquire(r);
  plait_rlock_release(r);
}

static void *once(void *holding) {
  if (holding)
    plait_rlock_acquire(r);
  plait_once_do(o, make, NULL);
  if (holding)
    plait_rlock_release(r);
  return NULL;
}

static intptr_t task(void *turned) {
  plait_async_lock_acquire(turned ? a : a2);
  plait_await();
  plait_async_lock_acquire(turned ? a2 : a);
  plait_async_lock_release(a);
  plait_async_lock_release(a2);
  return 0;
}

static intptr_t tasks(void *arg) {
  a = plait_async_lock_new("a");
  a2 = plait_async_lock_new("b");
  struct plait_task *t[] = {plait_task_new("one", task, NULL), plait_task_new("two", task, &a)};
  plait_gather(t, 2, NULL);
  return (intptr_t)arg;
}

int main(int argc, char **argv) {
  how = argc > 1 ? argv[1] : "";
  pthread_t t[2];
  r = plait_rlock_new("r");
  r2 = plait_rlock_new("r2");
  w = plait_rwlock_new("w", PLAIT_READERS_FIRST);
  if (is("tasks"))
    return (int)plait_run(tasks, NULL, NULL);
  if (is("join")) { /* the thread may be over before main takes what it wants */
    pthread_create(&t[0], NULL, one, NULL);
    plait_rlock_acquire(r);
    pthread_join(t[0], NULL);
    plait_rlock_release(r);
    return 0;
  }
  if (is("reader")) {
    w = plait_rwlock_new("w", PLAIT_WRITERS_FIRST);
    plait_rwlock_acquire_read(w);
    pthread_create(&t[0], NULL, write_it, NULL);
    plait_rwlock_acquire_read(w);
    plait_rwlock_release_read(w);
    plait_rwlock_release_read(w);
    pthread_join(t[0], NULL);
    return 0;
  }
  s = plait_semaphore_new("s", 1);
  s2 = plait_semaphore_new("s2", 1);
  o = plait_once_new("o");
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], NULL, is("permits") ? permits : is("once") ? once : both, i ? &r : NULL);
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
  return 0;
}
