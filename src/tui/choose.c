/* choose.c — see choose.h. Keys and signals in, cells out; what they mean is the browser's business. */
#include "tui/choose.h"

#include "tui/blit.h"
#include "tui/input.h"
#include "tui/term.h"

#include "base/array.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

struct choose {
  struct browser *browser;
  const struct loop_options *options;
  struct grid grid;
  struct blit blit;
  bool open;
};

struct choose *choose_new(struct browser *b, const struct loop_options *o, struct plait_err *err) {
  struct choose *c = xcalloc(1, sizeof *c);
  c->browser = b;
  c->options = o;
  if (!choose_return(c, err)) {
    free(c);
    return NULL;
  }
  return c;
}

bool choose_return(struct choose *c, struct plait_err *err) {
  if (!term_open(err))
    return false;
  c->open = true;
  c->browser->ascii = c->options->ascii || !term_info()->utf8;
  grid_init(&c->grid, term_info()->cols, term_info()->rows);
  blit_init(&c->blit, c->options->theme ? c->options->theme : theme_builtin(NULL));
  choose_draw(c);
  return true;
}

void choose_leave(struct choose *c) {
  if (!c->open)
    return;
  grid_fini(&c->grid);
  blit_fini(&c->blit);
  term_close();
  c->open = false;
}

void choose_free(struct choose *c) {
  if (!c)
    return;
  choose_leave(c);
  free(c);
}

void choose_draw(struct choose *c) {
  if (c->grid.cols != term_info()->cols || c->grid.rows != term_info()->rows)
    grid_resize(&c->grid, term_info()->cols, term_info()->rows);
  browser_draw(c->browser, &c->grid);
  blit_grid(&c->blit, &c->grid);
}

static void choose_suspend(struct choose *c) {
  term_suspend();
  term_measure();
  blit_forget(&c->blit);
}

/* True: the caller has something to do. */
static bool choose_signals(struct choose *c, int *signal) {
  struct term_signals s = term_signals();
  if (s.suspend)
    choose_suspend(c);
  if (s.continued) {
    term_retake();
    term_measure();
    blit_forget(&c->blit);
  }
  if (s.resized)
    term_measure();
  *signal = s.quit;
  return s.quit != 0;
}

/* What a key asks for; the terminal's own business is done here. */
static enum browser_action choose_input(struct choose *c, const struct input *in) {
  enum browser_action a = in->key == VKEY_CLICK || in->wheel
                              ? browser_click(c->browser, c->grid.cols, c->grid.rows, in->x, in->y, in->wheel)
                              : browser_key(c->browser, in->key);
  if (a == BROWSER_SUSPEND) {
    choose_suspend(c);
    return BROWSER_NONE;
  }
  if (a == BROWSER_REDRAW) {
    term_measure();
    term_redraw();
    blit_forget(&c->blit);
    return BROWSER_NONE;
  }
  return a;
}

enum browser_action choose_run(struct choose *c, int *signal) {
  *signal = 0;
  for (;;) {
    struct input in;
    choose_draw(c);
    struct pollfd fds[] = {{term_info()->input_fd, POLLIN, 0}, {term_info()->signal_fd, POLLIN, 0}};
    if (poll(fds, 2, -1) < 0 && errno != EINTR)
      return BROWSER_QUIT;
    if (fds[1].revents && choose_signals(c, signal))
      return BROWSER_QUIT;
    while (input_next(&in)) {
      enum browser_action a = choose_input(c, &in);
      if (a != BROWSER_NONE)
        return a;
    }
    if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) /* the terminal is gone */
      return BROWSER_QUIT;
  }
}
