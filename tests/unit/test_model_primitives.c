/* test_model_primitives.c — each primitive: who holds it, who waits for it, since when and for whom. */
#include "model/world.h"
#include "tracegen.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* A trace and a world on it; names stand for numbers. */
struct fix {
  struct trace *t;
  struct world *w;
};

static struct fix fix(const char *text) {
  struct fix f = {.t = tracegen(text)};
  f.w = world_new(f.t);
  return f;
}

static void done(struct fix *f) {
  world_free(f->w);
  trace_free(f->t);
}

static uint32_t obj(const struct fix *f, const char *name) {
  for (uint32_t i = 1; i <= trace_objects(f->t); i++)
    if (strcmp(trace_object(f->t, i)->name, name) == 0)
      return i;
  fail_msg("no object %s", name);
  return 0;
}

static uint16_t thr(const struct fix *f, const char *name) {
  for (uint16_t i = 0; i < trace_threads(f->t); i++)
    if (strcmp(trace_thread(f->t, i)->name, name) == 0)
      return i;
  fail_msg("no thread %s", name);
  return 0;
}

/* The state of an object in one line: "m: T1 since 3; waits T2 since 5, T3 since 6". */
static void about(const struct fix *f, uint32_t step, const char *name, const char *want) {
  world_seek(f->w, step);
  uint32_t object = obj(f, name);
  struct buf b = {0};
  uint16_t holders[8];
  size_t n = world_holders(f->w, object, holders, 8);
  for (size_t i = 0; i < n; i++)
    buf_printf(&b, "%s%s", i ? "," : "", trace_thread(f->t, holders[i])->name);
  if (!n)
    buf_putc(&b, '-');
  struct world_waiter waiters[8];
  n = world_waiters(f->w, object, waiters, 8);
  for (size_t i = 0; i < n; i++)
    buf_printf(&b, " %s@%u", trace_thread(f->t, waiters[i].thread)->name, waiters[i].since);
  if (strcmp(buf_str(&b), want) != 0)
    fail_msg("%s after step %u: '%s', expected '%s'", name, step, buf_str(&b), want);
  buf_fini(&b);
}

static void is(const struct fix *f, uint32_t step, const char *name, enum world_status status, uint32_t since,
               const char *blocker) {
  world_seek(f->w, step);
  uint16_t thread = thr(f, name);
  const struct world_thread *th = world_thread(f->w, thread);
  int by = world_blocker(f->w, thread);
  if (th->status != status || th->since != since)
    fail_msg("%s after step %u: status %d since %u, expected %d since %u", name, step, th->status, th->since, status,
             since);
  if (!blocker)
    assert_int_equal(by, -1);
  else if (by < 0 || strcmp(trace_thread(f->t, (uint16_t)by)->name, blocker) != 0)
    fail_msg("%s after step %u: blocked by %d, expected %s", name, step, by, blocker);
}

/* Steps 1 to 4 bring two threads to life. */
#define FIX(text) fix("main create T1; main create T2; T1 start; T2 start;" text)

static void threads_come_and_go(void **state) {
  (void)state;
  struct fix f = fix("main create T1; T1 start; main create T2; T1 done; main join T1 waited; T2 start; main next join T2");
  is(&f, 0, "T1", STATUS_ABSENT, 0, NULL);
  is(&f, 0, "main", STATUS_READY, 0, NULL);
  is(&f, 1, "T1", STATUS_READY, 0, NULL);
  assert_int_equal(world_thread(f.w, thr(&f, "T1"))->pending, OP_THREAD_START);
  is(&f, 2, "T2", STATUS_ABSENT, 0, NULL);
  is(&f, 3, "main", STATUS_BLOCKED, 3, "T1");
  is(&f, 4, "main", STATUS_READY, 0, NULL);
  is(&f, 4, "T1", STATUS_OVER, 0, NULL);
  is(&f, 5, "main", STATUS_BLOCKED, 5, "T2");
  is(&f, 6, "main", STATUS_BLOCKED, 5, "T2");
  done(&f);
}

static void a_mutex_has_one_owner(void **state) {
  (void)state;
  struct fix f = FIX("T1 lock m; T2 trylock m fail; T1 unlock m; main lock m; main unlock m; T2 lock m waited;"
                     "T1 lock m; T1 unlock m; main next lock m; T1 next lock m");
  about(&f, 4, "m", "-");
  about(&f, 5, "m", "T1 main@5");
  is(&f, 5, "T2", STATUS_READY, 0, NULL); /* a try never waits */
  about(&f, 6, "m", "T1 main@5 T2@6");
  is(&f, 6, "T2", STATUS_BLOCKED, 6, "T1");
  about(&f, 7, "m", "-");
  is(&f, 7, "T2", STATUS_READY, 0, NULL);
  about(&f, 8, "m", "main T1@8 T2@8"); /* freed, taken again: since then */
  is(&f, 8, "T2", STATUS_BLOCKED, 8, "main");
  about(&f, 10, "m", "T2 main@10 T1@10");
  assert_int_equal(world_object(f.w, obj(&f, "m"))->owner_since, 10);
  done(&f);
}

static void unlock_and_relock_again(void **state) {
  (void)state;
  struct fix f = FIX("mutex r recursive; T1 lock r; T1 lock r nested; T1 unlock r nested; T1 unlock r; T2 lock r");
  world_seek(f.w, 6);
  assert_int_equal(world_object(f.w, obj(&f, "r"))->depth, 2);
  is(&f, 6, "T2", STATUS_BLOCKED, 5, "T1");
  assert_int_equal(world_thread(f.w, thr(&f, "T1"))->held_len, 1);
  about(&f, 7, "r", "T1 T2@5");
  about(&f, 8, "r", "-");
  about(&f, 9, "r", "T2");
  done(&f);
}

static void relocking_a_normal_mutex_waits_for_oneself(void **state) {
  (void)state;
  struct fix f = FIX("mutex e errorcheck; T1 lock m; T2 lock e; T2 lock e fail; T1 next lock m blocked");
  is(&f, 5, "T1", STATUS_BLOCKED, 5, "T1");
  is(&f, 6, "T2", STATUS_READY, 0, NULL); /* an error-checking one says so instead */
  about(&f, 7, "e", "T2");
  done(&f);
}

static void locks_held_in_order(void **state) {
  (void)state;
  struct fix f = FIX("T1 lock a; T1 lock b; T1 lock c; T1 unlock b; T1 lock b; T1 unlock a");
  uint32_t held[4];
  world_seek(f.w, 7);
  assert_int_equal(world_held(f.w, thr(&f, "T1"), held, 4), 3);
  assert_int_equal(held[1], obj(&f, "b"));
  world_seek(f.w, 9);
  assert_int_equal(world_held(f.w, thr(&f, "T1"), held, 4), 3);
  assert_int_equal(held[1], obj(&f, "c"));
  assert_int_equal(held[2], obj(&f, "b"));
  world_seek(f.w, 7); /* an unlock in the middle is undone into the middle */
  assert_int_equal(world_held(f.w, thr(&f, "T1"), held, 1), 3);
  assert_int_equal(held[0], obj(&f, "a"));
  world_seek(f.w, 10);
  assert_int_equal(world_held(f.w, thr(&f, "T1"), held, 4), 2);
  assert_int_equal(held[0], obj(&f, "c"));
  done(&f);
}

static void readers_share_and_writers_do_not(void **state) {
  (void)state;
  struct fix f = FIX("T1 rdlock l; T2 rdlock l; T1 rdlock l; T1 rwunlock l; T2 rwunlock l; T1 rwunlock l;"
                     "main wrlock l waited; T1 next rdlock l; T2 next wrlock l");
  about(&f, 5, "l", "T1 main@5");
  is(&f, 5, "main", STATUS_BLOCKED, 5, "T1");
  about(&f, 7, "l", "T1,T2 main@5");
  is(&f, 7, "main", STATUS_BLOCKED, 5, NULL); /* two readers: nobody in particular */
  assert_int_equal(world_object(f.w, obj(&f, "l"))->readers, 3);
  assert_int_equal(world_thread(f.w, thr(&f, "T1"))->held_len, 1);
  about(&f, 8, "l", "T1,T2 main@5");
  is(&f, 9, "main", STATUS_BLOCKED, 5, "T1");
  about(&f, 10, "l", "-");
  about(&f, 11, "l", "main T1@11 T2@11");
  is(&f, 11, "T1", STATUS_BLOCKED, 11, "main");
  done(&f);
}

/* A reader is kept out by a writer that waits behind other readers when the lock was made so. */
static void waiting_writers_go_first(void **state) {
  (void)state;
  static const char *const locks[] = {"rwlock l;", "rwlock l writers;"};
  for (int writers = 0; writers < 2; writers++) {
    char script[256];
    snprintf(script, sizeof script,
             "%s main create T1; main create T2; T1 start; T2 start; T1 rdlock l; T2 yield; main yield; T1 rwunlock l;"
             "main wrlock l waited; main rwunlock l; T2 rdlock l %s; T2 rwunlock l", locks[writers], writers ? "waited" : "");
    struct fix f = fix(script);
    is(&f, 6, "main", STATUS_READY, 0, NULL); /* it will yield first */
    is(&f, 7, "main", STATUS_BLOCKED, 7, "T1");
    if (writers)
      is(&f, 7, "T2", STATUS_BLOCKED, 7, "main");
    else
      is(&f, 7, "T2", STATUS_READY, 0, NULL);
    is(&f, 8, "T2", STATUS_READY, 0, NULL); /* the lock is free: whoever comes first */
    is(&f, 9, "T2", STATUS_BLOCKED, 9, "main");
    is(&f, 10, "T2", STATUS_READY, 0, NULL);
    done(&f);
  }
}

static void a_condition_wait_gives_the_mutex_back(void **state) {
  (void)state;
  struct fix f = FIX("T1 lock m; T1 wait c m; T2 lock m; T2 wait c m; main lock m; main signal c T1 choice;"
                     "main unlock m; main lock m; main broadcast c 1; main unlock m; T1 wake c m; T1 unlock m; T2 wake c m");
  about(&f, 6, "m", "-");
  about(&f, 6, "c", "- T1@6");
  about(&f, 8, "c", "- T1@6 T2@8");
  is(&f, 8, "T1", STATUS_BLOCKED, 6, NULL);
  about(&f, 10, "c", "- T2@8");
  about(&f, 10, "m", "main T1@6"); /* signalled, it wants the mutex; it could not go on meanwhile */
  is(&f, 10, "T1", STATUS_BLOCKED, 6, "main");
  assert_true(world_thread(f.w, thr(&f, "T1"))->signalled);
  is(&f, 11, "T1", STATUS_READY, 0, NULL);
  is(&f, 12, "T1", STATUS_BLOCKED, 12, "main"); /* it could have gone after step 11 */
  is(&f, 12, "T2", STATUS_BLOCKED, 8, NULL);
  about(&f, 13, "c", "-");
  about(&f, 13, "m", "main T2@8 T1@12");
  about(&f, 15, "m", "T1 T2@15");
  about(&f, 17, "m", "T2");
  world_seek(f.w, 9); /* signals are taken back too */
  assert_false(world_thread(f.w, thr(&f, "T1"))->signalled);
  done(&f);
}

static void waits_can_time_out_or_wake_for_nothing(void **state) {
  (void)state;
  struct fix f = FIX("T1 lock m; T1 wait c m; T2 lock m; T2 wait c m; T2 wake c m spurious; T2 unlock m;"
                     "time 500; T1 wake c m timeout; T1 unlock m; main signal c");
  is(&f, 8, "T2", STATUS_BLOCKED, 8, NULL);
  about(&f, 9, "c", "- T1@6");
  about(&f, 9, "m", "T2");
  is(&f, 10, "T1", STATUS_BLOCKED, 6, NULL);
  assert_int_equal(world_thread(f.w, thr(&f, "T1"))->deadline, 500);
  about(&f, 11, "m", "T1");
  about(&f, 11, "c", "-");
  uint32_t changed = world_object(f.w, obj(&f, "c"))->changed;
  world_seek(f.w, 13); /* a lost signal changes nothing */
  assert_int_equal(world_object(f.w, obj(&f, "c"))->changed, changed);
  done(&f);
}

static void a_recursive_mutex_is_given_up_whole(void **state) {
  (void)state;
  struct fix f = FIX("mutex r recursive; T1 lock r; T1 lock r nested; T1 wait c r; T2 signal c T1; T1 wake c r;"
                     "T1 unlock r nested; T1 unlock r");
  about(&f, 7, "r", "-");
  world_seek(f.w, 9);
  assert_int_equal(world_object(f.w, obj(&f, "r"))->depth, 2);
  about(&f, 10, "r", "T1");
  about(&f, 11, "r", "-");
  done(&f);
}

static void a_join_can_time_out(void **state) {
  (void)state;
  struct fix f = FIX("T2 read x 0; time 100; T2 read x 0; main join T1 timeout");
  is(&f, 5, "main", STATUS_BLOCKED, 2, "T1");
  is(&f, 6, "main", STATUS_READY, 0, NULL);
  assert_true(world_thread(f.w, 0)->timed_out);
  done(&f);
}

static void main_can_be_woken(void **state) {
  (void)state;
  struct fix f = fix("main create T1; main lock m; main wait c m; T1 start; T1 signal c main; main next wake c m");
  is(&f, 4, "main", STATUS_BLOCKED, 3, NULL);
  is(&f, 5, "main", STATUS_READY, 0, NULL); /* thread number 0 is a waiter like any other */
  done(&f);
}

static void permits_are_counted(void **state) {
  (void)state;
  struct fix f = FIX("sem s 1; T1 semwait s; T2 semtry s fail; T2 post s; main semwait s; T2 post s; T1 next semwait s;"
                     "T2 next semwait s");
  world_seek(f.w, 0);
  assert_int_equal(world_object(f.w, obj(&f, "s"))->permits, 1);
  about(&f, 5, "s", "- main@5 T1@5");
  about(&f, 7, "s", "-"); /* a permit enables everybody who wants one */
  is(&f, 7, "T1", STATUS_READY, 0, NULL);
  is(&f, 7, "main", STATUS_READY, 0, NULL);
  about(&f, 8, "s", "- T1@8");
  is(&f, 8, "T1", STATUS_BLOCKED, 8, NULL);
  world_seek(f.w, 9);
  assert_int_equal(world_object(f.w, obj(&f, "s"))->permits, 1);
  done(&f);
}

static void a_barrier_opens_when_all_are_there(void **state) {
  (void)state;
  struct fix f = FIX("barrier b 2; T1 arrive b; T2 arrive b; T2 leave b; T2 arrive b; T1 leave b; T1 arrive b; T1 leave b");
  about(&f, 5, "b", "- T1@5");
  world_seek(f.w, 5);
  assert_int_equal(world_object(f.w, obj(&f, "b"))->permits, 1);
  about(&f, 6, "b", "-");
  assert_int_equal(world_object(f.w, obj(&f, "b"))->permits, 0);
  assert_int_equal(world_object(f.w, obj(&f, "b"))->generation, 1);
  about(&f, 8, "b", "- T2@8"); /* T1 has not left yet and may all the same */
  is(&f, 8, "T1", STATUS_READY, 0, NULL);
  is(&f, 9, "T2", STATUS_BLOCKED, 8, NULL);
  is(&f, 10, "T2", STATUS_READY, 0, NULL);
  assert_int_equal(world_object(f.w, obj(&f, "b"))->generation, 2);
  done(&f);
}

static void once_runs_once(void **state) {
  (void)state;
  struct fix f = FIX("T1 once o; T1 read x 1; T1 once o last; T2 once o nested waited; main once o nested");
  about(&f, 5, "o", "T1 main@5 T2@5");
  is(&f, 6, "T2", STATUS_BLOCKED, 5, "T1");
  is(&f, 6, "T1", STATUS_READY, 0, NULL);
  about(&f, 7, "o", "-");
  assert_int_equal(world_object(f.w, obj(&f, "o"))->generation, 1);
  about(&f, 8, "o", "-");
  done(&f);
}

static void spin_locks_are_locks(void **state) {
  (void)state;
  struct fix f = FIX("T1 spinlock l; T1 spinunlock l; T2 spinlock l waited; T1 spinlock l fail");
  about(&f, 5, "l", "T1 T2@5");
  about(&f, 6, "l", "-");
  about(&f, 7, "l", "T2");
  is(&f, 7, "T1", STATUS_READY, 0, NULL); /* pthread_spin_trylock has no operation of its own */
  done(&f);
}

static void sleepers_wait_for_the_clock(void **state) {
  (void)state;
  struct fix f = FIX("T1 sleep 1000; T2 sleep 1000; time 1000; T1 wake; T1 read x 0; T2 wake");
  is(&f, 5, "T1", STATUS_SLEEPING, 5, NULL);
  assert_int_equal(world_thread(f.w, thr(&f, "T1"))->deadline, 1000);
  is(&f, 6, "T2", STATUS_SLEEPING, 6, NULL);
  is(&f, 7, "T2", STATUS_READY, 0, NULL); /* the time has come for both */
  done(&f);
}

static void variables_keep_what_was_seen(void **state) {
  (void)state;
  struct fix f = FIX("T1 read x 5; T2 write x 6; T1 cas x 6 fail; T1 cas x 9; T2 load x 9");
  world_seek(f.w, 4);
  assert_false(world_object(f.w, obj(&f, "x"))->has_value);
  world_seek(f.w, 5);
  const struct world_object *x = world_object(f.w, obj(&f, "x"));
  assert_true(x->has_value);
  assert_int_equal(x->value, 5);
  assert_int_equal(x->changed, 0); /* seen, not changed */
  world_seek(f.w, 7);
  x = world_object(f.w, obj(&f, "x"));
  assert_int_equal(x->changed, 6);
  assert_int_equal(x->changed_by, thr(&f, "T2"));
  world_seek(f.w, 9);
  x = world_object(f.w, obj(&f, "x"));
  assert_int_equal(x->value, 9);
  assert_int_equal(x->changed, 8);
  done(&f);
}

static void queues_hold_items_in_order(void **state) {
  (void)state;
  struct fix f = FIX("queue q 4; T1 put q 7; T1 put q 8; T1 put q 7; T2 get q 8; T2 get q 7; T1 put q 9; T2 get q 3");
  uint64_t items[4];
  world_seek(f.w, 7);
  assert_int_equal(world_items(f.w, obj(&f, "q"), items, 4), 3);
  assert_int_equal(items[0], 7);
  assert_int_equal(items[1], 8);
  world_seek(f.w, 11); /* nobody put a 3 */
  assert_int_equal(world_items(f.w, obj(&f, "q"), items, 4), 2);
  assert_int_equal(items[0], 7);
  assert_int_equal(items[1], 9);
  assert_int_equal(world_object(f.w, obj(&f, "q"))->permits, 2);
  world_seek(f.w, 7);
  assert_int_equal(world_items(f.w, obj(&f, "q"), items, 4), 3);
  assert_int_equal(items[1], 8);
  world_seek(f.w, 4);
  assert_int_equal(world_items(f.w, obj(&f, "q"), items, 4), 0);
  done(&f);
}

static void spinning_and_io_come_from_the_runtime(void **state) {
  (void)state;
  struct fix f = FIX("T1 read flag 0; T1 read flag 1 waited; T2 write flag 1; T2 io 3 waited; T1 next read flag spinning spins=37;"
                     "T2 next io 3 blocked");
  world_seek(f.w, 8);
  const struct world_thread *t1 = world_thread(f.w, thr(&f, "T1"));
  assert_int_equal(t1->status, STATUS_SPINNING);
  assert_int_equal(t1->spins, 37);
  is(&f, 8, "T2", STATUS_BLOCKED, 8, NULL);
  done(&f);
}

static void io_is_blocked_until_somebody_saw_it_ready(void **state) {
  (void)state;
  struct fix f = FIX("T1 read x 0; T2 read x 0; T2 read x 0; T1 io 3 waited; T2 next io 4; T1 next read x");
  is(&f, 5, "T1", STATUS_BLOCKED, 5, NULL);
  is(&f, 6, "T1", STATUS_BLOCKED, 5, NULL);
  is(&f, 7, "T1", STATUS_READY, 0, NULL); /* it is the one that moves */
  is(&f, 8, "T2", STATUS_READY, 0, NULL);
  done(&f);
}

static void an_impossible_reader_is_not_believed(void **state) {
  (void)state;
  struct fix f = FIX("T1 wrlock l; T2 rdlock l; T1 rwunlock l");
  about(&f, 6, "l", "T1");
  about(&f, 7, "l", "-");
  done(&f);
}

static void a_reader_may_leave_for_another(void **state) {
  (void)state;
  struct fix f = FIX("T1 rdlock l; T2 rdlock l; T1 done; main rwunlock l shared; main rwunlock l shared");
  about(&f, 8, "l", "T2"); /* the one that has ended will not do it itself */
  about(&f, 9, "l", "-");
  about(&f, 7, "l", "T1,T2");
  done(&f);
}

static void a_parked_reader_waits_for_a_write(void **state) {
  (void)state;
  struct fix f = FIX("T1 read flag 0; T2 write x 1; T2 write flag 1; T2 write x 2; T1 read flag 1 waited");
  is(&f, 6, "T1", STATUS_SPINNING, 5, NULL);
  is(&f, 7, "T1", STATUS_READY, 0, NULL);
  done(&f);
}

static void a_deadlock_leaves_everyone_where_they_are(void **state) {
  (void)state;
  struct fix f = FIX("T1 lock a; T2 lock b; T2 deadlock; main next join T1; T1 next lock b; T2 next lock a");
  is(&f, 6, "T1", STATUS_BLOCKED, 6, "T2");
  is(&f, 7, "T1", STATUS_BLOCKED, 6, "T2");
  is(&f, 7, "T2", STATUS_BLOCKED, 6, "T1");
  is(&f, 7, "main", STATUS_BLOCKED, 2, "T1");
  about(&f, 7, "a", "T1 T2@6");
  done(&f);
}

static void an_exit_ends_everybody(void **state) {
  (void)state;
  struct fix f = FIX("T1 lock m; main exit 3; T1 next unlock m; T2 next lock m");
  is(&f, 5, "T2", STATUS_BLOCKED, 5, "T1");
  is(&f, 6, "T2", STATUS_OVER, 0, NULL);
  is(&f, 6, "main", STATUS_OVER, 0, NULL);
  is(&f, 5, "main", STATUS_READY, 0, NULL);
  done(&f);
}

static void a_crash_ends_the_one_that_crashed(void **state) {
  (void)state;
  struct fix f = FIX("T1 lock m; T1 crash 11; T2 next lock m");
  is(&f, 6, "T1", STATUS_OVER, 0, NULL);
  is(&f, 6, "T2", STATUS_BLOCKED, 5, "T1"); /* what it was about to do is still to be seen */
  done(&f);
}

static void a_stopped_trace_is_judged_by_what_must_follow(void **state) {
  (void)state;
  struct fix f = FIX("T1 lock m; T1 wait c m; T2 sleep 50; main arrive b");
  is(&f, 8, "T1", STATUS_BLOCKED, 6, NULL);
  is(&f, 8, "T2", STATUS_SLEEPING, 7, NULL);
  is(&f, 8, "main", STATUS_BLOCKED, 8, NULL);
  about(&f, 8, "c", "- T1@6");
  done(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads_come_and_go),
      cmocka_unit_test(a_mutex_has_one_owner),
      cmocka_unit_test(unlock_and_relock_again),
      cmocka_unit_test(relocking_a_normal_mutex_waits_for_oneself),
      cmocka_unit_test(locks_held_in_order),
      cmocka_unit_test(readers_share_and_writers_do_not),
      cmocka_unit_test(waiting_writers_go_first),
      cmocka_unit_test(a_condition_wait_gives_the_mutex_back),
      cmocka_unit_test(waits_can_time_out_or_wake_for_nothing),
      cmocka_unit_test(a_recursive_mutex_is_given_up_whole),
      cmocka_unit_test(a_join_can_time_out),
      cmocka_unit_test(main_can_be_woken),
      cmocka_unit_test(permits_are_counted),
      cmocka_unit_test(a_barrier_opens_when_all_are_there),
      cmocka_unit_test(once_runs_once),
      cmocka_unit_test(spin_locks_are_locks),
      cmocka_unit_test(sleepers_wait_for_the_clock),
      cmocka_unit_test(variables_keep_what_was_seen),
      cmocka_unit_test(queues_hold_items_in_order),
      cmocka_unit_test(spinning_and_io_come_from_the_runtime),
      cmocka_unit_test(io_is_blocked_until_somebody_saw_it_ready),
      cmocka_unit_test(an_impossible_reader_is_not_believed),
      cmocka_unit_test(a_reader_may_leave_for_another),
      cmocka_unit_test(a_parked_reader_waits_for_a_write),
      cmocka_unit_test(a_deadlock_leaves_everyone_where_they_are),
      cmocka_unit_test(an_exit_ends_everybody),
      cmocka_unit_test(a_crash_ends_the_one_that_crashed),
      cmocka_unit_test(a_stopped_trace_is_judged_by_what_must_follow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
