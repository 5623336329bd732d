/* scene_files.c — where scenes lie on disk: in scenes/ beside a build, in
 * share/plait/scenes of an installation, or where PLAIT_SCENES says (for tests).
 *
 * Found from the place of the running program, so that a build directory can be
 * moved and nothing needs to be configured. Must not look into the files' text. */
#include "cli/scene.h"

#include "base/buf.h"
#include "engine/layout.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_dir(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *scene_folder(struct plait_err *err) {
  const char *given = getenv("PLAIT_SCENES");
  if (given && *given) {
    if (is_dir(given))
      return xstrdup(given);
    plait_err_set(err, PLAIT_EXIT_USAGE, "PLAIT_SCENES is %s, which is not a directory", given);
    return NULL;
  }
  static const char *const beside[] = {"scenes", "../scenes", "../share/plait/scenes", NULL};
  char *found = layout_find(beside);
  if (!found)
    plait_err_set(err, PLAIT_EXIT_USAGE, "no scenes found beside the plait program; set PLAIT_SCENES to their directory");
  return found;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

char **scene_files(const char *folder, size_t *n, struct plait_err *err) {
  DIR *d = opendir(folder);
  if (!d) {
    plait_err_set(err, PLAIT_EXIT_USAGE, "cannot read the directory %s: %s", folder, strerror(errno));
    return NULL;
  }
  ARRAY(char *) list = {0};
  ARRAY_RESERVE(&list, 8);
  for (struct dirent *e; (e = readdir(d));) {
    size_t len = strlen(e->d_name);
    if (len < 3 || e->d_name[0] == '.' || strcmp(e->d_name + len - 2, ".c") != 0)
      continue;
    struct buf b = {0};
    buf_printf(&b, "%s/%s", folder, e->d_name);
    *ARRAY_PUSH(&list) = xstrdup(buf_str(&b));
    buf_fini(&b);
  }
  closedir(d);
  qsort(list.at, list.len, sizeof *list.at, by_name);
  *n = list.len;
  return list.at;
}

char *scene_find(const char *name) {
  if (!*name || strchr(name, '/'))
    return NULL;
  char *folder = scene_folder(NULL);
  if (!folder)
    return NULL;
  struct buf b = {0};
  buf_printf(&b, "%s/%s.c", folder, name);
  free(folder);
  char *found = access(buf_str(&b), R_OK) == 0 ? xstrdup(buf_str(&b)) : NULL;
  buf_fini(&b);
  return found;
}

bool scene_claims(const char *path) {
  static const char key[] = "scene:";
  char head[64];
  FILE *f = fopen(path, "re");
  size_t n = f ? fread(head, 1, sizeof head - 1, f) : 0;
  if (f)
    fclose(f);
  head[n] = 0;
  return strncmp(head, "/*", 2) == 0 && strncmp(head + 2 + strspn(head + 2, " \t\r\n*"), key, sizeof key - 1) == 0;
}

bool scene_read(const char *path, struct scene *out, struct plait_err *err) {
  FILE *f = fopen(path, "re");
  if (!f)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "cannot read %s: %s", path, strerror(errno));
  struct buf text = {0};
  char chunk[4096];
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&text, chunk, n);
  bool ok = !ferror(f);
  fclose(f);
  ok = ok ? scene_parse(path, buf_str(&text), text.len, out, err)
          : plait_err_set(err, PLAIT_EXIT_USAGE, "cannot read %s", path);
  buf_fini(&text);
  return ok;
}
