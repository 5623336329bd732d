/* browse.c — `plait` alone: the scenes, to choose from on a terminal, as a list without one.
 *
 * The browser (view/browser.h) asks, here it is done: a scene is run and one comes back to the same place; it is explored in the
 * terminal; progress is read and forgotten. Takes the options of a screen, and gives them on to the scene. */
#include "cli/chapters.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/progress.h"
#include "cli/screen.h"
#include "tui/choose.h"
#include "tui/term.h"

#include "base/buf.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct browse {
  struct chapters all;
  struct browser browser;
  struct choose *choose;
  int argc;
  char **argv;
};

/* ---- what there is ------------------------------------------------------------------------- */

static char *browse_take(struct buf *b) {
  char *text = xstrdup(buf_str(b));
  buf_fini(b);
  return text;
}

/* "prints 1 | 2" for what a program prints: its lines, and nothing that moves the cursor. */
static void browse_printed(const struct scene_outcome *o, struct buf *out) {
  size_t len = o->len;
  while (len && o->output[len - 1] == '\n')
    len--;
  for (size_t i = 0; i < len; i++)
    if (o->output[i] == '\n')
      buf_puts(out, " | ");
    else
      buf_putc(out, o->output[i] == '\t' ? ' ' : o->output[i]);
}

static char *browse_outcomes(const struct scene *s) {
  struct buf b = {0};
  for (size_t i = 0; i < s->outcomes.len; i++) {
    const struct scene_outcome *o = &s->outcomes.at[i];
    buf_puts(&b, i ? "\n" : "");
    if (o->end != END_EXIT)
      buf_puts(&b, o->livelock ? "in a livelock" : o->end == END_DEADLOCK ? "in a deadlock" : o->end == END_ASSERT ? "in a failed assertion" : plait_end_names[o->end]);
    else if (o->status)
      buf_printf(&b, "with status %d", o->status);
    if (o->end == END_EXIT && !o->status && !o->len)
      buf_puts(&b, "without a word");
    if (!o->len)
      continue;
    buf_puts(&b, o->end == END_EXIT && !o->status ? "printing " : ", after ");
    browse_printed(o, &b);
  }
  return browse_take(&b);
}

static char *browse_findings(const struct scene *s) {
  struct buf b = {0};
  for (size_t i = 0; i < s->findings.len; i++) {
    buf_puts(&b, i ? "\n" : "");
    for (const char *c = s->findings.at[i]; *c; c++) /* kinds are written with underscores */
      buf_putc(&b, *c == '_' && !memchr(s->findings.at[i], ' ', (size_t)(c - s->findings.at[i])) ? ' ' : *c);
  }
  return browse_take(&b);
}

static void browse_marks(struct browse *b) {
  struct progress p;
  progress_read(&p);
  for (size_t i = 0; i < b->browser.scenes_len; i++)
    b->browser.scenes[i].marks = progress_marks(&p, b->browser.scenes[i].name);
  progress_fini(&p);
}

static bool browse_read(struct browse *b, struct plait_err *err) {
  char *folder = scene_folder(err);
  bool ok = folder && chapters_read(folder, &b->all, err);
  free(folder);
  if (!ok)
    return false;
  struct browser *w = &b->browser;
  w->chapters = xcalloc(b->all.list.len + 1, sizeof *w->chapters);
  w->scenes = xcalloc(b->all.scenes.len + 1, sizeof *w->scenes);
  for (size_t i = 0; i < b->all.list.len; i++) {
    const struct chapter *c = &b->all.list.at[i];
    w->chapters[w->chapters_len++] = (struct browser_chapter){.number = c->number, .title = c->title, .first = c->first, .n = c->n};
  }
  for (size_t i = 0; i < b->all.scenes.len; i++) {
    const struct scene *s = &b->all.scenes.at[i];
    char *listing = listing_path(s->path);
    static const char *const models[MODEL_COUNT] = {"", "model gil", "model await", "model sync"};
    w->scenes[w->scenes_len++] = (struct browser_scene){
        .name = s->name, .title = s->title, .topics = s->topics, .lesson = s->lesson, .outcomes = browse_outcomes(s),
        .findings = browse_findings(s), .schedule = s->schedule, .remark = s->remark, .fixed_by = s->fixed_by, .model = models[s->model],
        .language = listing ? listing_language(listing) : ""};
    free(listing);
  }
  w->came_from = BROWSER_TITLE;
  browser_mark_scene(w, NULL);
  if (b->all.broken.len) {
    snprintf(w->message, sizeof w->message, "%s", b->all.broken.at[0]);
    w->message_bad = true;
  }
  browse_marks(b);
  return w->scenes_len > 0 || plait_err_set(err, PLAIT_EXIT_USAGE, "no scenes are installed; plait run prog.c runs your own program");
}

static void browse_fini(struct browse *b) {
  for (size_t i = 0; i < b->browser.scenes_len; i++) {
    free((char *)b->browser.scenes[i].outcomes);
    free((char *)b->browser.scenes[i].findings);
  }
  free(b->browser.scenes);
  free(b->browser.chapters);
  choose_free(b->choose);
  chapters_fini(&b->all);
}

/* ---- what is asked for ------------------------------------------------------------------------ */

static void browse_before(void *ctx) { choose_leave(ctx); }

static void browse_say(struct browse *b, const char *text, bool bad) {
  snprintf(b->browser.message, sizeof b->browser.message, "%s", text);
  b->browser.message_bad = bad;
}

/* The scene, with the options that plait was given, and after the steps of SCHEDULE ("": none). The browser stays until there is
 * something to see instead. */
static int browse_open(struct browse *b, const char *scene, const char *schedule) {
  char **argv = xcalloc((size_t)b->argc + 4, sizeof *argv);
  int argc = b->argc;
  memcpy(argv, b->argv, (size_t)argc * sizeof *argv);
  argv[0] = (char *)"run";
  if (*schedule) {
    argv[argc++] = (char *)"--schedule";
    argv[argc++] = (char *)schedule;
  }
  argv[argc++] = (char *)scene;
  struct visit v = {.before = browse_before, .ctx = b->choose};
  struct buf line = {0};
  buf_printf(&line, "%s is being compiled", scene);
  browse_say(b, buf_str(&line), false);
  choose_draw(b->choose);
  b->browser.message[0] = 0;
  cmd_visit(argc, argv, &v);
  if (v.err.text[0])
    browse_say(b, v.err.text, true);
  buf_fini(&line);
  free(argv);
  return v.signal;
}

static void browse_explore(struct browse *b, const char *scene) {
  choose_leave(b->choose);
  printf("$ plait explore %s\n", scene);
  fflush(stdout);
  cmd_explore(2, (char *[]){"explore", (char *)scene, NULL});
  fputs("\nEnter: back to the scenes ", stdout);
  fflush(stdout);
  char c;
  while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n') {
  }
}

static int browse_ask(struct browse *b, struct plait_err *err) {
  int signal = 0;
  for (;;) {
    enum browser_action what = choose_run(b->choose, &signal);
    const struct browser_scene *s = browser_marked(&b->browser);
    struct plait_err why = {0};
    if (what == BROWSER_QUIT)
      return signal;
    if (what == BROWSER_OPEN && s)
      signal = browse_open(b, s->name, "");
    else if (what == BROWSER_TRY && s)
      signal = browse_open(b, s->name, s->schedule);
    else if (what == BROWSER_EXPLORE && s)
      browse_explore(b, s->name);
    else if (what == BROWSER_RESET)
      browse_say(b, progress_reset(&why) ? "forgotten" : why.text, *why.text != 0);
    browse_marks(b);
    choose_leave(b->choose);
    if (signal || !choose_return(b->choose, err))
      return signal;
  }
}

/* ---- the command --------------------------------------------------------------------------------- */

bool cmd_browse_takes(const char *word) {
  for (const struct argp_option *o = screen_argp.options; o->name; o++) {
    size_t n = strlen(o->name);
    if (strncmp(word, "--", 2) == 0 && strncmp(word + 2, o->name, n) == 0 && (word[n + 2] == 0 || word[n + 2] == '='))
      return true;
  }
  return false;
}

/* The browser after a script of keys, as text. */
static int browse_script(struct browse *b, const struct screen *screen) {
  struct grid g;
  b->browser.ascii = screen->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
  grid_init(&g, screen->cols, screen->rows);
  browser_draw(&b->browser, &g);
  for (const char *p = screen->keys; *(p += strspn(p, " \t\n"));) {
    int len = (int)strcspn(p, " \t\n");
    uint32_t key = keymap_key(p, len);
    for (int i = 0, n; key == VKEY_NONE && i < len; i += n) { /* typed */
      for (n = 1; i + n < len && ((unsigned char)p[i + n] & 0xc0) == 0x80;) n++;
      browser_key(&b->browser, keymap_key(p + i, n));
    }
    if (key != VKEY_NONE) browser_key(&b->browser, key);
    browser_draw(&b->browser, &g);
    p += len;
  }
  screen_print(&g);
  grid_fini(&g);
  return PLAIT_EXIT_OK;
}

int cmd_browse(int argc, char **argv) {
  struct plait_err err = {0};
  struct browse b = {.argc = argc, .argv = argv};
  struct screen screen;
  screen_init(&screen);
  argv[0] = "run"; /* whose help lists the options */
  int status = cli_parse(&screen_argp, argc, argv, &screen), signal = 0;
  if (status >= 0) return status;
  if (!screen.keys && !term_present()) return cmd_scenes(1, (char *[]){"scenes", NULL});
  struct loop_options o = screen_loop_options(&screen);
  bool ok = browse_read(&b, &err);
  if (ok && screen.keys)
    browse_script(&b, &screen);
  else if (ok && (ok = (b.choose = choose_new(&b.browser, &o, &err)) != NULL)) {
    signal = browse_ask(&b, &err);
    ok = !err.text[0];
  }
  size_t broken = b.choose ? b.all.broken.len : 0;
  choose_free(b.choose);
  b.choose = NULL;
  if (broken)
    fprintf(stderr, "plait: %zu scene%s could not be read; plait scenes tells why\n", broken, broken == 1 ? "" : "s");
  status = ok ? PLAIT_EXIT_OK : cli_fail(&err);
  browse_fini(&b);
  if (signal) screen_reraise(signal);
  return status;
}
