/* Any steps, and any keys: everything that is shown of a recording.
 *
 * A recording whose numbers are in range (fuzz_recording) may still tell of steps that cannot be: an unlock of what
 * nobody holds, a call that ends before it began, two dozen threads of which none was created. The
 * model, the findings, the texts and the screen must take it as it is. And the world after a step must not
 * depend on the way there.
 *
 *   first byte   how many keys follow
 *   keys         one byte each, an index into `keys`
 *   then         steps of 8 bytes: operation, thread and other, object, object2, flags (2), value, result and more */
#include "fuzz.h"

#include "analysis/analysis.h"
#include "export/export.h"
#include "model/spans.h"
#include "model/world.h"
#include "view/actions.h"
#include "view/causal.h"
#include "view/lanes.h"

#include <stdlib.h>
#include <string.h>

enum { THREADS = 5, STEPS_MAX = 400, KEYS_MAX = 60 };

static const uint32_t keys[] = {'l', 'h', 'l', 'l', ' ', 'g', 'G', 'n', 'N', '[', ']', 'b', 'x', 'c', 'z', 'w', 'f', 'L', '?', ':', '/',
                                '1', '2', '5', 'a', VKEY_ENTER, VKEY_ESC, VKEY_TAB, VKEY_UP, VKEY_DOWN, VKEY_PGUP, VKEY_PGDN, VKEY_BACKSPACE};
static const char *const verbs[] = {"put", "get", "acquire", "release", "wait", "notify", "send_try", "select", "shutdown", ""};

static void require(bool good) {
  if (!good)
    abort();
}

/* One object of each kind that is what it is, one that is made of others, and a part of that. */
static void objects(struct trace *t) {
  for (uint8_t kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
    struct trace_object plain = {.kind = kind, .size = 4, .name = "plain", .type = "", .param = kind % 4};
    struct trace_object whole = {.kind = kind, .name = "whole", .type = "", .param = kind % 3, .lock_type = kind % 3, .composite = true};
    trace_add_object(t, &plain);
    uint32_t number = trace_add_object(t, &whole);
    struct trace_object part = {.kind = kind % 2 ? KIND_MUTEX : KIND_COND, .name = "whole.part", .type = "", .whole = number};
    trace_add_object(t, &part);
  }
}

/* What each thread would do next, made of the bytes of the last step. */
static void pending(struct trace *t, const uint8_t last[8]) {
  struct trace_pending p[THREADS];
  uint32_t n = (uint32_t)trace_objects(t) + 1;
  for (uint16_t i = 0; i < THREADS; i++)
    p[i] = (struct trace_pending){.thread = i,
                                  .other = last[i] % THREADS,
                                  .op = last[7 - i] % OP_COUNT,
                                  .enabled = last[i] & 1,
                                  .can_timeout = last[i] >> 1 & 1,
                                  .spinning = last[i] >> 2 & 1,
                                  .object = last[i + 1] % n,
                                  .object2 = last[i + 2] % n,
                                  .deadline = last[i] & 8 ? UINT64_MAX : last[i]};
  trace_set_pending(t, p, THREADS);
}

static struct trace *made_of(const uint8_t *data, size_t size) {
  struct trace *t = trace_new();
  trace_set_meta(t, &(struct trace_meta){.program = "any", .cwd = "", .stdin_file = "", .strategy = "", .build = "", .model = (uint8_t)(size % MODEL_COUNT)});
  for (uint16_t i = 0; i < THREADS; i++)
    trace_add_thread(t, i ? "T" : "main", 0);
  objects(t);
  uint32_t n = (uint32_t)trace_objects(t) + 1;
  uint32_t site = trace_add_site(t, &(struct trace_site){.func = "f", .file = "any.c", .line = 7});
  for (int i = 0; size >= 8 && i < STEPS_MAX; data += 8, size -= 8, i++) {
    const char *verb = verbs[data[7] % (sizeof verbs / sizeof *verbs)];
    struct trace_step s = {.op = (uint8_t)(1 + data[0] % (OP_COUNT - 1)),
                           .thread = data[1] % THREADS,
                           .other = (uint16_t)(data[1] / THREADS % THREADS),
                           .object = data[2] % n,
                           .object2 = data[3] % n,
                           .flags = (uint16_t)(data[4] | data[5] << 8),
                           .value = (uint64_t)(int64_t)(int8_t)data[6],
                           .value_hi = (uint64_t)data[7] << 32 | data[3],
                           .result = data[7] % 140,
                           .why = data[3] % WHY_COUNT,
                           .site = data[6] % 2 ? site : 0,
                           .size = 4};
    if ((s.op == OP_SPAN_BEGIN || s.op == OP_SPAN_END) && !s.object)
      s.object = 1; /* recordings without are refused */
    if (plait_op_table[s.op].cls == CLASS_NOTE || s.op == OP_OUTPUT || s.op == OP_ASSERT_FAIL)
      s.text = trace_add_text(t, verb, strlen(verb));
    trace_append(t, &s);
  }
  if (trace_steps(t)) {
    pending(t, data - 8);
    trace_set_end(t, &(struct trace_end){.kind = (enum plait_end)(data[-1] % END_COUNT), .text = ""});
  }
  return t;
}

/* ---- what is looked at -------------------------------------------------------------------------- */

static void there_and_back(const struct trace *t) {
  uint32_t n = trace_steps(t);
  struct world *w = world_new(t), *fresh = world_new(t);
  world_seek(w, n);
  for (uint32_t step = n; step > 0; step = step > 7 ? step - 7 : 0) {
    world_seek(w, step);
    world_seek(fresh, 0);
    world_seek(fresh, step);
    require(world_digest(w) == world_digest(fresh));
    for (uint16_t i = 0; i < THREADS; i++) {
      int blocker = world_blocker(w, i);
      require(blocker < THREADS);
    }
  }
  world_free(w);
  world_free(fresh);
}

static void calls(const struct trace *t) {
  struct spans *s = spans_new(t);
  uint32_t n = trace_steps(t);
  for (uint32_t step = 1; step <= n; step++) {
    const struct span *span = spans_outer(s, step);
    require(!span || (span->begin <= step && span->shown >= span->begin && span->shown <= n));
    require(span || !spans_hidden(s, step));
  }
  spans_free(s);
}

static bool put(void *ctx, const char *bytes, size_t len) {
  buf_add(ctx, bytes, len);
  return true;
}

static void texts(const struct trace *t) {
  struct buf b = {0};
  uint32_t n = trace_steps(t);
  struct analysis *a = analysis_new(t);
  analysis_update(a);
  findings_text(a, t, true, &b);
  findings_json(a, t, &b);
  analysis_free(a);
  for (int open = 0; open < 2; open++) {
    lanes_text(t, 1, n, 80, open, open, &b);
    causal_text(t, 1, n, 80, open, open, &b);
    export_steps(t, 1, n, open, put, &b);
    export_explain(t, 1, n, open, put, &b);
    buf_clear(&b);
  }
  export_json(t, 1, n, put, &b);
  export_objects(t, n, n % 2, &b);
  export_contention(t, &b);
  buf_fini(&b);
}

static void screen(const struct trace *t, const uint8_t *at, size_t n) {
  static const int sizes[][2] = {{80, 24}, {120, 40}, {40, 10}, {200, 60}};
  struct actions a;
  struct grid g;
  actions_init(&a, t, NULL, "any");
  grid_init(&g, 80, 24);
  for (size_t i = 0; i < n; i++) {
    if (at[i] >= 250)
      grid_resize(&g, sizes[at[i] % 4][0], sizes[at[i] % 4][1]);
    else
      actions_key(&a, keys[at[i] % (sizeof keys / sizeof *keys)]);
    actions_draw(&a, &g);
  }
  grid_fini(&g);
  actions_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  size_t n = data[0] % KEYS_MAX;
  n = n < size ? n : size - 1;
  struct trace *t = made_of(data + 1 + n, size - 1 - n);
  if (trace_steps(t)) {
    there_and_back(t);
    calls(t);
    texts(t);
    screen(t, data + 1, n);
  }
  trace_free(t);
  return 0;
}

/* ---- seeds ---------------------------------------------------------------------------- */

bool fuzz_seed(size_t i, struct buf *out) {
  if (i >= 24)
    return false;
  uint64_t random = i + 1;
  buf_putc(out, 20);
  for (int byte = 0; byte < 20 + 8 * 60; byte++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    uint8_t b = (uint8_t)(random >> 56);
    int of_step = byte < 20 ? -1 : (byte - 20) % 8;
    if (of_step == 0 && i % 3) /* mostly calls and what happens in them */
      b = (uint8_t)(b % 4 == 0 ? OP_SPAN_BEGIN - 1 : b % 4 == 1 ? OP_NOTE - 1 : b % 4 == 2 ? OP_SPAN_END - 1 : b % 40);
    if (of_step == 2 && i % 2)
      b = (uint8_t)(b % 9 + 3 * i);
    buf_putc(out, (char)b);
  }
  return true;
}
