/* test_analysis_composites.c — findings about objects made of others: their words, their places, and what is not found. */
#include "analysis/analysis.h"
#include "tracegen.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* All findings but notes, one per line: "LINE kind: message". */
static char *findings(const char *text, bool notes) {
  struct trace *t = tracegen(text);
  struct analysis *a = analysis_new(t);
  struct buf b = {0};
  for (size_t i = 0; i < analysis_findings(a); i++) {
    const struct finding *f = analysis_finding(a, i);
    if (f->severity == SEVERITY_NOTE && !notes)
      continue;
    buf_printf(&b, "%s%u %s: %s", b.len ? "\n" : "", f->places ? trace_site(t, f->place[0].site)->line : 0,
               finding_kind_names[f->kind], f->message);
  }
  char *s = xstrdup(buf_str(&b));
  buf_fini(&b);
  analysis_free(a);
  trace_free(t);
  return s;
}

static void find(const char *text, const char *want) {
  char *is = findings(text, false);
  if (strcmp(is, want) != 0)
    fail_msg("found '%s'\nnot '%s'", is, want);
  free(is);
}

#define QUEUE "made queue q 1; part mutex q.lock q; part cond q.not_empty q; part cond q.not_full q; part cond q.all_done q;"
#define STUCK(calls, cond) QUEUE calls "main lock q.lock @90; main wait q." cond " q.lock @91; main deadlock; main next wake q." cond " q.lock blocked @91"

static void waiting_for_ever(void **state) {
  (void)state;
  find(STUCK("main call q get @3;", "not_empty"),
       "3 blocked_forever: main waits for ever to get from q, which is empty, and nobody is left who could put something in");
  find(STUCK("main tell q put 3 1; main call q put 7 @4;", "not_full"),
       "4 blocked_forever: main waits for ever to put 7 into q, which is full, and nobody is left who could take something out");
  find(STUCK("main tell q put 3 2; main call q join @5;", "all_done"),
       "5 blocked_forever: main waits for ever for the tasks of q, of which 2 are not done, and nobody is left who could say that they are");
  find("made event e; part mutex e.lock e; part cond e.changed e; main call e wait @3; main lock e.lock; main wait e.changed e.lock; main deadlock;"
       "main next wake e.changed e.lock blocked",
       "3 blocked_forever: main waits for ever for e, which is not set, and nobody is left who could set it");
  find("made barrier b 3; part mutex b.lock b; part cond b.opened b; main call b wait @3; main lock b.lock; main tell b put 1;"
       "main wait b.opened b.lock; main deadlock; main next wake b.opened b.lock blocked",
       "3 blocked_forever: main waits for ever at b, where 1 of 3 have arrived, and nobody else will come");
  /* Two want to get and one to put: two different waits. */
  find(QUEUE "main create T1; main create T2; T1 start; T2 start; T1 call q get @3; T1 lock q.lock; T1 wait q.not_empty q.lock;"
             "T2 call q get @3; T2 lock q.lock; T2 wait q.not_empty q.lock; main call q put 1 @4; main lock q.lock; main wait q.not_full q.lock;"
             "main deadlock; T1 next wake q.not_empty q.lock blocked; T2 next wake q.not_empty q.lock blocked; main next wake q.not_full q.lock blocked",
       "3 blocked_forever: T1, like T2, waits for ever to get from q, which is empty, and nobody is left who could put something in\n"
       "4 blocked_forever: main waits for ever to put 1 into q, which is full, and nobody is left who could take something out");
  /* A worker without work is not what is wrong. */
  find("made pool p 1; part mutex p.lock p; part cond p.work p; made event e; part mutex e.lock e; part cond e.changed e; main create T1; T1 start;"
       "T1 call p take @2; T1 lock p.lock; T1 wait p.work p.lock; main call e wait @3; main lock e.lock; main wait e.changed e.lock; main deadlock;"
       "T1 next wake p.work p.lock blocked; main next wake e.changed e.lock blocked",
       "3 blocked_forever: main waits for ever for e, which is not set, and nobody is left who could set it");
}

#define RLOCKS "made rlock a; part mutex a.lock a; part cond a.freed a; made rlock b; part mutex b.lock b; part cond b.freed b; main create T1; main create T2; T1 start; T2 start;"
#define TAKE(t, l, verb, line) t " call " l " " verb " @" line "; " t " lock " l ".lock; " t " tell " l " put 1 @" line "; " t " unlock " l ".lock; " t " back " l " " verb " @" line ";"
#define GIVE(t, l) t " call " l " release; " t " lock " l ".lock; " t " tell " l " get 0; " t " unlock " l ".lock; " t " back " l " release;"
#define WANT(t, l, line) t " call " l " acquire @" line "; " t " lock " l ".lock; " t " wait " l ".freed " l ".lock;"

static void circles(void **state) {
  (void)state;
  find(RLOCKS TAKE("T1", "a", "acquire", "5") TAKE("T2", "b", "acquire", "8") WANT("T1", "b", "6") WANT("T2", "a", "9")
       "T1 next wake b.freed b.lock blocked; T2 next wake a.freed a.lock blocked; main next join T1 blocked",
       "6 deadlock: T1 and T2 wait for each other: T1 waits for b, held by T2 since step 12 (prog.c:8); T2 waits for a, held by T1 since step 7 (prog.c:5)");
  /* A third one that holds nothing waits behind its owner, who can still go on. */
  find(RLOCKS TAKE("T1", "a", "acquire", "5") WANT("T2", "a", "6") "T2 next wake a.freed a.lock blocked; T1 next yield; main next join T1 blocked", "");
}

static void order_of_locks(void **state) {
  (void)state;
  find(RLOCKS TAKE("T1", "a", "acquire", "5") TAKE("T1", "b", "acquire", "6") GIVE("T1", "b") GIVE("T1", "a")
       TAKE("T2", "b", "acquire", "8") TAKE("T2", "a", "acquire", "9") GIVE("T2", "a") GIVE("T2", "b") "main exit 0",
       "6 lock_order: T1 takes a and then b, and T2 takes b and then a: in another schedule each can hold what the next one needs");
  /* A try does not wait. */
  find(RLOCKS TAKE("T1", "a", "acquire", "5") TAKE("T1", "b", "acquire_try", "6") GIVE("T1", "b") GIVE("T1", "a")
       TAKE("T2", "b", "acquire", "8") TAKE("T2", "a", "acquire_for", "9") GIVE("T2", "a") GIVE("T2", "b") "main exit 0", "");
  /* What lies inside a queue is taken while a lock is held, and nothing else is ever taken while it is held. */
  find(QUEUE "main create T1; T1 start; main lock m; main call q put 1; main lock q.lock; main tell q put 1 1; main unlock q.lock; main back q put; main unlock m;"
             "T1 call q get; T1 lock q.lock; T1 lock m; T1 unlock m; T1 tell q get 1 1; T1 unlock q.lock; T1 back q get; main exit 0", "");
}

static void misuse(void **state) {
  (void)state;
  static const struct {
    const char *text, *want;
  } cases[] = {
      {"made sem s 1 1; main call s release @2; main back s release EOVERFLOW @2", "2 misuse: main releases s more often than it was acquired"},
      {"made queue s 1; main call s task_done; main back s task_done EOVERFLOW", "0 misuse: main says more often that a task of s is done than items were put into it"},
      {"made rlock s; main create T1; T1 start; main tell s put 1; T1 call s release; T1 back s release EPERM", "0 misuse: T1 releases s, which main holds since step 3"},
      {"made rlock s; main call s release; main back s release EPERM", "0 misuse: main releases s, which it has not acquired"},
      {"made cond s; main call s notify; main back s notify EPERM", "0 misuse: main notifies s without holding its lock"},
      {"made channel s; main call s send; main back s send EPIPE", "0 misuse: main sends on s, which is closed"},
      {"made queue s; main call s get; main back s get EPIPE", ""},
      {"made sem s 1; main call s acquire_try; main back s acquire_try EAGAIN", ""},
      {"made sem s 1; main call s acquire_for; main back s acquire_for ETIMEDOUT", ""},
      {"made barrier s 2; main call s wait; main back s wait ECANCELED", ""},
      {"made cond s; main lock m; main read x 0; main back s wait; main write x 1; main unlock m", ""}, /* a call that never began */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    find(cases[i].text, cases[i].want);
  char *notes = findings("made sem s 1; main tell s put 2; main exit 0", true);
  assert_string_equal(notes, "0 misuse: main gives s a permit more than the 1 it began with");
  free(notes);
}

/* A writer for whom readers relieve each other. */
static void starvation(void **state) {
  (void)state;
  struct buf b = {0};
  buf_puts(&b, "made rwlock l; part mutex l.lock l; part cond l.changed l; main create T1; main create T2; T1 start; T2 start; T1 tell l put 1 shared;"
               "main call l acquire_write @7; main lock l.lock; main wait l.changed l.lock;");
  for (int i = 0; i < 260; i++)
    buf_puts(&b, "T2 tell l put 2 shared; T1 tell l get 1 shared; T1 tell l put 2 shared; T2 tell l get 1 shared;");
  buf_puts(&b, "stopped step_limit; main next wake l.changed l.lock blocked");
  char *is = findings(buf_str(&b), false);
  assert_non_null(strstr(is, "7 starvation: main waited 1043"));
  assert_non_null(strstr(is, " steps for l while T2 and T1 took it 520 times as readers: it was never free, because readers relieved each other"));
  free(is);
  buf_fini(&b);
}

/* What a task read before an await and writes after it, whatever the value; not what it reads again. */
static void across_an_await(void **state) {
  (void)state;
#define LOOP "made loop l; part mutex l.lock l; main create T1; main create T2; T1 start; T2 start;"
#define IN(t) t " lock l.lock; " t " tell l put 1;"
#define OUT(t) t " tell l get 0; " t " unlock l.lock;"
  find(LOOP IN("T1") "T1 read x 0 @1;" OUT("T1") IN("T2") "T2 read x 0 @1; T2 write x 1 @2;" OUT("T2") IN("T1") "T1 write x 1 @2;" OUT("T1") "main exit 0",
       "2 atomicity: T1 reads x in step 7 and writes it in step 18, but T2 changed it in step 13: it was read before an await and is written after it, and that change is lost");
  find(LOOP IN("T1") "T1 read x 0;" OUT("T1") IN("T1") OUT("T1") IN("T2") "T2 write x 5;" OUT("T2") IN("T1") "T1 write x 1 @2;" OUT("T1") "main exit 0",
       "2 atomicity: T1 reads x in step 7 and writes it in step 21, but T2 changed it in step 16: it was read before an await and is written after it, and that change is lost");
  find(LOOP IN("T1") "T1 read x 0;" OUT("T1") IN("T2") "T2 write x 5;" OUT("T2") IN("T1") "T1 read x 5; T1 write x 6;" OUT("T1") "main exit 0", "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(waiting_for_ever), cmocka_unit_test(circles),        cmocka_unit_test(order_of_locks),
      cmocka_unit_test(misuse),           cmocka_unit_test(starvation),     cmocka_unit_test(across_an_await),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
