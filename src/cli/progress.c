/* progress.c — see progress.h. The file is read anew before each change and replaced as a whole, so that two plaits at the same
 * time lose nothing worth keeping and a crash leaves the old file or the new one. */
#include "cli/progress.h"

#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROGRESS_MOST = 10000 }; /* lines: a file with more is not ours */
static const char progress_letters[] = "owe";

/* The file's path; false: nobody says where state is kept. */
static bool progress_path(struct buf *out) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  if (state && *state == '/')
    buf_printf(out, "%s/plait/scenes", state);
  else if (home && *home == '/')
    buf_printf(out, "%s/.local/state/plait/scenes", home);
  return out->len > 0;
}

static void progress_add(struct progress *p, const char *name, unsigned marks) {
  for (size_t i = 0; i < p->scenes.len; i++)
    if (strcmp(p->scenes.at[i].name, name) == 0) {
      p->scenes.at[i].marks |= marks;
      return;
    }
  *ARRAY_PUSH(&p->scenes) = (struct progress_scene){xstrdup(name), marks};
}

void progress_read(struct progress *p) {
  struct buf path = {0};
  *p = (struct progress){0};
  struct stat st;
  FILE *f = progress_path(&path) && stat(buf_str(&path), &st) == 0 && S_ISREG(st.st_mode) ? fopen(buf_str(&path), "re") : NULL;
  char line[256], name[128], letters[8];
  for (int n = 0; f && n < PROGRESS_MOST && fgets(line, sizeof line, f); n++) {
    unsigned marks = 0;
    if (*line == '#' || sscanf(line, "%127s %7s", name, letters) != 2)
      continue;
    for (const char *c = letters; *c; c++) {
      const char *at = strchr(progress_letters, *c);
      marks |= at ? 1u << (at - progress_letters) : 0;
    }
    if (marks)
      progress_add(p, name, marks);
  }
  if (f)
    fclose(f);
  buf_fini(&path);
}

void progress_fini(struct progress *p) {
  for (size_t i = 0; i < p->scenes.len; i++)
    free(p->scenes.at[i].name);
  ARRAY_FREE(&p->scenes);
}

unsigned progress_marks(const struct progress *p, const char *name) {
  for (size_t i = 0; i < p->scenes.len; i++)
    if (strcmp(p->scenes.at[i].name, name) == 0)
      return p->scenes.at[i].marks;
  return 0;
}

/* Makes the folders on the way to PATH; what fails shows when the file is opened. */
static void progress_folders(char *path) {
  for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
    *slash = 0;
    mkdir(path, 0700);
    *slash = '/';
  }
}

static bool progress_write(const struct progress *p, struct plait_err *err) {
  struct buf path = {0}, temporary = {0};
  bool ok = progress_path(&path);
  if (ok) {
    progress_folders(path.at);
    buf_printf(&temporary, "%s.%ld", buf_str(&path), (long)getpid());
    FILE *f = fopen(buf_str(&temporary), "we");
    if (f)
      fputs("# scenes of plait: o opened, w watched to the end, e explored\n", f);
    for (size_t i = 0; f && i < p->scenes.len; i++) {
      fprintf(f, "%s ", p->scenes.at[i].name);
      for (int m = 0; progress_letters[m]; m++)
        if (p->scenes.at[i].marks & 1u << m)
          fputc(progress_letters[m], f);
      fputc('\n', f);
    }
    ok = f && !ferror(f);
    ok = f && fclose(f) == 0 && ok && rename(buf_str(&temporary), buf_str(&path)) == 0;
    if (!ok)
      plait_err_set(err, PLAIT_EXIT_USAGE, "progress is not kept: cannot write %s: %s", buf_str(&path), strerror(errno));
    if (!ok && f)
      unlink(buf_str(&temporary));
  } else {
    plait_err_set(err, PLAIT_EXIT_USAGE, "progress is not kept: neither XDG_STATE_HOME nor HOME says where");
  }
  buf_fini(&path);
  buf_fini(&temporary);
  return ok;
}

bool progress_note(const char *name, unsigned marks, struct plait_err *err) {
  struct progress p;
  if (!name || !marks)
    return true;
  progress_read(&p);
  bool ok = (progress_marks(&p, name) & marks) == marks;
  if (!ok) {
    progress_add(&p, name, marks);
    ok = progress_write(&p, err);
  }
  progress_fini(&p);
  return ok;
}

bool progress_reset(struct plait_err *err) { return progress_write(&(struct progress){0}, err); }
