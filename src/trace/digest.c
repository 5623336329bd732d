/* digest.c — two pure functions of the steps: the hash that says whether two
 * executions were the same, and the choices that lead to one.
 *
 * The hash is FNV-1a taken over 64-bit words instead of bytes, with a shift after
 * each multiplication so that high bits reach low ones. Sites are left out, so that a
 * program built again without a change of behaviour still compares equal; names
 * are left out because they depend on what debug information was at hand, and so is the
 * sentence about the end, which may contain both. */
#include "trace/store.h"

#include "wire/wire.h"

#include <string.h>

static uint64_t digest_word(uint64_t h, uint64_t w) {
  h = (h ^ w) * 0x100000001b3u;
  return h ^ (h >> 29);
}

static uint64_t digest_bytes(uint64_t h, const char *bytes, size_t len) {
  h = digest_word(h, len);
  for (size_t i = 0; i < len; i += 8) {
    uint64_t w = 0;
    memcpy(&w, bytes + i, len - i < 8 ? len - i : 8);
    h = digest_word(h, w);
  }
  return h;
}

static uint64_t digest_object(uint64_t h, const struct trace *t, uint32_t object) {
  if (object == 0 || object > t->objects.len)
    return digest_word(h, 0);
  const struct trace_object *o = &t->objects.at[object - 1];
  h = digest_word(h, 1u + o->kind + ((uint64_t)o->place.kind << 8) + ((uint64_t)o->place.owner << 16) +
                         ((uint64_t)o->place.seq << 32));
  return digest_word(h, o->place.off);
}

uint64_t trace_hash(const struct trace *t) {
  uint64_t h = 0xcbf29ce484222325u;
  for (size_t i = 0; i < t->steps.len; i++) {
    const struct trace_step *s = &t->steps.at[i];
    h = digest_word(h, (uint64_t)s->thread | (uint64_t)s->other << 16 | (uint64_t)s->flags << 32 |
                           (uint64_t)s->op << 48 | (uint64_t)s->why << 56);
    h = digest_word(h, (uint64_t)(uint32_t)s->result | (uint64_t)s->size << 32);
    h = digest_object(h, t, s->object);
    if (s->object2)
      h = digest_object(h, t, s->object2);
    h = digest_word(h, s->value);
    if (s->size > 8 || (s->op == OP_NOTE && s->value_hi))
      h = digest_word(h, s->value_hi);
    h = digest_word(h, s->time_ns);
    if (s->text && s->text <= t->texts.len)
      h = digest_bytes(h, t->texts.at[s->text - 1].at, t->texts.at[s->text - 1].len);
  }
  return digest_word(h, (uint64_t)t->end.kind | (uint64_t)(uint32_t)t->end.status << 32);
}

size_t trace_step_choices(const struct trace_step *s, uint32_t out[2]) {
  if (s->op == OP_DEADLOCK || s->op == OP_CRASH || s->op == OP_ASSERT_FAIL)
    return 0; /* what happens to a thread is not something that anybody chose */
  uint32_t kind = s->flags & STEP_TIMEOUT ? CHOICE_TIMEOUT : s->flags & STEP_SPURIOUS ? CHOICE_SPURIOUS : CHOICE_STEP;
  out[0] = WIRE_CHOICE(kind, s->thread);
  if (!(s->flags & STEP_CHOICE))
    return 1;
  out[1] = WIRE_CHOICE(plait_op_table[s->op].cls == CLASS_SEM ? CHOICE_SEM : CHOICE_COND, s->other);
  return 2;
}

size_t trace_choices(const struct trace *t, uint32_t from, uint32_t to, uint32_t **out) {
  ARRAY(uint32_t) choices = {0};
  if (from < 1)
    from = 1;
  if (to > t->steps.len)
    to = (uint32_t)t->steps.len;
  for (uint32_t n = from; n <= to; n++) {
    uint32_t of_step[2];
    size_t k = trace_step_choices(&t->steps.at[n - 1], of_step);
    for (size_t i = 0; i < k; i++)
      *ARRAY_PUSH(&choices) = of_step[i];
  }
  *out = choices.at;
  return choices.len;
}
