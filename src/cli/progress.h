/* progress.h — which scenes have been opened, watched to the end and explored.
 *
 * Kept in $XDG_STATE_HOME/plait/scenes (default ~/.local/state/plait/scenes), one line per scene: its name, then the letters
 * o, w, e. It is a convenience: whatever is wrong with the file, nobody is stopped by it. Lines that make no sense are passed
 * over, and what cannot be written is forgotten. */
#ifndef PLAIT_CLI_PROGRESS_H
#define PLAIT_CLI_PROGRESS_H

#include "base/array.h"
#include "base/err.h"

enum progress_mark { PROGRESS_OPENED = 1, PROGRESS_WATCHED = 2, PROGRESS_EXPLORED = 4 };

struct progress_scene {
  char *name;
  unsigned marks; /* enum progress_mark */
};

struct progress {
  ARRAY(struct progress_scene) scenes;
};

void progress_read(struct progress *p);
void progress_fini(struct progress *p);
unsigned progress_marks(const struct progress *p, const char *name);
/* Adds MARKS to what the file says about NAME (NULL or no marks: nothing is done). False with *err when it cannot be written. */
bool progress_note(const char *name, unsigned marks, struct plait_err *err);
/* Forgets everything. False with *err when that is impossible. */
bool progress_reset(struct plait_err *err);

#endif
