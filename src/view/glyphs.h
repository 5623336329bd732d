/* glyphs.h — every symbol a pane draws, once in ASCII and once in UTF-8.
 *
 * The panes name symbols; which characters they become is decided here, so that
 * an ASCII screen shows exactly what a UTF-8 one shows. Each is one column wide
 * in every terminal (no emoji, nothing of East Asian width). The letters of the
 * notation (R W U P V w …) are the same in both and come from wire/ops.h.
 *
 *   X(ENUM, "ascii", "utf-8", "what it means": a line of the legend, "" for none) */
#ifndef PLAIT_VIEW_GLYPHS_H
#define PLAIT_VIEW_GLYPHS_H

#include "model/world.h"
#include "view/cols.h"

#include <stdbool.h>

#define GLYPHS(X)                                                              \
  X(LANE, "-", "─", "alive, not moving")                                       \
  X(BLOCKED, ".", "┄", "blocked")                                              \
  X(HELD, "-", "━", "")                                                        \
  X(HELD_SHARED, "-", "═", "")                                                 \
  X(HELD_BLOCKED, ".", "┅", "")                                                \
  X(LOCK, "[", "┣", "lock")                                                    \
  X(UNLOCK, "]", "┫", "unlock")                                                \
  X(RDLOCK, "(", "╠", "shared (reader) lock")                                  \
  X(RDUNLOCK, ")", "╣", "shared unlock")                                       \
  X(FAILED, "x", "✗", "failed, gave up")                                       \
  X(START, ">", "▸", "thread starts; goes on")                                 \
  X(PASS, "/", "→", "goes on without waiting")                                 \
  X(FINISH, "#", "■", "end of thread")                                         \
  X(BARRIER, "|", "┃", "barrier: arrive, leave")                               \
  X(OUTPUT, "\"", "»", "prints")                                               \
  X(DONE, "t", "✓", "done with one task")                        \
  X(PREEMPT, "!", "↯", "")                                                     \
  X(JOINED, "=", "─", "") X(JOINED_FIRST, "=", "└", "") X(JOINED_LAST, "=", "┘", "")   \
  X(CURSOR, "v", "▾", "")                                                      \
  X(CURRENT, ">", "▸", "")                                                     \
  X(WAITING, ".", "┄", "")                                                     \
  X(TAKEN, "@", "▣", "") X(FREE, "o", "□", "")                                 \
  X(PERMIT, "*", "◆", "") X(NO_PERMIT, ".", "◇", "")                           \
  X(ARRIVED, "*", "●", "") X(ARRIVING, "+", "◐", "") X(EXPECTED, ".", "○", "") \
  X(FLAG_UP, "^", "⚑", "") X(FLAG_DOWN, "_", "⚐", "") X(MEETING, ":", "⇄", "") \
  X(SLOT_OPEN, "[", "▐", "") X(SLOT_EMPTY, ".", "·", "") X(SLOT_CLOSE, "]", "▌", "") \
  X(ARROW_LEFT, "<", "←", "") X(ARROW_RIGHT, ">", "→", "")                     \
  X(RULE, "-", "─", "") X(RULE_FOCUS, "=", "━", "") X(VERTICAL, "|", "│", "")  \
  X(MORE_UP, "^", "▴", "") X(MORE_DOWN, "v", "▾", "")                          \
  X(MORE_LEFT, "<", "◂", "") X(MORE_RIGHT, ">", "▸", "")                       \
  X(DOT, "-", "·", "") X(TIMES, "x", "×", "") X(ELLIPSIS, "~", "…", "")        \
  X(STRIP, "=", "━", "") X(STRIP_CURSOR, "#", "█", "")                         \
  X(PLAY, ">", "▸", "") X(GUTTER, "|", "│", "") X(BAR, "#", "█", "")

enum glyph {
#define X(id, ascii, utf8, meaning) GLYPH_##id,
  GLYPHS(X)
#undef X
      GLYPH_COUNT
};

const char *glyph_str(enum glyph g, bool ascii);
const char *glyph_meaning(enum glyph g);
/* The symbol of the timeline for a step: OUT is one column of UTF-8. */
void glyph_step(const struct trace *t, uint32_t step, bool ascii, char out[12]);
/* The same where the calls of libraries may be closed: a step that stands for a call has the symbol of the call. */
void glyph_column(const struct trace *t, const struct cols *c, uint32_t step, bool ascii, char out[12]);
/* The symbol of what TH is about to do; P: what is known of it at the end of the trace, or NULL. CLOSED: it is inside a call. */
void glyph_pending(const struct trace *t, const struct world_thread *th, const struct trace_pending *p, bool closed, bool ascii,
                   char out[12]);

#endif
