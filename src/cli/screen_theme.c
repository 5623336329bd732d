/* screen_theme.c — which theme --theme means: a built-in one, one that comes with plait (assets/themes in the source,
 * share/plait/themes when installed), or a file. A word that is none of these is answered with the names there are. */
#include "cli/screen.h"

#include "base/array.h"
#include "cli/cli.h"
#include "engine/layout.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *theme_folder(void) {
  static const char *const beside[] = {"themes", "../assets/themes", "../share/plait/themes", NULL};
  return layout_find(beside);
}

static int theme_by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* "dark, light, contrast, …" */
static void theme_list(const char *folder, struct buf *out) {
  ARRAY(char *) names = {0};
  DIR *d = folder ? opendir(folder) : NULL;
  for (const char *const *n = theme_names(); *n; n++) buf_printf(out, "%s%s", out->len ? ", " : "", *n);
  for (struct dirent *e; d && (e = readdir(d));) {
    size_t len = strlen(e->d_name);
    if (len > 6 && e->d_name[0] != '.' && strcmp(e->d_name + len - 6, ".theme") == 0) {
      e->d_name[len - 6] = 0;
      *ARRAY_PUSH(&names) = xstrdup(e->d_name);
    }
  }
  if (d) closedir(d);
  if (names.len) qsort(names.at, names.len, sizeof *names.at, theme_by_name);
  for (size_t i = 0; i < names.len; i++) {
    buf_printf(out, ", %s", names.at[i]);
    free(names.at[i]);
  }
  ARRAY_FREE(&names);
}

static error_t theme_read(struct screen *s, const char *path, FILE *f) {
  struct plait_err err = {0};
  struct buf text = {0};
  char part[4096];
  for (size_t n; text.len < 1 << 20 && (n = fread(part, 1, sizeof part, f)) > 0;) buf_add(&text, part, n);
  int failed = ferror(f) ? errno : 0;
  fclose(f);
  s->have_theme = !failed && theme_parse(path, buf_str(&text), &s->theme, &err);
  buf_fini(&text);
  if (s->have_theme) return 0;
  if (failed)
    cli_usage("--theme: %s: %s", path, strerror(failed));
  else
    cli_fail(&err);
  return CLI_REPORTED;
}

error_t screen_theme(struct screen *s, const char *word) {
  const struct theme *t = theme_builtin(word);
  if (t) {
    s->theme = *t;
    s->have_theme = true;
    return 0;
  }
  char *folder = theme_folder();
  struct buf path = {0}, names = {0};
  error_t result = CLI_REPORTED;
  buf_printf(&path, "%s/%s.theme", folder ? folder : "", word);
  FILE *f = folder && !strchr(word, '/') ? fopen(buf_str(&path), "re") : NULL;
  if (f) {
    result = theme_read(s, buf_str(&path), f);
  } else if ((f = fopen(word, "re"))) {
    result = theme_read(s, word, f);
  } else if (strchr(word, '/') || strchr(word, '.')) {
    cli_usage("--theme: %s: %s", word, strerror(errno));
  } else {
    theme_list(folder, &names);
    cli_usage("there is no theme '%s'; there are %s, or give a file", word, buf_str(&names));
  }
  free(folder);
  buf_fini(&path);
  buf_fini(&names);
  return result;
}
