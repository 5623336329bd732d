/* columns.c — see columns.h. Encoding and decoding walk the same list of columns in the same
 * order; every value read from a file is checked before it is used as an index. */
#include "trace/columns.h"

#include "trace/format.h"
#include "trace/store.h"
#include "wire/wire.h"

#include <stdlib.h>

struct columns {
  ARRAY(uint8_t) scratch;         /* one column being written */
  ARRAY(struct trace_step) steps; /* the block being read */
  ARRAY(uint32_t) order;          /* indices of steps, by thread */
  ARRAY(uint32_t) starts;         /* by thread: where its steps begin in order */
  ARRAY(uint64_t) last;           /* by object: what the last step on it had */
  ARRAY(uint32_t) touched;        /* entries of last that are not 0 */
};

struct columns *columns_new(void) {
  return xcalloc(1, sizeof(struct columns));
}

void columns_free(struct columns *c) {
  if (!c)
    return;
  ARRAY_FREE(&c->scratch);
  ARRAY_FREE(&c->steps);
  ARRAY_FREE(&c->order);
  ARRAY_FREE(&c->starts);
  ARRAY_FREE(&c->last);
  ARRAY_FREE(&c->touched);
  free(c);
}

/* Fills c->order: the steps of thread 0 first, then those of thread 1 … (a counting sort, so stable). */
static void order_by_thread(struct columns *c, const struct trace_step *s, uint32_t n) {
  uint32_t high = 0;
  for (uint32_t i = 0; i < n; i++)
    high = s[i].thread > high ? s[i].thread : high;
  ARRAY_RESERVE(&c->order, n);
  ARRAY_RESERVE(&c->starts, high + 2);
  memset(c->starts.at, 0, (high + 2) * sizeof *c->starts.at);
  for (uint32_t i = 0; i < n; i++)
    c->starts.at[s[i].thread + 1]++;
  for (uint32_t t = 0; t <= high; t++)
    c->starts.at[t + 1] += c->starts.at[t];
  for (uint32_t i = 0; i < n; i++)
    c->order.at[c->starts.at[s[i].thread]++] = i;
}

/* ---- the value last seen per object ---------------------------------------------- */

static void last_begin(struct columns *c, size_t objects) {
  ARRAY_RESERVE(&c->last, objects + 1);
  while (c->last.len <= objects)
    c->last.at[c->last.len++] = 0;
}

static uint64_t last_swap(struct columns *c, uint32_t object, uint64_t value) {
  uint64_t before = c->last.at[object];
  if (before == 0 && value != 0)
    *ARRAY_PUSH(&c->touched) = object;
  c->last.at[object] = value;
  return before;
}

static void last_end(struct columns *c) {
  for (size_t i = 0; i < c->touched.len; i++)
    c->last.at[c->touched.at[i]] = 0;
  c->touched.len = 0;
}

/* ---- encoding -------------------------------------------------------------------- */

static void column_close(struct columns *c, const uint8_t *end, uint64_t any, struct buf *out) {
  size_t len = any ? (size_t)(end - c->scratch.at) : 0;
  varint_add(out, len);
  buf_add(out, c->scratch.at, len);
}

/* Each expands to a loop over one field, so that the compiler sees a plain one. */
#define ENCODE(index, expr)                                                                                            \
  do {                                                                                                                 \
    uint8_t *p_ = c->scratch.at;                                                                                       \
    uint64_t any_ = 0;                                                                                                 \
    for (uint32_t i = 0; i < n; i++) {                                                                                 \
      const struct trace_step *s = &steps[index];                                                                      \
      uint64_t v_ = (expr);                                                                                            \
      any_ |= v_;                                                                                                      \
      p_ = varint_write(p_, v_);                                                                                       \
    }                                                                                                                  \
    column_close(c, p_, any_, out);                                                                                    \
  } while (0)

static uint64_t difference(uint64_t v, uint64_t *last) {
  uint64_t code = zigzag_of(v - *last);
  *last = v;
  return code;
}

static uint64_t text_code(uint32_t text, uint32_t *last) {
  if (text == 0)
    return 0;
  uint64_t code = 1 + zigzag_of((uint64_t)text - *last - 1);
  *last = text;
  return code;
}

void columns_encode(struct columns *c, const struct trace *t, uint32_t first, uint32_t count, struct buf *out) {
  const struct trace_step *steps = t->steps.at + (first - 1);
  uint32_t n = count, last_text = 0;
  uint64_t last_time = 0;
  ARRAY_RESERVE(&c->scratch, (size_t)n * VARINT_MAX);
  varint_add(out, first);
  varint_add(out, n);
  ENCODE(i, s->thread);
  ENCODE(i, s->why);
  ENCODE(i, difference(s->time_ns, &last_time));
  ENCODE(i, text_code(s->text, &last_text));
  order_by_thread(c, steps, n);
  ENCODE(c->order.at[i], s->op);
  ENCODE(c->order.at[i], s->size);
  ENCODE(c->order.at[i], s->flags);
  ENCODE(c->order.at[i], s->site);
  ENCODE(c->order.at[i], s->object);
  ENCODE(c->order.at[i], s->object2);
  ENCODE(c->order.at[i], s->other);
  ENCODE(c->order.at[i], zigzag_of((uint64_t)(int64_t)s->result));
  last_begin(c, t->objects.len);
  ENCODE(i, zigzag_of(s->value - last_swap(c, s->object, s->value)));
  last_end(c);
  ENCODE(i, zigzag_of(s->value_hi - last_swap(c, s->object, s->value_hi)));
  last_end(c);
}

/* ---- decoding -------------------------------------------------------------------- */

uint32_t columns_count(const uint8_t *payload, size_t len) {
  struct cursor c = {payload, payload + len, false};
  cursor_varint(&c);
  return (uint32_t)cursor_upto(&c, FORMAT_STEPS_MAX);
}

/* The next column; EMPTY when all its values are 0. */
static struct cursor column_open(struct cursor *in, bool *empty) {
  uint64_t len = cursor_varint(in);
  const uint8_t *at = cursor_bytes(in, len);
  *empty = len == 0;
  return (struct cursor){at, at ? at + len : NULL, at == NULL};
}

#define DECODE(index, set)                                                                                             \
  do {                                                                                                                 \
    bool empty_;                                                                                                       \
    struct cursor col_ = column_open(in, &empty_);                                                                     \
    for (uint32_t i = 0; i < n && !col_.bad; i++) {                                                                    \
      struct trace_step *s = &c->steps.at[index];                                                                      \
      uint64_t v = empty_ ? 0 : cursor_varint(&col_);                                                                  \
      set;                                                                                                             \
    }                                                                                                                  \
    if (col_.bad || col_.at != col_.end)                                                                               \
      return false;                                                                                                    \
  } while (0)

/* Takes V for a field unless it exceeds MAX. */
#define FIELD(field, max)                                                                                              \
  if (v > (max))                                                                                                       \
    cursor_bad(&col_);                                                                                                 \
  else                                                                                                                 \
    s->field = (__typeof__(s->field))v

static bool text_decode(uint64_t v, uint32_t *last, size_t texts, uint32_t *out) {
  *out = 0;
  if (v == 0)
    return true;
  uint64_t text = *last + 1 + zigzag_to(v - 1);
  if (text == 0 || text > texts)
    return false;
  *out = *last = (uint32_t)text;
  return true;
}

/* A call is always one of something: that everything that looks at calls may rely on. */
static bool calls_have_objects(const struct trace_step *s, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if ((s[i].op == OP_SPAN_BEGIN || s[i].op == OP_SPAN_END) && !s[i].object)
      return false;
  return true;
}

static bool decode_columns(struct columns *c, struct cursor *in, const struct trace *t, uint32_t n) {
  uint32_t last_text = 0;
  uint64_t last_time = 0;
  if (t->threads.len == 0)
    return false;
  ARRAY_RESERVE(&c->steps, n);
  memset(c->steps.at, 0, n * sizeof *c->steps.at);
  DECODE(i, FIELD(thread, t->threads.len - 1));
  DECODE(i, FIELD(why, WHY_COUNT - 1));
  DECODE(i, s->time_ns = last_time += zigzag_to(v));
  DECODE(i, if (!text_decode(v, &last_text, t->texts.len, &s->text)) cursor_bad(&col_));
  order_by_thread(c, c->steps.at, n);
  DECODE(c->order.at[i], FIELD(op, OP_COUNT - 1));
  DECODE(c->order.at[i], FIELD(size, UINT8_MAX));
  DECODE(c->order.at[i], FIELD(flags, UINT16_MAX));
  DECODE(c->order.at[i], FIELD(site, t->sites.len));
  DECODE(c->order.at[i], FIELD(object, t->objects.len));
  DECODE(c->order.at[i], FIELD(object2, t->objects.len));
  DECODE(c->order.at[i], FIELD(other, t->threads.len - 1));
  DECODE(c->order.at[i], s->result = (int32_t)zigzag_to(v));
  last_begin(c, t->objects.len);
  DECODE(i, s->value = zigzag_to(v) + c->last.at[s->object]; last_swap(c, s->object, s->value));
  last_end(c);
  DECODE(i, s->value_hi = zigzag_to(v) + c->last.at[s->object]; last_swap(c, s->object, s->value_hi));
  last_end(c);
  return in->at == in->end && calls_have_objects(c->steps.at, n);
}

bool columns_decode(struct columns *c, struct cursor *in, struct trace *t) {
  uint64_t first = cursor_varint(in);
  uint32_t n = (uint32_t)cursor_upto(in, FORMAT_STEPS_MAX);
  if (in->bad || n == 0 || first != t->steps.len + 1)
    return false;
  if (!decode_columns(c, in, t, n)) {
    last_end(c);
    return false;
  }
  for (uint32_t i = 0; i < n; i++)
    trace_append(t, &c->steps.at[i]);
  return true;
}
