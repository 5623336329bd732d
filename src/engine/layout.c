/* layout.c — finds plait's own files; see layout.h.
 *
 * Owns the list of places and nothing else. Everything is looked up when it is
 * asked for: a session starts a few times a day, and a cache would be state. */
#include "engine/layout.h"

#include "base/array.h"
#include "base/buf.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder of the running executable, without the last slash. */
static bool layout_home(char home[PATH_MAX]) {
  ssize_t n = readlink("/proc/self/exe", home, PATH_MAX - 1);
  if (n <= 0)
    return false;
  home[n] = '\0';
  char *slash = strrchr(home, '/');
  if (!slash)
    return false;
  *slash = '\0';
  return true;
}

static char *layout_join(const char *folder, const char *name) {
  struct buf b = {0};
  buf_printf(&b, "%s/%s", folder, name);
  char *real = realpath(buf_str(&b), NULL);
  buf_fini(&b);
  return real;
}

char *layout_find(const char *const *paths) {
  char home[PATH_MAX];
  if (!layout_home(home))
    return NULL;
  for (; *paths; paths++) {
    char *found = layout_join(home, *paths);
    if (found)
      return found;
  }
  return NULL;
}

/* Does the variable NAME say where a file is? Then it is *FOUND, or NULL and *err. */
static bool layout_set(const char *name, char **found, struct plait_err *err) {
  const char *set = getenv(name);
  if (!set || !*set)
    return false;
  *found = realpath(set, NULL);
  if (!*found)
    plait_err_set(err, PLAIT_EXIT_TARGET, "%s names '%s', which does not exist", name, set);
  return true;
}

char *layout_runtime(struct plait_err *err) {
  char *found;
  if (layout_set("PLAIT_RUNTIME", &found, err))
    return found;
  /* The last one is for the tests, whose programs are a folder below. */
  static const char *const paths[] = {"libplait_rt.so", "../lib/plait/libplait_rt.so", "../libplait_rt.so", NULL};
  found = layout_find(paths);
  if (!found)
    plait_err_set(err, PLAIT_EXIT_TARGET,
                  "plait's runtime libplait_rt.so is not next to the plait program: run 'make', or set PLAIT_RUNTIME");
  return found;
}

/* NAME relative to the folder of the runtime. */
static char *layout_beside(const char *runtime, const char *name) {
  char folder[PATH_MAX];
  size_t n = (size_t)(strrchr(runtime, '/') - runtime);
  if (n >= sizeof folder)
    return NULL;
  memcpy(folder, runtime, n);
  folder[n] = '\0';
  return layout_join(folder, name);
}

char *layout_tsan_dir(struct plait_err *err) {
  char *runtime = layout_runtime(err);
  if (!runtime)
    return NULL;
  char *found = layout_beside(runtime, "tsan");
  if (!found)
    plait_err_set(err, PLAIT_EXIT_TARGET, "there is no folder 'tsan' next to %s: run 'make' again", runtime);
  free(runtime);
  return found;
}

char *layout_include(struct plait_err *err) {
  const char *set = getenv("PLAIT_INCLUDE");
  if (set && *set)
    return xstrdup(set);
  char *runtime = layout_runtime(err);
  if (!runtime)
    return NULL;
  static const char *const headers[] = {"include/plait.h", "../include/plait.h", "../../include/plait.h"};
  char *found = NULL;
  for (size_t i = 0; i < sizeof headers / sizeof *headers && !found; i++)
    found = layout_beside(runtime, headers[i]);
  if (found)
    *strrchr(found, '/') = '\0';
  else
    plait_err_set(err, PLAIT_EXIT_TARGET, "plait's header plait.h is not near %s: set PLAIT_INCLUDE to its folder",
                  runtime);
  free(runtime);
  return found;
}

char *layout_sync(struct plait_err *err) {
  char *found;
  if (layout_set("PLAIT_SYNC", &found, err))
    return found;
  char *runtime = layout_runtime(err);
  if (!runtime)
    return NULL;
  found = layout_beside(runtime, "libplaitsync.a");
  if (!found)
    found = layout_beside(runtime, "../libplaitsync.a");
  if (!found)
    plait_err_set(err, PLAIT_EXIT_TARGET, "plait's library libplaitsync.a is not near %s: run 'make', or set PLAIT_SYNC",
                  runtime);
  free(runtime);
  return found;
}
