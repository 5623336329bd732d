/* chapters.h — the scenes in the order in which they are taught.
 *
 * FOLDER/chapters.txt groups them: a line "N Title" begins chapter N, the indented lines after it
 * name its scenes, '#' begins a remark. A name without a file is passed over (a folder need not have
 * every scene); a scene that is not named comes last, under "More". Without the file there is one
 * chapter without a title. */
#ifndef PLAIT_CLI_CHAPTERS_H
#define PLAIT_CLI_CHAPTERS_H

#include "cli/scene.h"

struct chapter {
  unsigned number; /* 0: none */
  char *title;
  size_t first, n; /* its scenes */
};

struct chapters {
  ARRAY(struct chapter) list;   /* those with scenes */
  ARRAY(struct scene) scenes;   /* chapter by chapter */
  ARRAY(char *) broken;         /* what could not be read: "FILE:LINE: reason" each */
};

/* Reads FOLDER. False with *err when it cannot be read; scenes and lines that are broken go to OUT->broken and the others are
 * there. chapters_fini in any case. */
bool chapters_read(const char *folder, struct chapters *out, struct plait_err *err);
void chapters_fini(struct chapters *c);
/* The scene called NAME, or NULL. */
const struct scene *chapters_scene(const struct chapters *c, const char *name);
/* The chapter of scene number I. */
const struct chapter *chapters_of(const struct chapters *c, size_t i);

#endif
