/* glyphs.c — the table of glyphs.h, and which symbol a step has.
 *
 * The notation of the timeline is decided here and nowhere else: wire/ops.h gives
 * each operation its ASCII letter, and what only the result or the flags tell
 * (a failed try, a reader's unlock, an item put) is added here. */
#include "view/glyphs.h"

#include <stdio.h>
#include <string.h>

static const struct {
  const char *ascii, *utf8, *meaning;
} glyph_table[GLYPH_COUNT] = {
#define X(id, ascii, utf8, meaning) [GLYPH_##id] = {ascii, utf8, meaning},
    GLYPHS(X)
#undef X
};

const char *glyph_str(enum glyph g, bool ascii) { return ascii ? glyph_table[g].ascii : glyph_table[g].utf8; }

const char *glyph_meaning(enum glyph g) { return glyph_table[g].meaning; }

/* ASCII letters that have a twin of their own. */
static void glyph_twin(char letter, bool ascii, char out[12]) {
  static const enum glyph twins[] = {GLYPH_LOCK,  GLYPH_UNLOCK, GLYPH_RDLOCK,  GLYPH_RDUNLOCK, GLYPH_FAILED,
                                     GLYPH_START, GLYPH_FINISH, GLYPH_BARRIER, GLYPH_OUTPUT, GLYPH_DONE};
  for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
    if (glyph_table[twins[i]].ascii[0] == letter) {
      snprintf(out, 12, "%s", glyph_str(twins[i], ascii));
      return;
    }
  out[0] = letter;
  out[1] = 0;
}

/* What a composite says of itself (include/plait.h). */
static char glyph_effect(enum plait_kind kind, unsigned flags) {
  bool put = flags & STEP_PUT, get = flags & STEP_GET, shared = flags & STEP_SHARED;
  if (flags & STEP_FAILED)
    return kind == KIND_QUEUE || kind == KIND_POOL ? 'c' : 'x';
  switch (kind) {
  case KIND_QUEUE:
  case KIND_POOL: return put ? '+' : get ? '=' : 't';
  case KIND_CHANNEL: return put ? '+' : get ? '=' : 'c';
  case KIND_SEM: return put ? 'V' : 'P';
  case KIND_RLOCK: return put ? '[' : ']';
  case KIND_LOOP: return put ? '>' : 'a';
  case KIND_RWLOCK: return put ? (shared ? '(' : '[') : shared ? ')' : ']';
  case KIND_EVENT: return put ? '^' : '_';
  case KIND_BARRIER: return '|';
  case KIND_WAITGROUP: return put ? '+' : 't';
  case KIND_ONCE: return 'o';
  case KIND_FUTURE: return '+';
  default: return put ? '+' : get ? '=' : 'n';
  }
}

/* A call that is over and has changed nothing: what it was about. WAITED: where it began has a symbol of its own. */
static char glyph_call(enum plait_kind kind, const char *verb, bool waited) {
  static const struct {
    const char *verb;
    char letter;
  } letters[] = {{"wait", 'w'},   {"notify_all", '*'}, {"notify", '!'}, {"join", 'j'}, {"shutdown", 'j'}, {"result", 'j'}, {"await", 'j'},
                 {"gather", 'j'}, {"run", 'j'},        {"send", '+'},   {"get", '='},  {"receive", '='},  {"select", 'w'}, {"take", 'w'},
                 {"do", 'o'},     {"begin", '>'},      {"close", 'c'},  {"free", 'c'}, {"cancel", 'c'},   {"sleep", '~'},  {"yield", 'a'}};
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
    if (strncmp(verb, letters[i].verb, strlen(letters[i].verb)) != 0)
      continue;
    if (letters[i].letter == 'w' && waited)
      return kind == KIND_COND ? '[' : '>'; /* the lock is held again */
    return letters[i].letter;
  }
  return 'R'; /* it has looked, and that is all */
}

void glyph_step(const struct trace *t, uint32_t step, bool ascii, char out[12]) {
  const struct trace_step *s = trace_step(t, step);
  char letter = plait_op_table[s->op].glyph;
  if (s->flags & STEP_FAILED && (plait_op_table[s->op].cls == CLASS_LOCK || plait_op_table[s->op].cls == CLASS_SEM))
    letter = 'x';
  else if (s->op == OP_RWLOCK_UNLOCK && s->flags & STEP_SHARED)
    letter = ')';
  else if (s->op == OP_NOTE && s->object)
    letter = glyph_effect((enum plait_kind)trace_object(t, s->object)->kind, s->flags);
  glyph_twin(letter, ascii, out);
}

void glyph_column(const struct trace *t, const struct cols *c, uint32_t step, bool ascii, char out[12]) {
  const struct trace_step *s = trace_step(t, step);
  bool call = s->op == OP_SPAN_BEGIN || s->op == OP_SPAN_END;
  const struct span *span = call || s->op == OP_NOTE ? cols_closed(c, step) : NULL;
  if (span && !call && s->object && trace_object(t, s->object)->kind == KIND_LOOP) {
    glyph_twin('a', ascii, out);
    return;
  }
  if (!call)
    span = NULL;
  if (!span) {
    glyph_step(t, step, ascii, out);
    return;
  }
  struct cols_marks m = cols_marks(c, span);
  if (step == span->begin)
    glyph_twin(m.blocked ? 'w' : '{', ascii, out);
  else if (s->flags & STEP_FAILED)
    glyph_twin('x', ascii, out);
  else
    glyph_twin(glyph_call((enum plait_kind)trace_object(t, s->object)->kind, spans_verb(t, step), m.n > 1), ascii, out);
}

void glyph_pending(const struct trace *t, uint32_t object, enum plait_op op, bool closed, bool ascii, char out[12]) {
  char letter = plait_op_table[op].glyph;
  if (closed && object && op != OP_NOTE)
    letter = '>';
  else if (op == OP_NOTE && object)
    letter = trace_object(t, object)->kind == KIND_QUEUE ? '+' : 'n';
  glyph_twin(letter, ascii, out);
}
