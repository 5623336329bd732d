/* test_model_composites.c — objects made of others: what they hold after each note, forward and backward, who waits for
 * them and for whom; and which steps lie inside a call. */
#include "model/spans.h"
#include "model/world.h"
#include "tracegen.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint32_t object(const struct trace *t, const char *name) {
  for (uint32_t i = 1; i <= trace_objects(t); i++)
    if (strcmp(trace_object(t, i)->name, name) == 0)
      return i;
  fail_msg("no object %s", name);
  return 0;
}

/* Everything about an object in one line: owner, depth, readers, permits, generation, unfinished, broken, items, waiters. */
static void describe(const struct world *w, const char *name, struct buf *out) {
  const struct trace *t = world_trace(w);
  uint32_t n = object(t, name);
  const struct world_object *o = world_object(w, n);
  buf_clear(out);
  if (o->owner >= 0)
    buf_printf(out, "%s*%u ", trace_thread(t, (uint16_t)o->owner)->name, o->depth);
  if (o->readers)
    buf_printf(out, "readers %u ", o->readers);
  if (o->permits)
    buf_printf(out, "%lld ", (long long)o->permits);
  if (o->generation)
    buf_printf(out, "gen %u ", o->generation);
  if (o->unfinished)
    buf_printf(out, "unfinished %u ", o->unfinished);
  if (o->has_value)
    buf_printf(out, "=%lld ", (long long)o->value);
  buf_puts(out, o->broken ? "broken " : "");
  uint64_t item[8];
  size_t items = world_items(w, n, item, 8);
  for (size_t i = 0; i < items; i++)
    buf_printf(out, "%s%lld%s", i ? " " : "[", (long long)item[i], i + 1 == items ? "] " : "");
  struct world_waiter who[8];
  size_t waiters = world_waiters(w, n, who, 8);
  for (size_t i = 0; i < waiters; i++)
    buf_printf(out, "%s@%u ", trace_thread(t, who[i].thread)->name, who[i].since);
  if (out->len)
    out->len--, out->at[out->len] = '\0';
}

/* The states of NAME after the last steps of TEXT, the last of which is WANT's last; going forward, then backward. */
static void states(const char *text, const char *name, const char *const *want, size_t n) {
  struct trace *t = tracegen(text);
  struct world *w = world_new(t);
  struct buf b = {0};
  uint32_t end = trace_steps(t), first = end - (uint32_t)n + 1;
  for (int way = 0; way < 2; way++)
    for (size_t i = 0; i < n; i++) {
      size_t k = way ? n - 1 - i : i;
      world_seek(w, first + (uint32_t)k);
      describe(w, name, &b);
      if (strcmp(buf_str(&b), want[k]) != 0)
        fail_msg("%s %s %zu: '%s', expected '%s'", name, way ? "back at" : "after", k + 1, buf_str(&b), want[k]);
    }
  /* And every state is the same from both sides. */
  uint64_t *digest = xcalloc(end + 1, sizeof *digest);
  for (uint32_t i = 0; i <= end; i++) {
    world_seek(w, i);
    digest[i] = world_digest(w);
  }
  for (uint32_t i = end + 1; i-- > 0;) {
    world_seek(w, i);
    assert_true(world_digest(w) == digest[i]);
  }
  free(digest);
  buf_fini(&b);
  world_free(w);
  trace_free(t);
}

#define STATES(text, name, ...)                                                                                        \
  do {                                                                                                                 \
    const char *const want_[] = {__VA_ARGS__};                                                                         \
    states(text, name, want_, sizeof want_ / sizeof *want_);                                                           \
  } while (0)

static void queues(void **state) {
  (void)state;
  STATES("made queue q 2; main tell q put 3 1; main tell q put 7 2; main tell q get 3 2; main tell q so 0 1", "q",
         "1 unfinished 1 [3]", "2 unfinished 2 [3 7]", "1 unfinished 2 [7]", "1 unfinished 1 [7]");
  /* Last in first out, and by priority: the place says which. */
  STATES("made queue q 0 1; main tell q put 3 1; main tell q put 7 2; main tell q put 3 3; main tell q get 3 3 3", "q",
         "1 unfinished 1 [3]", "2 unfinished 2 [3 7]", "3 unfinished 3 [3 7 3]", "2 unfinished 3 [3 7]");
  STATES("made queue q 0 2; main tell q put 5 1; main tell q put 1 2 1; main tell q put 3 3 2; main tell q get 1 3 1", "q",
         "1 unfinished 1 [5]", "2 unfinished 2 [1 5]", "3 unfinished 3 [1 3 5]", "2 unfinished 3 [3 5]");
  /* Nonsense does no harm: what is not there does not leave, a place beyond the end is the end. */
  STATES("made queue q 0; main tell q get 9 1; main tell q put 4 1 7; main tell q so 0 0 fail", "q", "unfinished 1",
         "1 unfinished 1 [4]", "1 broken [4]");
  /* An annotated queue is as it was. */
  STATES("queue q 4; main put q -7; main put q 2; main get q -7", "q", "1 [-7]", "2 [-7 2]", "1 [2]");
}

static void channels_and_pools(void **state) {
  (void)state;
  STATES("made channel c 2; main tell c put 3; main tell c put 4; main tell c get 3; main tell c so 0 fail", "c", "1 [3]",
         "2 [3 4]", "1 [4]", "1 broken [4]");
  STATES("made pool p 2; main tell p put 1 1; main tell p put 2 2; main tell p get 1 2; main tell p so 1 1", "p",
         "1 unfinished 1 [1]", "2 unfinished 2 [1 2]", "1 unfinished 2 [2]", "1 unfinished 1 [2]");
}

static void rlocks(void **state) {
  (void)state;
  STATES("made rlock r; main create T1; T1 start; main tell r put 1; main tell r put 2; main tell r get 1; main tell r get 0;"
         "T1 tell r put 3; T1 tell r get 0",
         "r", "main*1", "main*2", "main*1", "", "T1*3", "");
  /* Somebody else's report does not take it from its owner. */
  STATES("made rlock r; main create T1; T1 start; main tell r put 1; T1 tell r put 1; main tell r get 0", "r", "main*1", "main*1", "");
  STATES("made loop l; main create T1; T1 start; main tell l put 1; main tell l get 0; T1 tell l put 1", "l", "main*1", "", "T1*1");
}

static void rwlocks(void **state) {
  (void)state;
  STATES("made rwlock l; main create T1; T1 start; main tell l put 1 shared; T1 tell l put 2 shared; main tell l get 1 shared;"
         "T1 tell l get 0 shared; T1 tell l put 0; T1 tell l get 0",
         "l", "readers 1", "readers 2", "readers 1", "", "T1*1", "");
}

static void the_rest(void **state) {
  (void)state;
  STATES("made sem s 2; main tell s get 1; main tell s get 0; main tell s put 1", "s", "1", "", "1");
  STATES("made event e; main tell e put 1; main tell e get 0", "e", "1", "");
  STATES("made group g; main tell g put 2; main tell g get 1; main tell g get 0", "g", "2", "1", "");
  STATES("made future f; main tell f put -5", "f", "gen 1 =-5");
  STATES("made once o; main tell o put 0; main tell o get 1", "o", "main*0", "gen 1");
  STATES("made barrier b 2; main tell b put 1; main tell b put 2; main tell b get 1 1; main tell b get 0 1; main tell b put 1 1;"
         "main tell b so 0 2 fail; main tell b get 0 3",
         "b", "1", "2", "1 gen 1", "gen 1", "1 gen 1", "gen 2 broken", "gen 3");
  /* A semaphore has its permits before anybody has said anything. */
  STATES("made sem s 3; main note \"x\"", "s", "3");
}

static void held_locks(void **state) {
  (void)state;
  struct trace *t = tracegen("made rlock r; made rwlock l; mutex m; main lock m; main tell r put 1; main tell r put 2; main tell l put 1 shared;"
                             "main tell r get 1; main tell r get 0; main tell l get 0 shared; main unlock m");
  static const char *const want[] = {"m", "m r", "m r", "m r l", "m r l", "m l", "m", ""};
  struct world *w = world_new(t);
  for (uint32_t i = 1; i <= 8; i++) {
    world_seek(w, i);
    uint32_t held[8];
    size_t n = world_held(w, 0, held, 8);
    struct buf b = {0};
    for (size_t k = 0; k < n; k++)
      buf_printf(&b, "%s%s", k ? " " : "", trace_object(t, held[k])->name);
    assert_string_equal(buf_str(&b), want[i - 1]);
    assert_int_equal(world_thread(w, 0)->held_len, n);
    buf_fini(&b);
  }
  world_free(w);
  trace_free(t);
}

/* T1 holds the lock; T2 waits for it in a call, main for T2's call to be over. */
static void who_waits_for_whom(void **state) {
  (void)state;
  struct trace *t = tracegen(
      "made rlock r; part mutex r.lock r; part cond r.freed r; main create T1; main create T2; T1 start; T2 start;"
      "T1 call r acquire; T1 lock r.lock; T1 tell r put 1; T1 unlock r.lock; T1 back r acquire;"
      "T2 call r acquire; T2 lock r.lock; T2 wait r.freed r.lock;"                         /* 10 11 12 */
      "T1 call r release; T1 lock r.lock; T1 tell r get 0; T1 signal r.freed T2; T1 unlock r.lock; T1 back r release;" /* 13-18 */
      "T2 wake r.freed r.lock; T2 tell r put 1; T2 unlock r.lock; T2 back r acquire");
  struct world *w = world_new(t);
  struct buf b = {0};
  uint32_t r = object(t, "r");
  world_seek(w, 12);
  describe(w, "r", &b);
  assert_string_equal(buf_str(&b), "T1*1 T2@10");
  assert_int_equal(world_blocker(w, 2), 1);
  const struct world_thread *th = world_thread(w, 2);
  assert_int_equal(th->status, STATUS_BLOCKED);
  assert_int_equal(th->span, 10);
  assert_int_equal(th->inner_span, 10);
  assert_int_equal(world_thread(w, 1)->span, 0);
  world_seek(w, 15); /* free, but T2 sleeps yet: nobody in particular keeps it */
  assert_int_equal(world_blocker(w, 2), -1);
  assert_int_equal(world_thread(w, 1)->span, 13);
  world_seek(w, 16); /* signalled, and T1 has the mutex inside */
  assert_int_equal(world_blocker(w, 2), 1);
  world_seek(w, 20);
  assert_int_equal(world_object(w, r)->owner, 2);
  assert_int_equal(world_waiters(w, r, NULL, 0), 0);
  world_seek(w, 22);
  assert_int_equal(world_thread(w, 2)->span, 0);
  buf_fini(&b);
  world_free(w);
  trace_free(t);
}

/* -- spans ------------------------------------------------------------------------ */

/* One character per step: '.' hidden, 'o' drawn and in no span, a letter for the drawn step of the nth span. */
static void drawn(const struct spans *s, const struct trace *t, struct buf *out) {
  buf_clear(out);
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct span *span = spans_outer(s, i);
    char c = 'o';
    for (size_t k = 0; k < spans_count(s); k++)
      if (spans_at(s, k) == span)
        c = (char)('a' + k);
    buf_putc(out, spans_hidden(s, i) ? '.' : span && span->shown != i ? '+' : c);
  }
}

static const char story[] =
    "made queue q 1; part mutex q.lock q; part cond q.c q; made rlock r; var x; main create T1; T1 start;" /* 1 2 */
    "main call q put 3; main lock q.lock; main tell q put 3 1; main unlock q.lock; main back q put;"      /* a: 3-7 */
    "T1 call q get; T1 lock q.lock; main call q empty; main lock q.lock fail; main back q empty;"          /* b: 8.. c: 10-12 */
    "T1 tell q get 3 1; T1 tell q so 0 0; T1 call r acquire; T1 tell r put 1; T1 back r acquire; T1 read x 1; T1 back q get;"
    "main call q get; main lock q.lock; main wait q.c q.lock"; /* d: not over */

static void what_is_drawn_closed(void **state) {
  (void)state;
  struct trace *t = tracegen(story);
  struct spans *s = spans_new(t);
  struct buf b = {0};
  drawn(s, t, &b);
  assert_string_equal(buf_str(&b), "oo" "..a.." ".." "..c" ".b...+." "d..");
  assert_int_equal(spans_count(s), 4);
  assert_int_equal(spans_at(s, 1)->begin, 8);
  assert_int_equal(spans_at(s, 1)->end, 19);
  assert_int_equal(spans_at(s, 3)->end, 0);
  assert_string_equal(spans_verb(t, 8), "get");
  assert_string_equal(spans_verb(t, 7), "put");
  assert_string_equal(spans_verb(t, 5), "");
  assert_null(spans_outer(s, 2));
  assert_null(spans_outer(s, 0));
  assert_null(spans_outer(s, 100));
  buf_fini(&b);
  spans_free(s);
  trace_free(t);
}

/* However a list of spans came about, by growing or by being cut, it is the one that is made from the trace at once. */
static void spans_grow_and_are_cut(void **state) {
  (void)state;
  struct trace *whole = tracegen(story), *t = tracegen(story);
  uint32_t end = trace_steps(whole);
  struct spans *s = spans_new(t);
  struct buf is = {0}, want = {0};
  for (uint32_t keep = end; keep > 0; keep--)
    for (uint32_t until = keep; until <= end; until += 3) {
      trace_cut(t, keep);
      spans_cut(s, keep);
      for (uint32_t i = keep + 1; i <= until; i++) {
        trace_append(t, trace_step(whole, i));
        if (i % 2)
          spans_update(s);
      }
      spans_update(s);
      struct spans *fresh = spans_new(t);
      drawn(s, t, &is);
      drawn(fresh, t, &want);
      assert_string_equal(buf_str(&is), buf_str(&want));
      assert_int_equal(spans_count(s), spans_count(fresh));
      spans_free(fresh);
      for (uint32_t i = until + 1; i <= end; i++)
        trace_append(t, trace_step(whole, i));
      spans_update(s);
    }
  buf_fini(&is);
  buf_fini(&want);
  spans_free(s);
  trace_free(t);
  trace_free(whole);
}

/* The item that takes the freed place is another thread's: what was received stands for the call. */
static void a_full_channel_is_received_from(void **state) {
  (void)state;
  struct trace *t = tracegen("made channel c 1; part mutex c.lock c; main call c receive; main lock c.lock; main tell c get 3;"
                             "main tell c put 4; main unlock c.lock; main back c receive");
  struct spans *s = spans_new(t);
  struct buf b = {0};
  drawn(s, t, &b);
  assert_string_equal(buf_str(&b), "..a...");
  buf_fini(&b);
  spans_free(s);
  trace_free(t);
}

static void a_deadlock_is_never_hidden(void **state) {
  (void)state;
  struct trace *t = tracegen("made queue q 1; part mutex q.lock q; part cond q.c q; main call q get; main lock q.lock; main wait q.c q.lock; main deadlock");
  struct spans *s = spans_new(t);
  assert_false(spans_hidden(s, 1));
  assert_true(spans_hidden(s, 2));
  assert_true(spans_hidden(s, 3));
  assert_false(spans_hidden(s, 4));
  assert_null(spans_outer(s, 4));
  spans_free(s);
  trace_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(queues),
      cmocka_unit_test(channels_and_pools),
      cmocka_unit_test(rlocks),
      cmocka_unit_test(rwlocks),
      cmocka_unit_test(the_rest),
      cmocka_unit_test(held_locks),
      cmocka_unit_test(who_waits_for_whom),
      cmocka_unit_test(what_is_drawn_closed),
      cmocka_unit_test(spans_grow_and_are_cut),
      cmocka_unit_test(a_full_channel_is_received_from),
      cmocka_unit_test(a_deadlock_is_never_hidden),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
