/* choose.c — see choose.h. Drawn on a grid like everything else; has no state but the marked entry. */
#include "tui/choose.h"

#include "tui/blit.h"
#include "tui/input.h"
#include "tui/term.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

struct choose {
  const char *title;
  const struct choose_item *items;
  size_t n, marked, first;
  bool ascii;
};

/* TEXT from row Y on, broken at blanks; at most ROWS rows. */
static void choose_wrap(struct grid *g, int x, int y, int width, int rows, const char *text) {
  char line[512];
  for (int row = 0; *text && row < rows; row++) {
    size_t fit = 0, len = 0;
    while (text[len] && len < sizeof line - 1) {
      size_t word = len + strspn(text + len, " ");
      word += strcspn(text + word, " ");
      if (word >= sizeof line) break;
      memcpy(line, text, word);
      line[word] = 0;
      if (grid_width(line) > width && fit) break;
      fit = len = word;
    }
    if (!fit) return;
    line[fit] = 0;
    grid_text(g, x, y + row, width, EL_TEXT, line);
    text += fit + strspn(text + fit, " ");
  }
}

static void choose_draw(struct choose *c, struct grid *g) {
  grid_clear(g);
  int text = g->rows >= 20 ? 6 : 0, top = 3, rows = g->rows - top - 2 - text, names = 0;
  if (rows < 1) rows = 1;
  if (c->marked < c->first) c->first = c->marked;
  if (c->marked >= c->first + (size_t)rows) c->first = c->marked - (size_t)rows + 1;
  for (size_t i = 0; i < c->n; i++) names = grid_width(c->items[i].name) > names ? grid_width(c->items[i].name) : names;
  const char *rule = c->ascii ? "-" : "─";
  grid_fill(g, (struct rect){0, 0, g->cols, 1}, EL_TITLE, " ");
  grid_text(g, 2, 0, g->cols - 4, EL_TITLE, c->title);
  grid_fill(g, (struct rect){0, 1, g->cols, 1}, EL_BORDER, rule);
  for (int y = 0; y < rows && c->first + (size_t)y < c->n; y++) {
    const struct choose_item *item = &c->items[c->first + (size_t)y];
    bool here = c->first + (size_t)y == c->marked;
    grid_text(g, 2, top + y, names, here ? EL_STRONG : EL_KEY, item->name);
    grid_text(g, names + 5, top + y, g->cols - names - 7, here ? EL_STRONG : EL_TEXT, item->title);
    if (here) grid_reverse(g, (struct rect){1, top + y, g->cols - 2, 1});
  }
  if (text) {
    grid_fill(g, (struct rect){0, g->rows - text - 1, g->cols, 1}, EL_BORDER, rule);
    choose_wrap(g, 2, g->rows - text, g->cols - 4, text - 1, c->items[c->marked].text);
  }
  grid_text(g, 2, g->rows - 1, g->cols - 4, EL_KEY, c->ascii ? "Up, Down: choose   Enter: open   q: quit" : "↑ ↓ choose   Enter open   q quit");
}

/* False: left or chosen. */
static bool choose_key(struct choose *c, struct blit *b, const struct input *in, bool *taken) {
  if (in->key == VKEY_ENTER || in->key == VKEY_RIGHT || in->key == 'l') {
    *taken = true;
    return false;
  }
  if (in->key == VKEY_CLICK && in->y >= 3 && c->first + (size_t)(in->y - 3) < c->n) c->marked = c->first + (size_t)(in->y - 3);
  if (in->key == VKEY_ESC) return false;
  switch (keymap_action(in->key)) {
  case ACTION_UP: if (c->marked) c->marked--; break;
  case ACTION_DOWN: if (c->marked + 1 < c->n) c->marked++; break;
  case ACTION_START: case ACTION_PAGE_UP: c->marked = 0; break;
  case ACTION_END: case ACTION_PAGE_DOWN: c->marked = c->n - 1; break;
  case ACTION_SUSPEND: term_suspend(); blit_forget(b); break;
  case ACTION_REDRAW: term_redraw(); blit_forget(b); break;
  case ACTION_QUIT: return false;
  default: break;
  }
  return true;
}

static bool choose_signals(struct blit *b, int *quit) {
  struct term_signals s = term_signals();
  *quit = s.quit;
  if (s.suspend) term_suspend();
  if (s.continued) term_retake();
  if (s.continued || s.suspend) blit_forget(b);
  if (s.resized) term_measure();
  return !s.quit;
}

bool choose_run(const char *title, const struct choose_item *items, size_t n, const struct loop_options *o, size_t *chosen,
                int *signal, struct plait_err *err) {
  *chosen = n;
  *signal = 0;
  if (!n || !term_open(err)) return n == 0;
  struct choose c = {.title = title, .items = items, .n = n, .ascii = o->ascii || !term_info()->utf8};
  struct grid g;
  struct blit b;
  grid_init(&g, term_info()->cols, term_info()->rows);
  blit_init(&b, o->theme ? o->theme : theme_builtin(NULL));
  bool taken = false;
  for (bool on = true; on;) {
    struct input in;
    if (g.cols != term_info()->cols || g.rows != term_info()->rows) grid_resize(&g, term_info()->cols, term_info()->rows);
    choose_draw(&c, &g);
    blit_grid(&b, &g);
    struct pollfd fds[] = {{term_info()->input_fd, POLLIN, 0}, {term_info()->signal_fd, POLLIN, 0}};
    if (poll(fds, 2, -1) < 0 && errno != EINTR) break;
    if (fds[1].revents) on = choose_signals(&b, signal);
    while (on && input_next(&in)) on = choose_key(&c, &b, &in, &taken);
    if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) on = false;
  }
  if (taken) *chosen = c.marked;
  grid_fini(&g);
  blit_fini(&b);
  term_close();
  return true;
}
