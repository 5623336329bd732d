/* test_analysis_findings.c — small executions, and exactly what is to be found in each. */
#include "tracegen.h"

#include "analysis/analysis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* "race x, note leak": all findings in their order; errors by name, others with their severity before it. */
static void found(const struct analysis *a, const struct trace *t, struct buf *out) {
  buf_clear(out);
  for (size_t i = 0; i < analysis_findings(a); i++) {
    const struct finding *f = analysis_finding(a, i);
    buf_printf(out, "%s%s%s%s%s%s", i ? ", " : "", f->severity ? finding_severity_names[f->severity] : "",
               f->severity ? " " : "", finding_kind_names[f->kind], f->object ? " " : "",
               f->object ? trace_object(t, f->object)->name : "");
  }
}

struct example {
  const char *name, *text, *want;
};

static void check(const struct example *e, size_t n) {
  struct buf got = {0};
  for (size_t i = 0; i < n; i++) {
    struct trace *t = tracegen(e[i].text);
    struct analysis *a = analysis_new(t);
    found(a, t, &got);
    if (strcmp(buf_str(&got), e[i].want) != 0)
      fail_msg("%s: found '%s' instead of '%s'", e[i].name, buf_str(&got), e[i].want);
    analysis_free(a);
    trace_free(t);
  }
  buf_fini(&got);
}
#define CHECK(e) check(e, sizeof e / sizeof *e)

#define TWO "main create T1; main create T2; T1 start; T2 start;"
#define THREE TWO "main create T3; T3 start;"

static void races(void **state) {
  (void)state;
  static const struct example e[] = {
      {"write and write", TWO "T1 write x 1 @1; T2 write x 2 @2", "race x"},
      {"read and write", TWO "T1 read x 0 @1; T2 write x 2 @2", "race x"},
      {"two reads", TWO "T1 read x 0; T2 read x 0", ""},
      {"both reads with the write", THREE "T1 read x 0 @1; T2 read x 0 @2; T3 write x 1 @3", "race x"},
      {"the second reader only", THREE "T1 lock m; T1 read x 0 @1; T1 unlock m; T2 read x 0 @2; T3 lock m; T3 write x 1 @3",
       "race x"},
      {"atomic and plain", TWO "T1 store x 1 @1; T2 read x 1 @2", "race x"},
      {"atomic load and plain write", TWO "T1 load x 0 @1; T2 write x 1 @2", "race x"},
      {"atomics", TWO "T1 store x 1; T2 rmw x 2; T1 cas x 3; T2 load x 3", ""},
      {"a failed exchange writes nothing", TWO "T1 read x 0; T2 cas x 0 fail", ""},
      {"one mutex", TWO "T1 lock m; T1 write x 1; T1 unlock m; T2 lock m; T2 write x 2; T2 unlock m", ""},
      {"two mutexes", TWO "T1 lock m; T1 write x 1 @1; T1 unlock m; T2 lock n; T2 write x 2 @2; T2 unlock n", "race x"},
      {"a lock tried in vain", TWO "T1 lock m; T1 write x 1 @1; T1 unlock m; T2 trylock m fail; T2 write x 2 @2", "race x"},
      {"created after", "main write x 1; main create T1; T1 start; T1 write x 2", ""},
      {"written after creating", "main create T1; main write x 1 @1; T1 start; T1 write x 2 @2", "race x"},
      {"joined", "main create T1; T1 start; T1 write x 1; T1 done; main join T1; main write x 2", ""},
      {"not yet joined", "main create T1; T1 start; T1 write x 1 @1; main write x 2 @2; T1 done; main join T1", "race x"},
      {"semaphore", TWO "sem s 0; T1 write x 1; T1 post s; T2 semwait s; T2 read x 1", ""},
      {"semaphore, too late", TWO "sem s 0; T1 post s; T1 write x 1 @1; T2 semwait s; T2 read x 1 @2", "race x"},
      {"condition", TWO "T2 lock m; T2 wait c m; T1 write x 1; T1 signal c T2; T2 wake c m; T2 read x 1",
       "race x"}, /* a wait may return without a signal: only the mutex hands data over */
      {"condition and mutex", TWO "T2 lock m; T2 wait c m; T1 lock m; T1 write x 1; T1 unlock m; T1 signal c T2; T2 wake c m; T2 read x 1", ""},
      {"broadcast", TWO "T2 lock m; T2 wait c m; T1 write x 1; T1 broadcast c 1; T2 wake c m; T2 read x 1", "race x"},
      {"barrier", TWO "barrier b 2; T1 write x 1; T1 arrive b; T2 arrive b; T2 leave b; T2 read x 1; T1 leave b", ""},
      {"before the barrier", TWO "barrier b 2; T1 write x 1 @1; T2 read x 1 @2; T1 arrive b; T2 arrive b", "race x"},
      {"once", TWO "T1 once o; T1 write x 1; T1 once o last; T2 once o nested; T2 read x 1", ""},
      {"spin lock", TWO "T1 spinlock p; T1 write x 1; T1 spinunlock p; T2 spinlock p; T2 read x 1", ""},
      {"writer then reader", TWO "T1 wrlock l; T1 write x 1; T1 rwunlock l; T2 rdlock l; T2 read x 1; T2 rwunlock l", ""},
      {"reader then writer", TWO "T1 rdlock l; T1 read x 1; T1 rwunlock l; T2 wrlock l; T2 write x 1; T2 rwunlock l", ""},
      {"writing as a reader", TWO "T1 rdlock l; T1 write x 1 @1; T1 rwunlock l; T2 rdlock l; T2 write x 2 @2", "race x"},
      {"published by an atomic", TWO "T1 write x 1; T1 store f 1; T2 load f 1; T2 read x 1", ""},
      {"published by what was seen only", THREE "T1 write x 1 @1; T1 store f 1; T3 store f 2; T2 load f 2; T2 read x 1 @2",
       "race x"},
      {"published by an update of an update", THREE "T1 write x 1; T1 store f 1; T3 rmw f 2; T2 load f 2; T2 read x 1", ""},
      {"passed on by a third", THREE "T1 lock m; T1 write x 1; T1 unlock m; T3 lock m; T3 unlock m; T3 post s; T2 semwait s; T2 read x 1",
       ""},
      {"once per pair of lines", TWO "T1 write x 1 @1; T2 write x 2 @2; T1 write x 3 @1; T2 write x 4 @2", "race x"},
      {"and for each pair", TWO "T1 write x 1 @1; T2 write x 2 @2; T1 write x 3 @3", "race x, race x"},
  };
  CHECK(e);
}

/* What C11 promises, order by order: data is written before the flag, and read after it. */
static void memory_orders(void **state) {
  (void)state;
  static const struct example e[] = {
      {"relaxed to relaxed", TWO "T1 write x 1 @1; T1 store f 1 relaxed; T2 load f 1 relaxed; T2 read x 1 @2", "race x"},
      {"release to relaxed", TWO "T1 write x 1 @1; T1 store f 1 release; T2 load f 1 relaxed; T2 read x 1 @2", "race x"},
      {"relaxed to acquire", TWO "T1 write x 1 @1; T1 store f 1 relaxed; T2 load f 1 acquire; T2 read x 1 @2", "race x"},
      {"release to acquire", TWO "T1 write x 1 @1; T1 store f 1 release; T2 load f 1 acquire; T2 read x 1 @2", ""},
      {"release to consume", TWO "T1 write x 1 @1; T1 store f 1 release; T2 load f 1 consume; T2 read x 1 @2", ""},
      {"seq_cst to seq_cst", TWO "T1 write x 1 @1; T1 store f 1; T2 load f 1; T2 read x 1 @2", ""},
      {"another's release", TWO "T2 store f 2 release; T1 write x 1 @1; T1 store f 1 relaxed; T2 load f 1 acquire; T2 read x 1 @2", "race x"},
      {"too early", TWO "T1 store f 1 release; T1 write x 1 @1; T2 load f 1 acquire; T2 read x 1 @2", "race x"},
      {"release fence", TWO "T1 write x 1 @1; T1 fence release; T1 store f 1 relaxed; T2 load f 1 acquire; T2 read x 1 @2", ""},
      {"acquire fence", TWO "T1 write x 1 @1; T1 store f 1 release; T2 load f 1 relaxed; T2 fence acquire; T2 read x 1 @2", ""},
      {"both fences", TWO "T1 write x 1 @1; T1 fence release; T1 store f 1 relaxed; T2 load f 1 relaxed; T2 fence acquire; T2 read x 1 @2", ""},
      {"seq_cst fences", TWO "T1 write x 1 @1; T1 fence; T1 store f 1 relaxed; T2 load f 1 relaxed; T2 fence; T2 read x 1 @2", ""},
      {"acq_rel fences", TWO "T1 write x 1 @1; T1 fence acq_rel; T1 store f 1 relaxed; T2 load f 1 relaxed; T2 fence acq_rel; T2 read x 1 @2", ""},
      {"release fence too late", TWO "T1 write x 1 @1; T1 store f 1 relaxed; T1 fence release; T2 load f 1 acquire; T2 read x 1 @2", "race x"},
      {"acquire fence too early", TWO "T1 write x 1 @1; T1 store f 1 release; T2 fence acquire; T2 load f 1 relaxed; T2 read x 1 @2", "race x"},
      {"fences of the wrong kind", TWO "T1 write x 1 @1; T1 fence acquire; T1 store f 1 relaxed; T2 load f 1 relaxed; T2 fence release; T2 read x 1 @2", "race x"},
      {"fences alone", TWO "T1 write x 1 @1; T1 fence; T2 fence; T2 read x 1 @2", "race x"},
      {"the fence covers what came before it only", TWO "T1 fence release; T1 write x 1 @1; T1 store f 1 relaxed; T2 load f 1 acquire; T2 read x 1 @2", "race x"},
      {"an update goes on", THREE "T1 write x 1 @1; T1 store f 1 release; T3 rmw f 2 relaxed; T2 load f 2 acquire; T2 read x 1 @2", ""},
      {"an exchange goes on", THREE "T1 write x 1 @1; T1 store f 1 release; T3 cas f 2 relaxed; T2 load f 2 acquire; T2 read x 1 @2", ""},
      {"a store does not", THREE "T1 write x 1 @1; T1 store f 1 release; T3 store f 2 relaxed; T2 load f 2 acquire; T2 read x 1 @2", "race x"},
      {"nor does a release store", THREE "T1 write x 1 @1; T1 store f 1 release; T3 store f 2 release; T2 load f 2 acquire; T2 read x 1 @2", "race x"},
      {"its own store does", TWO "T1 write x 1 @1; T1 store f 1 release; T1 store f 2 relaxed; T2 load f 2 acquire; T2 read x 1 @2", ""},
      {"its own store after another's update", THREE "T1 write x 1 @1; T1 store f 1 release; T3 rmw f 2 acq_rel; T1 store f 3 relaxed; T2 load f 3 acquire; T2 read x 1 @2", ""},
      {"which ends the other's", THREE "T3 write x 1 @1; T1 store f 1 release; T3 rmw f 2 release; T1 store f 3 relaxed; T2 load f 3 acquire; T2 read x 1 @2", "race x"},
      {"a relaxed update passes nothing of its own on", TWO "T1 write x 1 @1; T1 rmw f 1 relaxed; T2 load f 1 acquire; T2 read x 1 @2", "race x"},
      {"an update after a fence does", TWO "T1 write x 1 @1; T1 fence release; T1 rmw f 1 relaxed; T2 load f 1 acquire; T2 read x 1 @2", ""},
      {"two releases, one acquire", THREE "T1 write x 1 @1; T1 rmw f 1 release; T3 write y 1 @3; T3 rmw f 2 release; T2 load f 2 acquire; T2 read x 1 @2; T2 read y 1 @4", ""},
      {"a release update has not acquired", THREE "T1 write x 1 @1; T1 rmw f 1 release; T3 rmw f 2 release; T3 read x 1 @3", "race x"},
      {"an acquire update has", THREE "T1 write x 1 @1; T1 rmw f 1 release; T3 rmw f 2 acquire; T3 read x 1 @3", ""},
      {"a failed exchange acquires by its own order", TWO "T1 write x 1 @1; T1 store f 1 release; T2 cas f 1 fail acquire; T2 read x 1 @2", ""},
      {"or does not", TWO "T1 write x 1 @1; T1 store f 1 release; T2 cas f 1 fail relaxed; T2 read x 1 @2", "race x"},
      {"a failed exchange releases nothing", TWO "T1 write x 1 @1; T1 cas f 0 fail; T2 load f 0; T2 read x 1 @2", "race x"},
      {"a plain write ends it", TWO "T1 write x 1 @1; T1 store f 1 release; T1 write f 0; T2 load f 0 acquire @3; T2 read x 1 @2", "race f, race x"},
      {"relaxed accesses of one variable are no race", TWO "T1 store f 1 relaxed; T2 load f 1 relaxed; T2 rmw f 2 relaxed; T1 cas f 2 fail relaxed", ""},
  };
  CHECK(e);
}

/* Whoever saw the flag and raced all the same is told why that did not help. */
static void a_race_says_which_relaxed_access_did_not_help(void **state) {
  (void)state;
  struct trace *t = tracegen(TWO "T1 write x 1 @1; T1 store f 1 relaxed @2; T2 load f 1 acquire @3; T2 read x 1 @4");
  struct analysis *a = analysis_new(t);
  assert_int_equal(analysis_findings(a), 1);
  assert_non_null(strstr(analysis_finding(a, 0)->detail,
                         "T2 saw in step 7 (acquire) what T1 stored into f in step 6 (relaxed), but that orders nothing"));
  analysis_free(a);
  trace_free(t);
  t = tracegen(TWO "T1 write x 1 @1; T1 store f 1 @2; T2 read x 1 @4");
  a = analysis_new(t);
  assert_int_equal(analysis_findings(a), 1);
  assert_null(strstr(analysis_finding(a, 0)->detail, "orders nothing"));
  analysis_free(a);
  trace_free(t);
}

static void a_race_has_both_sides_and_their_locks(void **state) {
  (void)state;
  struct trace *t = tracegen(TWO "T1 lock m @9; T1 write x 1 @10; T1 unlock m @11; T2 write x 2 @20");
  struct analysis *a = analysis_new(t);
  assert_int_equal(analysis_findings(a), 1);
  struct buf b = {0};
  finding_print(t, analysis_finding(a, 0), &b);
  assert_string_equal(buf_str(&b), "prog.c:20: race: T1 writes x in step 6 and T2 writes it in step 8, and nothing orders the two\n"
                                   "  prog.c:20: T2 writes x, holding no lock (step 8)\n"
                                   "  prog.c:10: T1 writes x, holding m (step 6)\n"
                                   "  m was held in 1 of the 2 accesses to x so far; the first without it is step 8 (prog.c:20) of T2\n");
  buf_fini(&b);
  analysis_free(a);
  trace_free(t);
}

static void keys(const char *text, struct buf *out) {
  struct trace *t = tracegen(text);
  struct analysis *a = analysis_new(t);
  buf_clear(out);
  for (size_t i = 0; i < analysis_findings(a); i++) {
    if (analysis_finding(a, i)->severity == SEVERITY_NOTE)
      continue;
    buf_puts(out, out->len ? "; " : "");
    finding_key(t, analysis_finding(a, i), out);
  }
  analysis_free(a);
  trace_free(t);
}

static void keys_do_not_depend_on_the_schedule(void **state) {
  (void)state;
  static const struct {
    const char *want, *texts[3];
  } e[] = {
      {"race x prog.c:10 prog.c:20",
       {TWO "T1 write x 1 @10; T2 read x 1 @20", TWO "main print \"x\"; T2 read x 0 @20; T1 write x 1 @10",
        "main create T2; main create T1; T1 start; T2 start; T1 read x 0 @20; T2 write x 1 @10"}},
      {"race slot[] prog.c:10 prog.c:20", {TWO "T1 write slot[1] 1 @10; T2 read slot[1] 1 @20", TWO "T2 read slot[7] 1 @20; T1 write slot[7] 1 @10"}},
      {"race malloc@q.c:9 prog.c:10", {TWO "T1 write malloc@q.c:9+8 1 @10; T2 write malloc@q.c:9+8 1 @10", TWO "T1 write malloc@q.c:9+64 1 @10; T2 write malloc@q.c:9+64 1 @10"}},
      {"race i prog.c:10", {TWO "T1 write i@T2 1 @10; T2 write i@T2 1 @10", TWO "T1 write i 1 @10; T2 write i 1 @10"}},
      {"race T:stack-8 prog.c:10", {TWO "T1 write T2:stack-8 1 @10; T2 write T2:stack-8 1 @10", TWO "T1 write T1:stack-8 1 @10; T2 write T1:stack-8 1 @10"}},
      {"race Tx2 prog.c:10", {TWO "T1 write Tx2 1 @10; T2 write Tx2 1 @10"}},
      {"deadlock a prog.c:5 prog.c:6",
       {TWO "T1 lock a; T2 lock b; main deadlock; T1 next lock b blocked @5; T2 next lock a blocked @6; main next join T1 blocked @7",
        TWO "T2 lock a; T1 lock b; main deadlock; T2 next lock b blocked @5; T1 next lock a blocked @6; main next join T1 blocked @7",
        TWO "T1 lock a; T2 lock b; T1 next lock b blocked @5; T2 next lock a blocked @6; main next print"}},
      {"lock_order a prog.c:1 prog.c:2 prog.c:3 prog.c:4",
       {TWO "T1 lock a @1; T1 lock b @2; T1 unlock b; T1 unlock a; T2 lock b @3; T2 lock a @4; T2 unlock a; T2 unlock b",
        TWO "T2 lock b @3; T2 lock a @4; T2 unlock a; T2 unlock b; T1 lock a @1; T1 lock b @2; T1 unlock b; T1 unlock a"}},
      {"blocked_forever c prog.c:5",
       {TWO "T1 lock m; T1 wait c m; T2 lock m; T2 wait c m; main deadlock; T1 next wake c m blocked @5; T2 next wake c m blocked @5; main next join T1 blocked",
        TWO "T1 lock m; T1 wait c m; T2 done; main deadlock; T1 next wake c m blocked @5; main next join T1 blocked"}},
      {"atomicity x prog.c:5 prog.c:7",
       {TWO "T1 load x 0 @5; T2 store x 4 @6; T1 store x 1 @7", TWO "T2 load x 0 @5; T1 rmw x 4 @9; T2 store x 1 @7"}},
      {"livelock f",
       {TWO "T1 load f 0 @4; T2 load f 0 @5; main deadlock; T1 next load f spinning @4; T2 next load f spinning @5; main next join T1 blocked",
        TWO "T1 load f 0 @4; T1 load g 0 @5; T1 load f 0 @4; T2 done; main deadlock; T1 next load g spinning @5; main next join T1 blocked"}},
  };
  struct buf got = {0};
  for (size_t i = 0; i < sizeof e / sizeof *e; i++)
    for (size_t k = 0; k < 3 && e[i].texts[k]; k++) {
      keys(e[i].texts[k], &got);
      assert_string_equal(buf_str(&got), e[i].want);
    }
  buf_fini(&got);
}

static void deadlocks(void **state) {
  (void)state;
  static const struct example e[] = {
      {"two mutexes", TWO "T1 lock a; T2 lock b; main deadlock; T1 next lock b blocked; T2 next lock a blocked; main next join T1 blocked",
       "deadlock a"},
      {"while others run", TWO "T1 lock a; T2 lock b; T1 next lock b blocked; T2 next lock a blocked; main next lock z", "deadlock a"},
      {"and the program ends", TWO "T1 lock a; T2 lock b; main exit 0; T1 next lock b blocked; T2 next lock a blocked",
       "deadlock a, note leak"},
      {"two circles", "main create T1; main create T2; main create T3; main create T4; T1 lock a; T2 lock b; T3 lock c; T4 lock d; main deadlock;"
                      "T1 next lock b blocked; T2 next lock a blocked; T3 next lock d blocked; T4 next lock c blocked",
       "deadlock a, deadlock c"},
      {"itself", TWO "T1 lock a; main deadlock; T1 next lock a blocked; T2 next lock a blocked; main next join T1 blocked", "self_deadlock a"},
      {"join of each other", TWO "main deadlock; T1 next join T2 blocked; T2 next join T1 blocked", "deadlock"},
      {"a lock and a join", "main create T1; T1 start; main lock m; main deadlock; main next join T1 blocked; T1 next lock m blocked", "deadlock m"},
      {"readers and writers", TWO "T1 rdlock a; T2 rdlock a; main deadlock; T1 next wrlock a blocked; T2 next wrlock a blocked", "self_deadlock a"},
      {"upgrade", "main create T1; T1 start; T1 rdlock a; main deadlock; T1 next wrlock a blocked; main next join T1 blocked", "self_deadlock a"},
      {"a deadline helps", TWO "T1 lock a; T2 lock b; T1 next lock b blocked; T2 next timedlock a blocked deadline=5", ""},
      {"waiting is not a circle", TWO "T1 lock a; T2 next lock a blocked; main next join T2 blocked", ""},
      {"semaphores as locks", TWO "sem p 1; sem q 1; T1 semwait p; T2 semwait q; main deadlock; T1 next semwait q blocked;"
                              "T2 next semwait p blocked", "deadlock p"},
  };
  CHECK(e);
}

static void the_four_conditions_are_walked(void **state) {
  (void)state;
  struct trace *t = tracegen(TWO "T1 lock a @1; T2 lock b @2; T1 next lock b blocked @3; T2 next lock a blocked @4; main next join T1 blocked");
  struct analysis *a = analysis_new(t);
  assert_int_equal(analysis_findings(a), 1);
  const struct finding *f = analysis_finding(a, 0);
  assert_int_equal(f->step, 6);
  assert_int_equal(f->places, 2);
  static const char *const want[] = {"mutual exclusion: a is", "mutual exclusion: b is", "hold and wait: T1, holding a, waits for b, held by T2",
                                     "hold and wait: T2, holding b, waits for a, held by T1", "no preemption:",
                                     "circular wait: T1 -> b -> T2 -> a -> T1", "behind it: main waits for T1 to end"};
  for (size_t i = 0; i < sizeof want / sizeof *want; i++)
    if (!strstr(f->detail, want[i]))
      fail_msg("no '%s' in:\n%s", want[i], f->detail);
  analysis_free(a);
  trace_free(t);
}

static void waiting_for_what_never_comes(void **state) {
  (void)state;
  static const struct example e[] = {
      {"semaphore", "main create T1; sem s 0; T1 start; main deadlock; T1 next semwait s blocked; main next join T1 blocked", "blocked_forever s"},
      {"barrier", TWO "barrier b 3; T1 arrive b; T2 arrive b; main deadlock; T1 next leave b blocked; T2 next leave b blocked", "blocked_forever b"},
      {"signal first", "main create T1; T1 start; main lock m; main signal c; main unlock m; T1 lock m; T1 wait c m; main deadlock;"
                       "T1 next wake c m blocked; main next join T1 blocked", "lost_wakeup c"},
      {"no signal at all", "main create T1; T1 start; T1 lock m; T1 wait c m; main deadlock; T1 next wake c m blocked; main next join T1 blocked",
       "blocked_forever c"},
      {"a signal it has looked after",
       "main create T1; T1 start; main lock m; main write n 1; main signal c; main unlock m; T1 lock m; T1 read n 1; T1 wait c m;"
       "main deadlock; T1 next wake c m blocked; main next join T1 blocked", "blocked_forever c"},
      {"owner gone", TWO "T1 lock m; T1 done; main deadlock; T2 next lock m blocked; main next join T2 blocked", "blocked_forever m, note misuse"},
      {"ended by exit", "main create T1; sem s 0; T1 start; main detach T1; main exit 0; T1 next semwait s blocked", ""},
      {"livelock", TWO "T1 load f 0; T2 load g 0; main deadlock; T1 next load f spinning; T2 next load g spinning; main next join T1 blocked",
       "livelock f"},
  };
  CHECK(e);
}

static void lock_orders(void **state) {
  (void)state;
  static const struct example e[] = {
      {"both orders", TWO "T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T2 lock b; T2 lock a", "warning lock_order a"},
      {"one order", TWO "T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T2 lock a; T2 lock b", ""},
      {"one thread", TWO "T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T1 lock b; T1 lock a", ""},
      {"a gate", TWO "T1 lock g; T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T1 unlock g; T2 lock g; T2 lock b; T2 lock a", ""},
      {"joined in between", TWO "T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T1 done; main join T1; main lock b; main lock a", ""},
      {"created in between", "main lock a; main lock b; main unlock b; main unlock a; main create T1; T1 start; T1 lock b; T1 lock a", ""},
      {"told in between", TWO "T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T1 lock m; T1 write f 1; T1 unlock m; T2 lock m; T2 read f 1;"
                          "T2 unlock m; T2 lock b; T2 lock a", ""},
      {"a semaphore tells", TWO "sem s 0; T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T1 post s; T2 semwait s; T2 lock b; T2 lock a", ""},
      {"a semaphore that limits does not", TWO "sem s 2; T1 semwait s; T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T1 post s;"
                                           "T2 semwait s; T2 lock b; T2 lock a", "warning lock_order a"},
      {"a try does not wait", TWO "T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T2 lock b; T2 trylock a", ""},
      {"three in a circle", THREE "T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T2 lock b; T2 lock c; T2 unlock c; T2 unlock b;"
                            "T3 lock c; T3 lock a", "warning lock_order a"},
      {"readers let each other in", TWO "T1 rdlock a; T1 rdlock b; T1 rwunlock b; T1 rwunlock a; T2 rdlock b; T2 rdlock a", ""},
  };
  CHECK(e);
}

static void stolen_wakeups(void **state) {
  (void)state;
#define WAITING THREE "T1 lock m; T1 read n 0; T1 wait c m; T2 lock m; T2 write n 1; T2 signal c T1; T2 unlock m;"
  static const struct example e[] = {
      {"another was faster", WAITING "T3 lock m; T3 read n 1; T3 write n 0; T3 unlock m; T1 wake c m; T1 read n 0; T1 write n -1; T1 unlock m",
       "stolen_wakeup n"},
      {"it looks and waits again", WAITING "T3 lock m; T3 read n 1; T3 write n 0; T3 unlock m; T1 wake c m; T1 read n 0; T1 wait c m", ""},
      {"nobody came in between", WAITING "T1 wake c m; T1 read n 1; T1 write n 0; T1 unlock m", ""},
      {"spurious", TWO "T1 lock m; T1 read n 0; T1 wait c m; T1 wake c m spurious; T1 read n 0; T1 write n -1", "stolen_wakeup n"},
      {"it does something else first", TWO "T1 lock m; T1 read n 0; T1 wait c m; T1 wake c m spurious; T1 write sum 1; T1 read n 0; T1 write n -1",
       "stolen_wakeup n"},
      {"it counts those who wait", TWO "T1 lock m; T1 read n 0; T1 read w 0; T1 write w 1; T1 wait c m; T1 wake c m spurious; T1 read w 1; "
       "T1 write w 0; T1 read n 0; T1 read w 0; T1 write w 1; T1 wait c m", ""},
      {"it counts how often it woke", TWO "T1 lock m; T1 read n 0; T1 wait c m; T1 wake c m spurious; T1 read k 0; T1 write k 1; T1 read n 0; T1 wait c m; "
       "T2 lock m; T2 write n 1; T2 signal c T1; T2 unlock m; T1 wake c m; T1 read n 1; T1 write n 0", ""},
      {"its time was over", TWO "T1 lock m; T1 read n 0; T1 wait c m; T1 wake c m timeout; T1 write n 5", ""},
      {"it leaves things alone", TWO "T1 lock m; T1 read n 0; T1 wait c m; T1 wake c m spurious; T1 unlock m; T1 lock m; T1 write n 5", ""},
  };
  CHECK(e);
}

static void broken_atomicity(void **state) {
  (void)state;
  static const struct example e[] = {
      {"stale", TWO "T1 lock m; T1 read n 5; T1 unlock m; T2 lock m; T2 read n 5; T2 write n 7; T2 unlock m; T1 lock m; T1 write n 6; T1 unlock m",
       "atomicity n"},
      {"looked again", TWO "T1 lock m; T1 read n 5; T1 unlock m; T2 lock m; T2 write n 7; T2 unlock m; T1 lock m; T1 read n 7; T1 write n 8; T1 unlock m", ""},
      {"nobody in between", TWO "T1 lock m; T1 read n 5; T1 unlock m; T1 lock m; T1 write n 6; T1 unlock m; T2 lock m; T2 read n 6", ""},
      {"in one section", TWO "T2 lock m; T2 write n 1; T2 unlock m; T1 lock m; T1 read n 1; T1 write n 2; T1 unlock m", ""},
      {"the same flag twice", TWO "T1 lock m; T1 read n 0; T1 unlock m; T2 lock m; T2 write n 1; T2 unlock m; T1 lock m; T1 write n 1", ""},
      {"overdrawn", TWO "var n int; T1 lock m; T1 read n 1; T1 unlock m; T2 lock m; T2 read n 1; T2 write n 0; T2 unlock m;"
                    "T1 lock m; T1 read n 0; T1 write n -1", "atomicity n"},
      {"load, then store", TWO "T1 load n 3; T2 store n 5; T1 store n 4", "atomicity n"},
      {"load, something else, store", TWO "T1 load n 3; T2 store n 5; T1 store other 1; T1 store n 4", ""},
      {"update", TWO "T1 load n 3; T2 rmw n 4; T1 rmw n 5", ""},
  };
  CHECK(e);
}

/* Where one thread runs at a time plain accesses do not race, but an update can be lost all the same. */
static void one_at_a_time(void **state) {
  (void)state;
  static const struct example e[] = {
      {"gil", TWO "model gil; T1 read x 0 @1; T1 sleep 1; T2 read x 0 @1; T2 write x 1 @2; T1 wake; T1 write x 1 @2", "atomicity x"},
      {"await", TWO "model await; T1 read x 0 @1; T1 await; T2 write x 5 @3; T1 write x 1 @2", "atomicity x"},
      {"sync", TWO "model sync; T1 read x 0 @1; T1 sleep 1; T2 write x 1 @2; T1 wake; T1 write x 1 @2", "race x, race x"},
      {"in one go", TWO "model gil; T1 read x 0; T1 write x 1; T2 read x 1; T2 write x 2", ""},
      {"it looks again", TWO "model gil; T1 read x 0; T2 write x 1; T1 read x 1; T1 write x 2", ""},
      {"it only writes", TWO "model gil; T1 write x 0; T2 write x 1; T1 write x 2", ""},
      {"its own value came back", TWO "model gil; T1 read x 3; T2 write x 4; T2 write x 3; T1 write x 5", ""},
      {"another lock", TWO "model gil; T1 lock m; T1 read x 0; T2 lock n; T2 write x 4; T2 unlock n; T1 write x 1; T1 unlock m", "atomicity x"},
      {"once for the same lines", TWO "model gil; T1 read x 0 @1; T2 read x 0 @1; T1 write x 1 @2; T2 write x 1 @2; T1 read x 1 @1; T2 write x 9 @3; T1 write x 2 @2",
       "atomicity x"},
      {"an update that cannot be divided", TWO "model gil; T1 load x 0; T2 rmw x 1; T1 rmw x 2", ""},
  };
  CHECK(e);
}

static void misuses_and_leaks(void **state) {
  (void)state;
  static const struct example e[] = {
      {"unlock of another's", TWO "T1 lock m; T2 unlock m", "misuse m"},
      {"unlock of nobody's", "main lock m; main unlock m; main unlock m", "misuse m"},
      {"refused", TWO "mutex m errorcheck; T1 lock m; T2 unlock m fail", "note misuse m"},
      {"recursive", "mutex m recursive; main lock m; main lock m nested; main unlock m nested; main unlock m", ""},
      {"wait without the mutex", "main create T1; T1 start; T1 wait c m", "misuse c"},
      {"joined twice", TWO "T1 done; main join T1; T2 join T1", "misuse"},
      {"a permit too many", "sem s 1; main semwait s; main post s; main post s", "note misuse s"},
      {"counting up", "sem s 0; main post s; main post s", ""},
      {"neither joined nor detached", TWO "T1 done; T2 done; main join T1; main exit 0", "note leak"},
      {"detached", TWO "main detach T1; main detach T2; main exit 0", ""},
      {"assertion", "main create T1; T1 start; T1 assert \"x\"", "assert"},
      {"crash", "main create T1; T1 start; T1 crash 11", "crash"},
      {"exit status 1", "main exit 1", ""},
  };
  CHECK(e);
}

static void starvation_of_a_writer(void **state) {
  (void)state;
  struct buf b = {0}, got = {0};
  for (int relieved = 0; relieved < 2; relieved++) {
    buf_clear(&b);
    buf_puts(&b, THREE "T1 rdlock l;");
    for (int i = 0; i < 200; i++) /* the two readers are never out together, or always for a moment */
      buf_puts(&b, relieved ? "T2 rdlock l; T1 yield; T1 rwunlock l; T1 rdlock l; T2 yield; T2 rwunlock l;"
                            : "T2 rdlock l; T2 rwunlock l; T1 rwunlock l; T1 yield; T2 yield; T1 rdlock l;");
    buf_puts(&b, "T1 rwunlock l; T3 wrlock l waited");
    struct trace *t = tracegen(buf_str(&b));
    struct analysis *a = analysis_new(t);
    found(a, t, &got);
    assert_string_equal(buf_str(&got), relieved ? "warning starvation l" : "note starvation l");
    const char *message = analysis_finding(a, 0)->message;
    assert_non_null(strstr(message, "for l as a writer while T1 and T2 took it"));
    assert_non_null(strstr(message, "times as readers"));
    assert_int_equal(relieved, strstr(message, "never free") != NULL);
    analysis_free(a);
    trace_free(t);
  }
  buf_fini(&b);
  buf_fini(&got);
}

static void starvation_at_a_semaphore(void **state) {
  (void)state;
  for (int waits = 0; waits < 2; waits++) { /* at the end, or until it gets one */
    struct buf b = {0}, got = {0};
    buf_puts(&b, "sem s 1; main create T1; main create T2; T1 start; T2 start;");
    for (int i = 0; i < 600; i++)
      buf_puts(&b, "T1 semwait s; T1 post s;");
    buf_puts(&b, waits ? "stopped step_limit; T2 next semwait s" : "T2 semwait s");
    struct trace *t = tracegen(buf_str(&b));
    struct analysis *a = analysis_new(t);
    found(a, t, &got);
    assert_string_equal(buf_str(&got), "note starvation s");
    assert_non_null(strstr(analysis_finding(a, 0)->message, "while T1 took it 600 times"));
    analysis_free(a);
    trace_free(t);
    buf_fini(&b);
    buf_fini(&got);
  }
}

/* What --max-steps has cut off: who went round in circles, and who did not. */
static void circles(void **state) {
  (void)state;
  static const struct {
    const char *name, *round, *want;
    int rounds;
  } e[] = {
      {"both try, see the other and give up",
       "T1 lock a @1; T2 lock b @4; T1 trylock b fail @2; T2 trylock a fail @5; T1 unlock a @3; T2 unlock b @6;", "warning livelock a", 100},
      {"too short to tell", "T1 lock a; T2 lock b; T1 trylock b fail; T2 trylock a fail; T1 unlock a; T2 unlock b;", "", 50},
      {"each takes back what it says",
       "T1 store f 1 @1; T2 store g 1 @4; T1 load g 1 @2; T2 load f 1 @5; T1 store f 0 @3; T2 store g 0 @6;", "warning livelock f", 100},
      {"one of them gets on",
       "T1 lock a @1; T1 trylock b fail @2; T1 unlock a @3; T2 lock b @4; T2 write x 1 @5; T2 unlock b @6;", "", 100},
      {"something is printed", "T1 trylock b fail @2; T2 trylock a fail @5; T1 print \"x\" @7;", "", 200},
      {"a counter counts", "T1 lock m @1; T1 read n %d @2; T1 write n %d @3; T1 unlock m @4; T2 trylock m fail @5;", "", 100},
      {"handing to and fro", "T1 load turn 0 @1; T1 store turn 1 @2; T2 load turn 1 @3; T2 store turn 0 @4;", "", 200},
      {"looking for ever", "T1 lock m @1; T1 read done 0 @2; T1 unlock m @3;", "warning livelock done", 8000},
      {"looking for a while", "T1 lock m @1; T1 read done 0 @2; T1 unlock m @3;", "", 800},
  };
  struct buf b = {0}, got = {0};
  for (size_t i = 0; i < sizeof e / sizeof *e; i++) {
    buf_clear(&b);
    buf_puts(&b, TWO);
    for (int k = 0; k < e[i].rounds; k++)
      for (const char *c = e[i].round; *c; c++)
        if (*c == '%')
          buf_printf(&b, "%d", k + (c[1] == 'd')), c++;
        else
          buf_putc(&b, *c);
    buf_puts(&b, "stopped step_limit");
    struct trace *t = tracegen(buf_str(&b));
    struct analysis *a = analysis_new(t);
    found(a, t, &got);
    if (strcmp(buf_str(&got), e[i].want) != 0)
      fail_msg("%s: found '%s' instead of '%s'", e[i].name, buf_str(&got), e[i].want);
    analysis_free(a);
    trace_free(t);
  }
  buf_fini(&b);
  buf_fini(&got);
}

/* Every finding of a trace analysed as it grows, step by step, is there when it is analysed at once, and in the same words. */
static void growing_is_the_same(void **state) {
  (void)state;
  static const char text[] = TWO "T1 lock a; T1 lock b; T1 write x 1 @1; T1 unlock b; T1 unlock a; T2 lock b; T2 lock a; T2 unlock a; T2 unlock b;"
                             "T2 write x 2 @2; T1 read y 1 @3; T2 write y 3 @4; T1 done; T2 done; main join T1; main exit 0";
  struct trace *t = tracegen(text), *grown = tracegen(text);
  struct analysis *at_once = analysis_new(t);
  assert_true(analysis_findings(at_once) >= 3);
  for (uint32_t keep = trace_steps(t); keep--;) { /* cut, and grow again from there */
    trace_cut(grown, keep ? keep : 1);
    struct analysis *a = analysis_new(grown);
    for (uint32_t i = trace_steps(grown) + 1; i <= trace_steps(t); i++) {
      struct trace_step s = *trace_step(t, i);
      s.next = 0;
      trace_append(grown, &s);
      analysis_update(a);
    }
    trace_set_end(grown, trace_end(t));
    analysis_update(a);
    analysis_update(a);
    assert_int_equal(analysis_findings(a), analysis_findings(at_once));
    for (size_t i = 0; i < analysis_findings(a); i++)
      assert_string_equal(analysis_finding(a, i)->message, analysis_finding(at_once, i)->message);
    analysis_restart(a);
    assert_int_equal(analysis_findings(a), analysis_findings(at_once));
    analysis_free(a);
  }
  analysis_free(at_once);
  trace_free(grown);
  trace_free(t);
}

static void contention(void **state) {
  (void)state;
  struct trace *t = tracegen(TWO "main create T3; T3 start; T1 lock m; T1 write x 1; T1 write x 2; T1 unlock m; T2 lock m waited; T2 unlock m;"
                             "T3 lock m waited; T3 unlock m; sem s 1; T1 semwait s; T1 lock free; T1 unlock free; main next lock m");
  struct contention *c;
  size_t n = contention_of(t, &c);
  assert_int_equal(n, 3);
  assert_string_equal(trace_object(t, c[0].object)->name, "m");
  assert_int_equal(c[0].acquired, 3);
  assert_int_equal(c[0].contended, 2);
  assert_int_equal(c[0].most_waiters, 2);
  assert_int_equal(c[0].held_steps, 3 + 1 + 1);
  assert_int_equal(c[0].longest, 3);
  assert_int_equal(c[0].longest_at, 7);
  assert_int_equal(c[0].waited_steps, (11 - 4) + (13 - 6));
  assert_int_equal(c[1].acquired, 1);
  assert_int_equal(c[1].contended, 0);
  free(c);
  trace_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(races),
      cmocka_unit_test(memory_orders),
      cmocka_unit_test(a_race_says_which_relaxed_access_did_not_help),
      cmocka_unit_test(a_race_has_both_sides_and_their_locks),
      cmocka_unit_test(keys_do_not_depend_on_the_schedule),
      cmocka_unit_test(deadlocks),
      cmocka_unit_test(the_four_conditions_are_walked),
      cmocka_unit_test(waiting_for_what_never_comes),
      cmocka_unit_test(lock_orders),
      cmocka_unit_test(stolen_wakeups),
      cmocka_unit_test(broken_atomicity),
      cmocka_unit_test(one_at_a_time),
      cmocka_unit_test(misuses_and_leaks),
      cmocka_unit_test(starvation_of_a_writer),
      cmocka_unit_test(starvation_at_a_semaphore),
      cmocka_unit_test(circles),
      cmocka_unit_test(growing_is_the_same),
      cmocka_unit_test(contention),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
