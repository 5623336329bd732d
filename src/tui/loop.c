/* loop.c — see loop.h.
 *
 * One thread, one poll(): keys, signals and time. A program that is computing its
 * next step is waited for in slices of a few milliseconds with the keys looked at
 * between them, so a step that takes a millisecond is drawn at once and one that
 * never ends can still be left. Nothing is drawn that did not change, and while
 * the program runs on no more often than eyes can follow. */
#include "tui/loop.h"

#include "tui/blit.h"
#include "tui/input.h"
#include "tui/term.h"
#include "view/index.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

enum {
  LOOP_SLICE = 15,      /* ms the program is waited for before keys are looked at */
  LOOP_FRAME = 16,      /* ms between frames of an animation */
  LOOP_RUNNING = 40,    /* ms between frames while the program runs on */
  LOOP_ANIMATION = 140, /* ms from one state to the next */
  LOOP_WATCH = 250,     /* ms between looks at a program that is waiting for us */
  LOOP_SLOW = 60,       /* ms: a frame that takes longer ends animations for good */
};

struct loop {
  struct actions *a;
  struct grid grid;
  struct blit blit;
  struct buf hint;
  bool dirty;
  int64_t drawn;     /* when the last frame was */
  int64_t played;    /* when the play's last step was due */
  int64_t animating; /* when the animation began, 0: none */
  int quit_signal;
};

static int64_t loop_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void loop_draw(struct loop *l) {
  struct view *v = &l->a->view;
  const struct term_info *t = term_info();
  if (l->grid.cols != t->cols || l->grid.rows != t->rows)
    grid_resize(&l->grid, t->cols, t->rows);
  else
    grid_clear(&l->grid);
  l->a->page = t->rows > 20 ? t->rows / 3 : 5;
  buf_clear(&l->hint);
  keymap_hint(&l->hint, screen_hint_room(v, t->cols), v->ascii, l->a->live != NULL, index_of(v)->columns.base != 0);
  v->key_hint = buf_str(&l->hint);
  actions_draw(l->a, &l->grid);
  int64_t before = loop_now();
  blit_grid(&l->blit, &l->grid);
  l->drawn = loop_now();
  if (l->drawn - before > LOOP_SLOW) l->a->animate = false;
  l->dirty = false;
}

/* ---- time ------------------------------------------------------------------ */

static void loop_animate(struct loop *l, int64_t now) {
  struct view *v = &l->a->view;
  if (v->anim_phase >= 1) {
    if (l->animating) l->dirty = true; /* skipped by a key: what is at rest is still to be drawn */
    l->animating = 0;
    return;
  }
  if (!l->animating) l->animating = now;
  float phase = (float)(now - l->animating) / LOOP_ANIMATION;
  v->anim_phase = phase < 1 ? phase : 1;
  if (v->anim_phase >= 1) l->animating = 0;
  l->dirty = true;
}

static void loop_play(struct loop *l, int64_t now) {
  struct view *v = &l->a->view;
  if (!v->playing) {
    l->played = 0;
    return;
  }
  int64_t every = 1000 / v->speed > 0 ? 1000 / v->speed : 1;
  if (!l->played) l->played = now - every; /* the first step is at once */
  /* A play faster than frames makes several steps for one. */
  while (v->playing && now - l->played >= every && !v->running) {
    l->played += every;
    l->animating = 0;
    bool animate = l->a->animate;
    l->a->animate = animate && every > LOOP_ANIMATION * 3 / 2;
    actions_tick(l->a);
    if (v->running) actions_poll(l->a, LOOP_SLICE);
    l->a->animate = animate;
    l->dirty = true;
    if (loop_now() - now > LOOP_FRAME) break;
  }
  if (now - l->played > 4 * every) l->played = now; /* the program is slower than the play: do not hurry afterwards */
}

/* How long nothing has to be done. */
static int loop_timeout(const struct loop *l, int64_t now) {
  const struct view *v = &l->a->view;
  if (v->running) return 0; /* actions_poll does the waiting */
  int64_t t = -1;
  if (v->anim_phase < 1) t = LOOP_FRAME;
  if (v->playing) {
    int64_t left = l->played + 1000 / v->speed - now;
    if (left < 0) left = 0;
    if (t < 0 || left < t) t = left;
  }
  if (t < 0 && actions_watched(l->a)) t = LOOP_WATCH;
  return (int)t;
}

/* ---- events ------------------------------------------------------------------ */

static void loop_click(struct loop *l, const struct input *in) {
  struct view *v = &l->a->view;
  if (v->help || v->findings || l->a->branches_open) {
    actions_key(l->a, VKEY_ESC);
    return;
  }
  if (l->a->endings.open) {
    if (in->wheel)
      actions_key(l->a, in->wheel < 0 ? VKEY_UP : VKEY_DOWN);
    else
      endings_click(l->a, l->grid.cols, l->grid.rows, in->y);
    return;
  }
  enum view_pane pane = screen_pane_at(v, l->grid.cols, l->grid.rows, in->x, in->y);
  if (in->wheel) {
    if (pane == PANE_LANES)
      actions_do(l->a, in->wheel < 0 ? ACTION_BACK : ACTION_FORWARD);
    else if (pane < PANE_COUNT)
      v->scroll[pane] += 3 * in->wheel;
    return;
  }
  int thread = screen_thread_at(v, l->grid.cols, l->grid.rows, in->y);
  uint32_t step = screen_step_at(v, l->grid.cols, l->grid.rows, in->x, in->y);
  if (pane < PANE_COUNT) v->focus = pane;
  if (step)
    actions_look(l->a, step);
  else if (pane == PANE_LANES && thread >= 0)
    actions_choose(l->a, (uint16_t)thread);
}

static void loop_input(struct loop *l) {
  struct input in;
  while (!l->a->quit && input_next(&in)) {
    l->dirty = true;
    l->played = 0;
    if (in.key == VKEY_CLICK || in.wheel)
      loop_click(l, &in);
    else
      actions_key(l->a, in.key);
    /* Keys held down must not outrun the program: each finds the step before it made. */
    if (l->a->view.running) actions_poll(l->a, LOOP_SLICE);
  }
}

static void loop_signals(struct loop *l) {
  struct term_signals s = term_signals();
  if (s.quit) l->quit_signal = s.quit;
  if (s.resized && term_measure()) l->dirty = true;
  if (s.suspend) l->a->suspend = true;
  if (s.continued) {
    term_retake();
    l->a->redraw = true;
  }
}

static void loop_requests(struct loop *l) {
  if (l->a->suspend) {
    l->a->view.playing = false;
    term_suspend();
    l->a->redraw = true;
  }
  if (l->a->redraw) {
    term_measure();
    term_redraw();
    blit_forget(&l->blit);
    l->dirty = true;
  }
  l->a->suspend = l->a->redraw = false;
}

static bool loop_wait(struct loop *l, int timeout) {
  struct pollfd fds[] = {{term_info()->input_fd, POLLIN, 0}, {term_info()->signal_fd, POLLIN, 0}, {endings_fd(l->a), POLLIN, 0}};
  if (poll(fds, 3, timeout) < 0 && errno != EINTR) return false;
  if (fds[1].revents) loop_signals(l);
  if (fds[2].revents) l->dirty |= endings_poll(l->a);
  if (fds[0].revents & POLLIN) loop_input(l);
  return !(fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)); /* the terminal is gone */
}

static void loop_body(struct loop *l) {
  struct actions *a = l->a;
  while (!a->quit && !l->quit_signal) {
    if (a->view.running) l->dirty |= actions_poll(a, LOOP_SLICE);
    int64_t now = loop_now();
    loop_play(l, now);
    loop_animate(l, now);
    if (l->dirty && (!a->view.running || now - l->drawn >= LOOP_RUNNING)) loop_draw(l);
    int timeout = loop_timeout(l, loop_now());
    if (!loop_wait(l, timeout)) {
      a->quit = true;
      break;
    }
    loop_requests(l);
    if (!a->view.running && actions_watched(a)) l->dirty |= actions_poll(a, 0);
  }
}

bool loop_run(struct actions *a, const struct loop_options *o, int *signal, struct plait_err *err) {
  if (!term_open(err)) return false;
  struct loop l = {.a = a, .dirty = true};
  a->view.ascii = o->ascii || !term_info()->utf8;
  a->animate = !o->no_animation && !term_info()->slow;
  grid_init(&l.grid, term_info()->cols, term_info()->rows);
  blit_init(&l.blit, o->theme ? o->theme : theme_builtin(NULL));
  loop_body(&l);
  blit_fini(&l.blit);
  grid_fini(&l.grid);
  buf_fini(&l.hint);
  term_close();
  *signal = l.quit_signal;
  return true;
}
