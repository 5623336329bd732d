/* browse.c — `plait` alone: the scenes, to choose from on a terminal, as a list without one. */
#include "cli/cli.h"
#include "cli/scene.h"
#include "cli/screen.h"
#include "tui/choose.h"
#include "tui/term.h"

#include <stdlib.h>

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

int cmd_browse(void) {
  struct plait_err err = {0};
  struct browse b = {0};
  if (!term_present()) return cmd_scenes(1, (char *[]){"scenes", NULL});
  size_t chosen = 0;
  int signal = 0, status = PLAIT_EXIT_OK;
  bool ok = browse_read(&b, &err) && choose_run("plait - how threads interleave: choose a scene", b.items.at,
                                                b.items.len, &chosen, &signal, &err);
  if (!ok)
    status = cli_fail(&err);
  else if (!signal && chosen < b.items.len)
    status = cmd_run(2, (char *[]){"run", b.scenes.at[chosen].name, NULL});
  for (size_t i = 0; i < b.scenes.len; i++) scene_fini(&b.scenes.at[i]);
  ARRAY_FREE(&b.scenes);
  ARRAY_FREE(&b.items);
  if (signal) screen_reraise(signal);
  return status;
}
