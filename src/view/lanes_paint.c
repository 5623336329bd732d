/* lanes_paint.c — lane states → cells, in the notation of DESIGN section 7.
 *
 * One painter serves the screen and the text form, so they cannot differ. Within
 * the column of a step the symbol stands at a fixed offset; what is left of it
 * shows the state before the step, what is right of it the state after. */
#include "view/glyphs.h"
#include "view/lanes.h"

#include "base/array.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* -- locks ----------------------------------------------------------------------- */

/* The how-manieth lock OBJECT is, from 0; -1: it is none. Objects are numbered in order of first use, so are locks. */
static int paint_lock_rank(const struct view_index *ix, uint32_t object) {
  size_t lo = 0, hi = ix->locks.len;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (ix->locks.at[mid] == object)
      return (int)mid;
    if (ix->locks.at[mid] < object)
      lo = mid + 1;
    else
      hi = mid;
  }
  return -1;
}

char lanes_letter(const struct view_index *ix, uint32_t object) {
  int rank = paint_lock_rank(ix, object);
  if (rank < 0 || rank >= 52 || ix->locks.len < 2)
    return 0;
  return (char)(rank < 26 ? 'A' + rank : 'a' + rank - 26);
}

enum grid_element lanes_lock_element(const struct view_index *ix, uint32_t object) {
  int rank = paint_lock_rank(ix, object);
  return rank < 0 ? EL_CRITICAL : (enum grid_element)(EL_LOCK0 + rank % GRID_LOCKS);
}

int lanes_locks(const struct view_index *ix, const struct trace *t, struct grid *g, int x, int y, int max) {
  int used = 0;
  for (size_t i = 0; i < ix->locks.len && used < max && lanes_letter(ix, ix->locks.at[i]); i++) {
    uint32_t lock = ix->locks.at[i];
    if (used)
      used += grid_text(g, x + used, y, max - used, EL_DIM, "   ");
    used += grid_printf(g, x + used, y, max - used, lanes_lock_element(ix, lock), "%c", lanes_letter(ix, lock));
    used += grid_text(g, x + used, y, max - used, EL_DIM, " = ");
    used += grid_text(g, x + used, y, max - used, EL_NAME, trace_object(t, lock)->name);
  }
  return used;
}

/* -- one step ----------------------------------------------------------------------- */

static enum grid_element paint_kind_element(enum plait_kind kind, unsigned flags) {
  switch (kind) {
  case KIND_SEM: return EL_OP_SEM;
  case KIND_BARRIER:
  case KIND_WAITGROUP: return EL_OP_BARRIER;
  case KIND_RLOCK:
  case KIND_RWLOCK: return flags & STEP_GET ? EL_OP_UNLOCK : EL_OP_LOCK;
  case KIND_EVENT:
  case KIND_COND: return EL_OP_SIGNAL;
  case KIND_LOOP: return EL_OP_TIME;
  default: return EL_OP_QUEUE;
  }
}

enum grid_element lanes_op_element(const struct trace *t, const struct trace_step *s) {
  bool call = s->op == OP_SPAN_BEGIN || s->op == OP_SPAN_END;
  if ((call || s->op == OP_NOTE) && s->object) {
    enum plait_kind kind = (enum plait_kind)trace_object(t, s->object)->kind;
    bool closed = s->op == OP_NOTE && (kind == KIND_QUEUE || kind == KIND_CHANNEL || kind == KIND_POOL); /* as it should be in the end */
    if (s->flags & STEP_FAILED && !closed)
      return EL_OP_BAD;
    return s->op == OP_SPAN_BEGIN ? EL_OP_WAIT : paint_kind_element(kind, s->flags);
  }
  switch ((enum plait_op)s->op) {
  case OP_READ:
  case OP_ATOMIC_LOAD: return EL_OP_READ;
  case OP_WRITE:
  case OP_ATOMIC_STORE: return EL_OP_WRITE;
  case OP_ATOMIC_RMW:
  case OP_ATOMIC_CAS:
  case OP_FENCE: return EL_OP_ATOMIC;
  case OP_COND_WAIT: return EL_OP_WAIT;
  case OP_COND_WAKE: return EL_OP_LOCK;
  case OP_COND_SIGNAL:
  case OP_COND_BROADCAST: return EL_OP_SIGNAL;
  case OP_MUTEX_UNLOCK:
  case OP_RWLOCK_UNLOCK:
  case OP_SPIN_UNLOCK: return EL_OP_UNLOCK;
  case OP_OUTPUT: return EL_OP_OUTPUT;
  case OP_ASSERT_FAIL:
  case OP_CRASH:
  case OP_DEADLOCK: return EL_OP_BAD;
  case OP_EXIT: return EL_OP_THREAD;
  default: break;
  }
  switch (plait_op_table[s->op].cls) {
  case CLASS_THREAD: return EL_OP_THREAD;
  case CLASS_LOCK: return EL_OP_LOCK;
  case CLASS_SEM: return EL_OP_SEM;
  case CLASS_BARRIER: return EL_OP_BARRIER;
  case CLASS_TIME: return EL_OP_TIME;
  default: return EL_STRONG;
  }
}

/* Does the step take (1) or give back (-1) a lock, and which? */
static int paint_lock_move(const struct trace *t, const struct trace_step *s, uint32_t *lock) {
  enum plait_kind kind = s->op == OP_NOTE && s->object ? (enum plait_kind)trace_object(t, s->object)->kind : KIND_NONE;
  if ((kind == KIND_RLOCK || kind == KIND_RWLOCK) && s->flags & (STEP_PUT | STEP_GET)) {
    *lock = s->object;
    return s->flags & STEP_PUT ? 1 : -1;
  }
  if (plait_op_table[s->op].cls == CLASS_LOCK) {
    *lock = s->object;
    return s->op == OP_MUTEX_UNLOCK || s->op == OP_RWLOCK_UNLOCK || s->op == OP_SPIN_UNLOCK ? -1 : 1;
  }
  if (s->op == OP_COND_WAKE || s->op == OP_COND_WAIT) {
    *lock = s->object2;
    return s->op == OP_COND_WAIT ? -1 : 1;
  }
  return 0;
}

/* What is told by a composite's note, when it is a number worth its room. */
static bool paint_told(const struct trace *t, const struct trace_step *s) {
  if (s->op == OP_SPAN_BEGIN)
    return s->object && trace_object(t, s->object)->kind == KIND_CHANNEL;
  if (s->op != OP_NOTE || !s->object || !(s->flags & STEP_VALUE) || s->flags & STEP_FAILED)
    return false;
  switch ((enum plait_kind)trace_object(t, s->object)->kind) {
  case KIND_QUEUE:
  case KIND_CHANNEL:
  case KIND_POOL: return s->flags & (STEP_PUT | STEP_GET);
  case KIND_RLOCK: return s->value > 1 || (s->flags & STEP_GET && s->value > 0);
  case KIND_BARRIER: return s->flags & STEP_PUT;
  case KIND_WAITGROUP:
  case KIND_FUTURE: return true;
  default: return false;
  }
}

/* What is written behind the symbol: the value read or written, the item put or taken, when it fits. */
static void paint_value(const struct trace *t, const struct trace_step *s, int room, char out[8]) {
  out[0] = 0;
  bool told = paint_told(t, s);
  if (!(s->flags & STEP_VALUE) || room < 1 || !s->object)
    return;
  const struct trace_object *o = trace_object(t, s->object);
  if (!told && (plait_op_table[s->op].cls != CLASS_MEMORY || o->enc == ENC_FLOAT || o->enc == ENC_POINTER))
    return;
  int64_t v = (int64_t)s->value;
  if (!told && s->size < 8 && o->enc != ENC_UNSIGNED)
    v = s->size == 4 ? (int32_t)v : s->size == 2 ? (int16_t)v : s->size == 1 ? (int8_t)v : v;
  char text[24];
  int n = snprintf(text, sizeof text, "%" PRId64, v);
  if (n <= room && n < 8)
    memcpy(out, text, (size_t)n + 1);
}

/* Where the symbol stands in its column. */
static int paint_offset(const struct lanes_style *style) { return style->width >= 2 ? 1 : 0; }

static void paint_fill(const struct lanes_style *style, const struct lanes_state *s, bool future, int thread,
                       struct grid *g, int x, int y) {
  enum glyph glyph;
  enum grid_element e = (enum grid_element)(EL_THREAD0 + thread % GRID_THREADS);
  if (s->fill == FILL_NONE)
    return;
  if (s->fill == FILL_ALIVE) {
    glyph = !s->lock ? GLYPH_LANE : s->shared ? GLYPH_HELD_SHARED : GLYPH_HELD;
    if (s->lock)
      e = lanes_lock_element(style->index, s->lock);
  } else {
    glyph = s->lock ? GLYPH_HELD_BLOCKED : GLYPH_BLOCKED;
    e = s->fill == FILL_SLEEPING ? EL_OP_TIME : EL_LANE_BLOCKED;
  }
  grid_put(g, x, y, future ? EL_DIM : e, glyph_str(glyph, style->ascii));
  if (s->lock && !future && grid_at(g, x, y))
    grid_at(g, x, y)->band = (uint8_t)lanes_lock_element(style->index, s->lock);
}

static void paint_step(const struct trace *t, const struct lanes_cell *c, uint32_t step, const struct lanes_style *style,
                       struct grid *g, int x, int y) {
  const struct trace_step *s = trace_step(t, step);
  bool future = step > style->cursor, flash = step == style->anim && style->phase < 0.5f;
  int at = paint_offset(style);
  char symbol[12], value[8];
  uint32_t lock = 0;
  int move = paint_lock_move(t, s, &lock);
  char letter = move ? lanes_letter(style->index, lock) : 0;
  if (style->width == 2 && move < 0 && letter)
    at = 0; /* the letter follows the bracket */
  glyph_column(t, &style->index->columns, step, style->ascii, symbol);
  enum grid_element e = move && !(s->flags & STEP_FAILED) && s->op != OP_COND_WAIT ? lanes_lock_element(style->index, lock)
                                                                                   : lanes_op_element(t, s);
  e = future ? EL_DIM : flash ? EL_FLASH : e;
  grid_put(g, x + at, y, e, symbol);
  uint32_t inside = move < 0 ? c->left.lock : c->right.lock;
  if (inside && !future && grid_at(g, x + at, y))
    grid_at(g, x + at, y)->band = (uint8_t)lanes_lock_element(style->index, inside);
  if (letter && style->width >= 2) {
    int lx = x + (move > 0 ? at - 1 : at + 1);
    uint32_t around = move > 0 ? c->left.lock : c->right.lock;
    grid_printf(g, lx, y, 1, future ? EL_DIM : lanes_lock_element(style->index, lock), "%c", letter);
    if (around && !future && grid_at(g, lx, y))
      grid_at(g, lx, y)->band = (uint8_t)lanes_lock_element(style->index, around);
  }
  if (style->values) {
    const struct span *span = s->op == OP_SPAN_END ? cols_closed(&style->index->columns, step) : NULL;
    if (span && trace_object(t, s->object)->kind == KIND_CHANNEL && !(s->flags & STEP_FAILED))
      s = trace_step(t, span->begin); /* somebody has taken from it what it had to send */
    paint_value(t, s, style->width - at - 1, value);
    int n = 0;
    for (; value[n]; n++) {
      grid_printf(g, x + at + 1 + n, y, 1, future ? EL_DIM : EL_VALUE, "%c", value[n]);
      if (c->right.lock && !future && grid_at(g, x + at + 1 + n, y))
        grid_at(g, x + at + 1 + n, y)->band = (uint8_t)lanes_lock_element(style->index, c->right.lock);
    }
  }
}

/* -- a lane ----------------------------------------------------------------------- */

/* The state that cell I of the lane shows. While its step is just appearing, the part right of the
 * symbol goes over from the old state to the new one cell by cell: the band of a critical section grows. */
static const struct lanes_state *paint_state(const struct lanes_win *win, int lane, const struct lanes_style *style,
                                             int i) {
  const struct lanes_cell *c = lanes_cell(win, lane, i / style->width);
  int off = i % style->width - paint_offset(style), room = style->width - paint_offset(style);
  bool after = off >= 0;
  if (after && win->steps[i / style->width] == style->anim)
    after = (float)off <= style->phase * (float)room;
  return after ? &c->right : &c->left;
}

static bool paint_symbol_at(const struct lanes_win *win, int lane, const struct lanes_style *style, int i) {
  const struct lanes_cell *c = lanes_cell(win, lane, i / style->width);
  return (c->moves || c->dead) && i % style->width == paint_offset(style);
}

/* What to write into a run of cells of that state; the longest that fits, "" when nothing does. */
static void paint_label(const struct trace *t, const struct lanes_style *style, const struct lanes_state *s, int room,
                        char out[48]) {
  char label[48] = "wait";
  if (s->fill == FILL_SLEEPING) {
    snprintf(label, sizeof label, "sleep");
  } else if (s->fill == FILL_SPINNING) {
    snprintf(label, sizeof label, s->spins ? "spin %s%u" : "spin", glyph_str(GLYPH_TIMES, style->ascii), s->spins);
  } else if (lanes_letter(style->index, s->waits)) {
    snprintf(label, sizeof label, "wait %c", lanes_letter(style->index, s->waits));
  } else if (s->waits && paint_lock_rank(style->index, s->waits) < 0) {
    snprintf(label, sizeof label, "wait %.32s", trace_object(t, s->waits)->name);
  } else if (!s->waits && s->target && s->target < trace_threads(t)) {
    snprintf(label, sizeof label, "wait %.32s", trace_thread(t, s->target)->name);
  }
  if (grid_width(label) > room)
    label[strncmp(label, "wait", 4) == 0 ? 4 : 0] = 0;
  snprintf(out, 48, "%s", grid_width(label) > room ? "" : label);
}

/* Writes the reason into every long enough run of cells in which the thread cannot move. It begins at a fixed
 * distance from the run's start, so that it stays where it is while the run grows. */
static void paint_labels(const struct trace *t, const struct lanes_win *win, int lane, const struct lanes_style *style,
                         struct grid *g, int x, int y) {
  int total = win->cols * style->width, pad = style->ascii ? 0 : 1;
  for (int i = 0; i < total;) {
    const struct lanes_state *s = paint_state(win, lane, style, i);
    int n = 0;
    if (!paint_symbol_at(win, lane, style, i) && s->fill > FILL_ALIVE)
      for (n = 1; i + n < total && !paint_symbol_at(win, lane, style, i + n); n++) {
        const struct lanes_state *next = paint_state(win, lane, style, i + n);
        if (next->fill != s->fill || next->waits != s->waits)
          break;
      }
    char label[48], ch[2] = "";
    paint_label(t, style, s, n - 2 - 2 * pad, label);
    int len = grid_width(label), lead = (n - len) / 2 < 4 ? (n - len) / 2 : 4;
    for (int k = -pad; n && len && k < len + pad; k++) {
      struct grid_cell *c = grid_at(g, x + i + lead + k, y);
      ch[0] = k < 0 || k >= len ? ' ' : 'x';
      if (c && ch[0] == ' ')
        strcpy(c->ch, " ");
    }
    if (n && len) {
      struct grid_cell *c = grid_at(g, x + i + lead, y);
      uint8_t element = c ? c->element : EL_TEXT, band = c ? c->band : 0;
      grid_text(g, x + i + lead, y, len, element, label);
      for (int k = 0; k < len; k++)
        if ((c = grid_at(g, x + i + lead + k, y)))
          c->band = band;
    }
    i += n ? n : 1;
  }
}

void lanes_paint(const struct trace *t, const struct lanes_win *win, int lane, const struct lanes_style *style,
                 struct grid *g, int x, int y) {
  int total = win->cols * style->width, at = paint_offset(style);
  for (int i = 0; i < total; i++) {
    uint32_t step = win->steps[i / style->width];
    paint_fill(style, paint_state(win, lane, style, i), step > style->cursor, win->top + lane, g, x + i, y);
  }
  paint_labels(t, win, lane, style, g, x, y);
  for (int c = 0; c < win->cols; c++) {
    const struct lanes_cell *cell = lanes_cell(win, lane, c);
    uint32_t step = win->steps[c];
    if (cell->moves)
      paint_step(t, cell, step, style, g, x + c * style->width, y);
    else if (cell->dead)
      grid_put(g, x + c * style->width + at, y, step > style->cursor ? EL_DIM : EL_OP_BAD, "D");
  }
}
