/* browse.c — `plait` alone: the scenes, to choose from on a terminal, as a list without one.
 *
 * Takes the options of a screen, and gives them on to the scene that was chosen. */
#include "cli/cli.h"
#include "cli/scene.h"
#include "cli/screen.h"
#include "tui/choose.h"
#include "tui/term.h"

#include <stdlib.h>
#include <string.h>

struct browse {
  ARRAY(struct scene) scenes;
  ARRAY(struct choose_item) items;
};

static bool browse_read(struct browse *b, struct plait_err *err) {
  size_t n = 0;
  char *folder = scene_folder(err);
  char **files = folder ? scene_files(folder, &n, err) : NULL;
  free(folder);
  if (!files) return false;
  for (size_t i = 0; i < n; i++) {
    struct scene s;
    struct plait_err ignored = {0}; /* plait scenes reports broken headers */
    if (scene_read(files[i], &s, &ignored)) *ARRAY_PUSH(&b->scenes) = s;
    free(files[i]);
  }
  free(files);
  for (size_t i = 0; i < b->scenes.len; i++)
    *ARRAY_PUSH(&b->items) =
        (struct choose_item){b->scenes.at[i].name, b->scenes.at[i].title, b->scenes.at[i].lesson};
  return b->scenes.len > 0 || plait_err_set(err, PLAIT_EXIT_USAGE, "no scenes are installed; plait run prog.c runs your own program");
}

static int browse_run(int argc, char **argv, char *scene) {
  char **all = xcalloc((size_t)argc + 2, sizeof *all);
  memcpy(all, argv, (size_t)argc * sizeof *all);
  all[0] = "run";
  all[argc] = scene;
  int status = cmd_run(argc + 1, all);
  free(all);
  return status;
}

bool cmd_browse_takes(const char *word) {
  for (const struct argp_option *o = screen_argp.options; o->name; o++) {
    size_t n = strlen(o->name);
    if (!(o->flags & OPTION_HIDDEN) && strncmp(word, "--", 2) == 0 && strncmp(word + 2, o->name, n) == 0 &&
        (word[n + 2] == 0 || word[n + 2] == '='))
      return true;
  }
  return false;
}

int cmd_browse(int argc, char **argv) {
  struct plait_err err = {0};
  struct browse b = {0};
  struct screen screen;
  screen_init(&screen);
  argv[0] = "run"; /* whose help lists the options */
  int status = cli_parse(&screen_argp, argc, argv, &screen), signal = 0;
  if (status >= 0) return status;
  if (!term_present()) return cmd_scenes(1, (char *[]){"scenes", NULL});
  size_t chosen = 0;
  struct loop_options o = screen_loop_options(&screen);
  bool ok = browse_read(&b, &err) && choose_run("plait - how threads interleave: choose a scene", b.items.at, b.items.len, &o,
                                                &chosen, &signal, &err);
  status = PLAIT_EXIT_OK;
  if (!ok)
    status = cli_fail(&err);
  else if (!signal && chosen < b.items.len)
    status = browse_run(argc, argv, b.scenes.at[chosen].name);
  for (size_t i = 0; i < b.scenes.len; i++) scene_fini(&b.scenes.at[i]);
  ARRAY_FREE(&b.scenes);
  ARRAY_FREE(&b.items);
  if (signal) screen_reraise(signal);
  return status;
}
