/* screen.c — see screen.h. */
#include "cli/screen.h"

#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/scene.h"
#include "tui/term.h"
#include "view/index.h"

#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_SIZE = 0x3000, KEY_ASCII, KEY_NO_ANIMATION, KEY_THEME };

static const struct argp_option screen_table[] = {
    {"ascii", KEY_ASCII, NULL, 0, "draw with ASCII only", 0},
    {"no-animation", KEY_NO_ANIMATION, NULL, 0, "no short animations between steps", 0},
    {"theme", KEY_THEME, "NAME|FILE", 0, "colours: dark (default), light, contrast, solarized, or a file", 0},
    {"keys", 'k', "KEYS", OPTION_HIDDEN, "press these keys and print the screen", 0},
    {"size", KEY_SIZE, "COLSxROWS", OPTION_HIDDEN, "with --keys", 0},
    {0},
};

static error_t screen_size(struct screen *s, const char *arg) {
  char rest;
  if (sscanf(arg, "%dx%d%c", &s->cols, &s->rows, &rest) == 2 && s->cols > 0 && s->rows > 0 && s->cols <= 2000 && s->rows <= 2000)
    return 0;
  cli_usage("--size wants COLSxROWS such as 80x24, not '%s'", arg);
  return CLI_REPORTED;
}

static error_t screen_parse(int key, char *arg, struct argp_state *state) {
  struct screen *s = state->input;
  switch (key) {
  case 'k': s->keys = arg; return 0;
  case KEY_SIZE: return screen_size(s, arg);
  case KEY_ASCII: s->ascii = true; return 0;
  case KEY_NO_ANIMATION: s->no_animation = true; return 0;
  case KEY_THEME: return screen_theme(s, arg);
  default: return ARGP_ERR_UNKNOWN;
  }
}

const struct argp screen_argp = {screen_table, screen_parse, NULL, NULL, NULL, NULL, NULL};

void screen_init(struct screen *s) { *s = (struct screen){.cols = 80, .rows = 24}; }

bool screen_possible(const struct screen *s, const char *instead) {
  if (s->keys || term_present()) return true;
  cli_usage("the screen needs a terminal; %s", instead);
  return false;
}

/* ---- a script of keys ------------------------------------------------------------- */

/* With nobody watching, the program is simply waited for, and so is a search. */
static void screen_settle(struct actions *a) {
  while (a->view.running) actions_poll(a, 100);
  while (endings_searching(a)) {
    struct pollfd news = {endings_fd(a), POLLIN, 0};
    if (poll(&news, 1, -1) >= 0) endings_poll(a);
  }
  a->view.anim_phase = 1;
}

static void screen_press(struct actions *a, uint32_t key) {
  actions_key(a, key);
  screen_settle(a);
}

/* A word of the script: a key's name, `Tick` (time passes: a play's next step), or what is typed at a prompt: `:12`, `/lock`. */
static bool screen_word(struct actions *a, const char *word, int len) {
  uint32_t key = keymap_key(word, len);
  if (len == 4 && strncmp(word, "Tick", 4) == 0) {
    actions_tick(a);
    screen_settle(a);
    return true;
  }
  if (key != VKEY_NONE) {
    screen_press(a, key);
    return true;
  }
  if (!a->view.prompt && *word != ':' && *word != '/') return false;
  for (int i = 0; i < len;) {
    int n = 1;
    while (i + n < len && ((unsigned char)word[i + n] & 0xc0) == 0x80) n++;
    if ((key = keymap_key(word + i, n)) == VKEY_NONE) return false;
    screen_press(a, key);
    i += n;
  }
  return true;
}

void screen_print(const struct grid *g) {
  struct buf line = {0};
  for (int y = 0; y < g->rows; y++) {
    buf_clear(&line);
    for (int x = 0; x < g->cols; x++) {
      const struct grid_cell *c = grid_at(g, x, y);
      if (c->ch[0]) buf_puts(&line, c->ch);
    }
    while (line.len && line.at[line.len - 1] == ' ') line.at[--line.len] = 0;
    puts(buf_str(&line));
  }
  buf_fini(&line);
}

static int screen_script(const struct screen *s, struct actions *a) {
  a->view.ascii = s->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
  a->page = s->rows / 3;
  screen_settle(a);
  for (const char *p = s->keys; *(p += strspn(p, " \t\n"));) {
    int len = (int)strcspn(p, " \t\n");
    if (!screen_word(a, p, len)) return cli_usage("--keys: '%.*s' is no key", len, p);
    p += len;
  }
  struct grid g;
  struct buf hint = {0};
  grid_init(&g, s->cols, s->rows);
  keymap_hint(&hint, screen_hint_room(&a->view, s->cols), a->view.ascii, a->live != NULL, index_of(&a->view)->columns.base != 0);
  a->view.key_hint = buf_str(&hint);
  actions_draw(a, &g);
  screen_print(&g);
  a->view.key_hint = "";
  buf_fini(&hint);
  grid_fini(&g);
  return -1;
}

struct loop_options screen_loop_options(const struct screen *s) {
  return (struct loop_options){.no_animation = s->no_animation, .ascii = s->ascii, .theme = s->have_theme ? &s->theme : NULL};
}

/* The listing of the scene that the trace is of, by its name: recordings do not carry it. What is broken about it, plait scenes tells. */
static void screen_listing(const struct trace *t, struct view_listing *out) {
  struct plait_err ignored = {0};
  const char *program = trace_meta(t)->program, *slash = strrchr(program, '/'), *base = slash ? slash + 1 : program;
  size_t n = strlen(base);
  struct buf name = {0};
  buf_printf(&name, "%.*s", (int)(n > 2 && strcmp(base + n - 2, ".c") == 0 ? n - 2 : n), base);
  char *path = scene_find(buf_str(&name));
  *out = (struct view_listing){0};
  if (path) listing_read(path, out, &ignored);
  free(path);
  buf_fini(&name);
}

static int screen_on(const struct screen *s, struct actions *a, int *sig) {
  if (s->keys) return screen_script(s, a);
  struct loop_options o = screen_loop_options(s);
  struct plait_err err = {0};
  return loop_run(a, &o, sig, &err) ? -1 : cli_fail(&err);
}

int screen_show(const struct screen *s, struct actions *a, int *sig) {
  struct view_listing listing;
  *sig = 0;
  screen_listing(a->view.trace, &listing);
  a->view.listing = listing.language ? &listing : NULL;
  int status = screen_on(s, a, sig);
  a->view.listing = NULL;
  listing_fini(&listing);
  return status;
}

void screen_reraise(int sig) {
  signal(sig, SIG_DFL);
  raise(sig);
}
