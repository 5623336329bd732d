/* <threads.h>: mutexes, conditions, call_once, thread-specific storage, sleeping. */
#include "posix_check.h"

#include <threads.h>

static mtx_t lock, recursive;
static cnd_t cond;
static once_flag flag = ONCE_FLAG_INIT;
static tss_t key;
static int times, destroyed, stage;

static void once_routine(void) { times++; }
static void destructor(void *value) {
  (void)value;
  __atomic_fetch_add(&destroyed, 1, __ATOMIC_SEQ_CST);
}

static int try_it(void *m) { return mtx_trylock(m); }
static int timed(void *m) {
  struct timespec t = in_ms(CLOCK_REALTIME, 2);
  return mtx_timedlock(m, &t);
}
static int unlock_it(void *m) { return mtx_unlock(m); }

static int run(thrd_start_t f, void *arg) {
  thrd_t t;
  int r = -1;
  if (thrd_create(&t, f, arg) != thrd_success || thrd_join(t, &r) != thrd_success)
    abort();
  return r;
}

static int worker(void *unused) {
  (void)unused;
  call_once(&flag, once_routine);
  tss_set(key, &times);
  mtx_lock(&lock);
  while (stage == 0)
    cnd_wait(&cond, &lock);
  stage++;
  mtx_unlock(&lock);
  thrd_yield();
  return tss_get(key) == &times ? 7 : 8;
}

int main(void) {
  equals(mtx_init(&lock, mtx_timed), thrd_success, "a mutex");
  equals(mtx_init(&recursive, mtx_plain | mtx_recursive), thrd_success, "a recursive one");
  equals(mtx_lock(&lock), thrd_success, "locked");
  equals(run(try_it, &lock), thrd_busy, "another thread finds it busy");
  equals(run(timed, &lock), thrd_timedout, "and waits a little");
  equals(mtx_unlock(&lock), thrd_success, "unlocked");
  equals(mtx_lock(&recursive) + mtx_lock(&recursive) + mtx_trylock(&recursive), thrd_success, "locked three times");
  equals(run(try_it, &recursive), thrd_busy, "busy for others");
  equals(run(unlock_it, &recursive), thrd_error, "who cannot unlock it");
  equals(mtx_unlock(&recursive) + mtx_unlock(&recursive) + mtx_unlock(&recursive), thrd_success, "unlocked three times");
  equals(mtx_unlock(&recursive), thrd_error, "not four times");

  equals(cnd_init(&cond), thrd_success, "a condition");
  mtx_lock(&lock);
  struct timespec t = in_ms(CLOCK_REALTIME, 2);
  int r;
  do
    r = cnd_timedwait(&cond, &lock, &t);
  while (r == thrd_success);
  equals(r, thrd_timedout, "a wait times out");
  mtx_unlock(&lock);
  tss_create(&key, destructor);
  thrd_t thread[2];
  for (int i = 0; i < 2; i++)
    thrd_create(&thread[i], worker, NULL);
  mtx_lock(&lock);
  stage = 1;
  equals(cnd_broadcast(&cond), thrd_success, "a broadcast");
  equals(cnd_signal(&cond), thrd_success, "a signal");
  mtx_unlock(&lock);
  for (int i = 0; i < 2; i++) {
    int result = 0;
    thrd_join(thread[i], &result);
    equals(result, 7, "a thread returns its number");
  }
  equals(stage, 3, "both went through");
  equals(times, 1, "call_once calls once");
  equals(destroyed, 2, "each thread's storage is given back");
  struct timespec length = {.tv_nsec = 1000000}, before, after;
  timespec_get(&before, TIME_UTC);
  equals(thrd_sleep(&length, NULL), 0, "sleeps");
  timespec_get(&after, TIME_UTC);
  check((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec >= 1000000, "as long as asked");
  length.tv_nsec = -1;
  check(thrd_sleep(&length, NULL) < -1, "not for a malformed time");
  check(thrd_equal(thrd_current(), thrd_current()), "a thread is itself");
  cnd_destroy(&cond);
  mtx_destroy(&lock);
  mtx_destroy(&recursive);
  tss_delete(key);
  return done();
}
