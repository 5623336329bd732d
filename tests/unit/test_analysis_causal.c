/* Which steps come before which, by what they do: small executions by hand, and random ones against the definition. */
#include "tracegen.h"

#include "analysis/causal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define TWO "main create T1; main create T2; T1 start; T2 start;" /* steps 1 to 4 */

/* How all steps stand to STEP, one character each. */
static void relations(const struct causal *c, uint32_t steps, uint32_t step, struct buf *out) {
  uint8_t *r = xcalloc(steps + 1, 1);
  causal_relate(c, step, r);
  buf_clear(out);
  for (uint32_t i = 1; i <= steps; i++)
    buf_putc(out, "|<>="[r[i]]);
  free(r);
}

static void depths(const struct causal *c, uint32_t steps, bool (*drawn)(const void *, uint32_t), struct buf *out) {
  uint32_t *d = xcalloc(steps + 1, sizeof *d);
  causal_depths(c, drawn, NULL, d);
  buf_clear(out);
  for (uint32_t i = 1; i <= steps; i++)
    buf_printf(out, "%s%u", i > 1 ? " " : "", d[i]);
  free(d);
}

static const struct {
  const char *name, *text;
  uint32_t step;
  const char *relations, *depths;
} examples[] = {
    {"alone", TWO "T1 write a 1; T2 write b 1", 5, "<|<|=|", "1 2 2 3 3 4"},
    {"one lock", TWO "T1 write a 1; T2 write b 1; T1 lock m; T1 unlock m; T2 lock m; T2 unlock m", 6, "<<|<|=||>>", "1 2 2 3 3 4 4 5 6 7"},
    {"two locks", TWO "T1 lock m; T1 unlock m; T2 lock n; T2 unlock n", 5, "<|<|=>||", "1 2 2 3 3 4 4 5"},
    {"a read sees a write", TWO "T1 write x 1; T2 read x 1", 5, "<|<|=>", "1 2 2 3 3 4"},
    {"two reads", TWO "T1 read x 0; T2 read x 0", 5, "<|<|=|", "1 2 2 3 3 4"},
    {"a write after both reads", TWO "T1 read x 0; T2 read x 0; T1 write x 1", 6, "<<|<|=>", "1 2 2 3 3 4 5"},
    {"the same bytes", TWO "T1 load x 0; T2 store x 1; T2 rmw x 2", 5, "<|<|=>>", "1 2 2 3 3 4 5"},
    {"readers of a lock", TWO "T1 rdlock l; T2 rdlock l; T1 rwunlock l; T2 rwunlock l; main wrlock l", 6, "<<|<|=|>>", "1 2 2 3 3 4 4 5 6"},
    {"join", TWO "T1 done; main join T1; T2 read x 0", 5, "<|<|=>|", "1 2 2 3 3 4 4"},
    {"a signal", TWO "T1 lock m; T1 wait c m; T2 signal c T1; T1 wake c m", 7, "<<<<<<=>", "1 2 2 3 3 4 5 6"},
    {"a broadcast", TWO "T1 lock m; T1 wait c m; T2 broadcast c 1; T1 wake c m", 8, "<<<<<<<=", "1 2 2 3 3 4 5 6"},
    {"a signal that nobody hears", TWO "T1 signal c; T2 signal c", 5, "<|<|=|", "1 2 2 3 3 4"},
    {"permits", "sem s 0;" TWO "T1 post s; T2 semwait s", 5, "<|<|=>", "1 2 2 3 3 4"},
    {"posts", "sem s 0;" TWO "T1 post s; T2 post s", 5, "<|<|=|", "1 2 2 3 3 4"},
    {"a barrier", "barrier b 2;" TWO "T1 arrive b; T2 arrive b; T2 leave b; T1 leave b; T1 read x 0; T2 read y 0", 6, "<<<<<=>>>>", "1 2 2 3 3 4 5 5 6 6"},
    {"what is printed", TWO "T1 print \"a\"; T2 print \"b\"; T1 eprint \"c\"", 5, "<|<|=>>", "1 2 2 3 3 4 4"},
    {"the end", TWO "T1 read x 0; T2 read y 0; main exit 0", 5, "<|<|=|>", "1 2 2 3 3 4 5"},
    {"everything before the end", TWO "T1 read x 0; T2 read y 0; main exit 0", 7, "<<<<<<=", "1 2 2 3 3 4 5"},
    {"items", "queue q 2;" TWO "T1 put q 1; T2 get q 1", 6, "<<<<<=", "1 2 2 3 3 4"},
};

static void what_comes_before_what(void **state) {
  (void)state;
  struct buf got = {0};
  for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
    struct trace *t = tracegen(examples[i].text);
    struct causal *c = causal_new(t);
    relations(c, trace_steps(t), examples[i].step, &got);
    if (strcmp(buf_str(&got), examples[i].relations) != 0)
      fail_msg("%s: to step %u they stand as %s, not %s", examples[i].name, examples[i].step, buf_str(&got), examples[i].relations);
    depths(c, trace_steps(t), NULL, &got);
    if (strcmp(buf_str(&got), examples[i].depths) != 0)
      fail_msg("%s: as deep as %s, not %s", examples[i].name, buf_str(&got), examples[i].depths);
    causal_free(c);
    trace_free(t);
  }
  buf_fini(&got);
}

static bool not_locks(const void *ctx, uint32_t step) {
  (void)ctx;
  return step != 7 && step != 8;
}

/* Steps that are not drawn take no room, and what they order stays in order. */
static void hidden_steps_take_no_room(void **state) {
  (void)state;
  struct trace *t = tracegen(TWO "T1 write a 1; T2 write b 1; T1 lock m; T1 unlock m; T2 lock m; T2 unlock m");
  struct causal *c = causal_new(t);
  struct buf got = {0};
  depths(c, trace_steps(t), not_locks, &got);
  assert_string_equal(buf_str(&got), "1 2 2 3 3 4 3 3 5 6");
  buf_fini(&got);
  causal_free(c);
  trace_free(t);
}

/* The definition: the transitive closure of thread order and of conflicts on one variable. */
enum { STEPS = 24, THREADS = 3, VARS = 2 };

static void the_definition_holds_for_random_accesses(void **state) {
  (void)state;
  unsigned random = 7;
  for (int round = 0; round < 200; round++) {
    struct buf text = {0};
    for (int i = 1; i <= THREADS; i++)
      buf_printf(&text, "main create T%d;", i);
    for (int i = 1; i <= THREADS; i++)
      buf_printf(&text, "T%d start;", i);
    for (int i = 0; i < STEPS; i++) {
      random = random * 1103515245 + 12345;
      unsigned r = random >> 16;
      buf_printf(&text, "T%u %s v%u %d;", r % THREADS + 1, r / 3 % 3 ? "read" : "write", r / 9 % VARS, i);
    }
    struct trace *t = tracegen(buf_str(&text));
    struct causal *c = causal_new(t);
    enum { ALL = STEPS + 2 * THREADS };
    static bool before[ALL + 1][ALL + 1];
    memset(before, 0, sizeof before);
    uint32_t want[ALL + 1] = {0}, depth[ALL + 1];
    assert_int_equal(trace_steps(t), ALL);
    for (uint32_t j = 1; j <= ALL; j++) {
      const struct trace_step *b = trace_step(t, j);
      for (uint32_t i = 1; i < j; i++) {
        const struct trace_step *a = trace_step(t, i);
        before[i][j] = a->thread == b->thread || (a->object && a->object == b->object && (a->op == OP_WRITE || b->op == OP_WRITE)) ||
                       (a->op == OP_THREAD_CREATE && b->op == OP_THREAD_START && a->other == b->thread);
      }
      for (uint32_t i = j; i-- > 1;)
        for (uint32_t k = 1; before[i][j] && k < i; k++)
          before[k][j] |= before[k][i];
      for (uint32_t i = 1; i < j; i++)
        if (before[i][j] && want[i] > want[j])
          want[j] = want[i];
      want[j]++;
    }
    causal_depths(c, NULL, NULL, depth);
    uint8_t relation[ALL + 1];
    for (uint32_t j = 1; j <= ALL; j++) {
      causal_relate(c, j, relation);
      for (uint32_t i = 1; i <= ALL; i++) {
        enum causal_relation r = i == j ? CAUSAL_SELF : i < j && before[i][j] ? CAUSAL_BEFORE : i > j && before[j][i] ? CAUSAL_AFTER : CAUSAL_CONCURRENT;
        if (relation[i] != r)
          fail_msg("%s: step %u to step %u", buf_str(&text), i, j);
      }
      if (depth[j] != want[j])
        fail_msg("%s: step %u is %u deep, not %u", buf_str(&text), j, depth[j], want[j]);
    }
    causal_free(c);
    trace_free(t);
    buf_fini(&text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_comes_before_what),
      cmocka_unit_test(hidden_steps_take_no_room),
      cmocka_unit_test(the_definition_holds_for_random_accesses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
