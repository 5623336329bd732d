/* glyphs.c — the table of glyphs.h, and which symbol a step has.
 *
 * The notation of the timeline is decided here and nowhere else: wire/ops.h gives
 * each operation its ASCII letter, and what only the result or the flags tell
 * (a failed try, a reader's unlock, an item put) is added here. */
#include "view/glyphs.h"

#include <errno.h>
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
                                     GLYPH_START, GLYPH_FINISH, GLYPH_BARRIER, GLYPH_OUTPUT};
  for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
    if (glyph_table[twins[i]].ascii[0] == letter) {
      snprintf(out, 12, "%s", glyph_str(twins[i], ascii));
      return;
    }
  out[0] = letter;
  out[1] = 0;
}

void glyph_op(enum plait_op op, bool ascii, char out[12]) { glyph_twin(plait_op_table[op].glyph, ascii, out); }

void glyph_step(const struct trace_step *s, bool ascii, char out[12]) {
  char letter = plait_op_table[s->op].glyph;
  if (s->flags & STEP_FAILED && (plait_op_table[s->op].cls == CLASS_LOCK || plait_op_table[s->op].cls == CLASS_SEM))
    letter = 'x';
  else if (s->op == OP_RWLOCK_UNLOCK && s->flags & STEP_SHARED)
    letter = ')';
  else if (s->flags & STEP_PUT)
    letter = '+';
  else if (s->flags & STEP_GET)
    letter = '=';
  glyph_twin(letter, ascii, out);
}
