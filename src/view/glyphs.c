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
                                     GLYPH_START, GLYPH_PASS, GLYPH_FINISH, GLYPH_BARRIER, GLYPH_OUTPUT, GLYPH_DONE};
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
    return kind == KIND_QUEUE || kind == KIND_POOL || kind == KIND_CHANNEL ? 'c' : 'x';
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

/* What a call is about, by its name. Kind NONE: of any. */
static char glyph_verb(enum plait_kind kind, const char *verb) {
  static const struct {
    enum plait_kind kind;
    const char *verb;
    char letter;
  } letters[] = {{KIND_SEM, "acquire", 'P'},  {KIND_SEM, "release", 'V'},       {KIND_RWLOCK, "acquire_read", '('},
                 {KIND_NONE, "acquire", '['}, {KIND_RWLOCK, "release_read", ')'}, {KIND_NONE, "release", ']'},
                 {KIND_BARRIER, "wait", '|'}, {KIND_BARRIER, "reset", '|'},     {KIND_BARRIER, "abort", 'x'},
                 {KIND_EVENT, "set", '^'},    {KIND_EVENT, "clear", '_'},       {KIND_WAITGROUP, "add", '+'},
                 {KIND_WAITGROUP, "done", 't'}, {KIND_WAITGROUP, "wait", 'j'},  {KIND_NONE, "task_done", 't'},
                 {KIND_NONE, "put", '+'},     {KIND_NONE, "get", '='},          {KIND_NONE, "send", '+'},
                 {KIND_NONE, "receive", '='}, {KIND_NONE, "submit", '+'},       {KIND_NONE, "set_result", '+'},
                 {KIND_NONE, "wait", 'w'},    {KIND_NONE, "notify_all", '*'},   {KIND_NONE, "notify", '!'},
                 {KIND_NONE, "join", 'j'},    {KIND_NONE, "shutdown", 'j'},     {KIND_NONE, "result", 'j'},
                 {KIND_NONE, "await", 'j'},   {KIND_NONE, "gather", 'j'},       {KIND_NONE, "run", '>'},
                 {KIND_NONE, "select", 'w'},  {KIND_NONE, "take", 'w'},         {KIND_NONE, "do", 'o'},
                 {KIND_NONE, "begin", 'w'},   {KIND_POOL, "start", '&'},       {KIND_FUTURE, "create", '&'},
                 {KIND_NONE, "close", 'c'},        {KIND_NONE, "free", 'c'},
                 {KIND_NONE, "cancel", 'c'},  {KIND_NONE, "sleep", '~'},        {KIND_NONE, "yield", 'a'}};
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
    if ((letters[i].kind == KIND_NONE || letters[i].kind == kind) && !strncmp(verb, letters[i].verb, strlen(letters[i].verb)))
      return letters[i].letter;
  return 'R'; /* it looks, and that is all */
}

/* A call that is over and has changed nothing. WAITED: where it began has a symbol of its own. One that would have waited
 * and need not looks like neither. */
static char glyph_call(enum plait_kind kind, const char *verb, bool waited) {
  char letter = glyph_verb(kind, verb);
  if (waited && (letter == 'w' || letter == '|'))
    return kind == KIND_COND ? '[' : '>'; /* the lock is held again */
  if (!waited && (letter == 'w' || letter == 'j' || letter == 'o'))
    return '/';
  return letter;
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
    glyph_twin(!m.blocked ? '{' : trace_object(t, s->object)->kind == KIND_BARRIER ? '|' : 'w', ascii, out);
  else if (s->flags & STEP_FAILED)
    glyph_twin('x', ascii, out);
  else
    glyph_twin(glyph_call((enum plait_kind)trace_object(t, s->object)->kind, spans_verb(t, step), m.n > 1), ascii, out);
}

void glyph_pending(const struct trace *t, const struct world_thread *th, const struct trace_pending *p, bool closed, bool ascii,
                   char out[12]) {
  char letter = plait_op_table[th->pending].glyph;
  if (closed)
    letter = '>'; /* the call that it is in goes on */
  else if (th->pending == OP_SPAN_BEGIN && th->object && p && p->verb[0])
    letter = glyph_verb((enum plait_kind)trace_object(t, th->object)->kind, p->verb);
  glyph_twin(letter, ascii, out);
}
