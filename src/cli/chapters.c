/* chapters.c — see chapters.h. Reads the scenes once, in the order of the files, and then hands each to the chapter
 * that names it. Must not print: what is broken is kept as text for whoever lists the scenes. */
#include "cli/chapters.h"

#include "base/buf.h"
#include "cli/listing.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
  struct chapters *out;
  ARRAY(struct scene) all; /* as the files come; moved to out when their turn is */
  ARRAY(char *) named;     /* so far, borrowed from the text */
  const char *path;
  int line;
};

static void chapters_say(struct reader *r, const char *reason, const char *what) {
  struct buf b = {0};
  buf_printf(&b, "%s:%d: %s%s", r->path, r->line, reason, what);
  *ARRAY_PUSH(&r->out->broken) = xstrdup(buf_str(&b));
  buf_fini(&b);
}

static bool chapters_scenes(const char *folder, struct reader *r, struct plait_err *err) {
  size_t n = 0;
  char **files = scene_files(folder, &n, err);
  if (!files)
    return false;
  for (size_t i = 0; i < n; i++) {
    struct scene s;
    struct plait_err why = {0};
    if (scene_read(files[i], &s, &why))
      *ARRAY_PUSH(&r->all) = s;
    else
      *ARRAY_PUSH(&r->out->broken) = xstrdup(why.text);
    free(files[i]);
  }
  free(files);
  return true;
}

static void chapters_begin(struct reader *r, unsigned number, const char *title) {
  struct chapters *c = r->out;
  if (c->list.len && !c->list.at[c->list.len - 1].n) /* the one before has no scenes here */
    free(c->list.at[--c->list.len].title);
  *ARRAY_PUSH(&c->list) = (struct chapter){number, xstrdup(title), c->scenes.len, 0};
}

/* Moves a scene to the chapter that was begun last. */
static void chapters_take(struct reader *r, struct scene *s) {
  *ARRAY_PUSH(&r->out->scenes) = *s;
  *s = (struct scene){0};
  r->out->list.at[r->out->list.len - 1].n++;
}

static void chapters_name(struct reader *r, char *name) {
  if (!r->out->list.len) {
    chapters_say(r, "a scene before the first chapter: ", name);
    return;
  }
  for (size_t i = 0; i < r->named.len; i++)
    if (strcmp(r->named.at[i], name) == 0) {
      chapters_say(r, "named a second time: ", name);
      return;
    }
  *ARRAY_PUSH(&r->named) = name;
  for (size_t i = 0; i < r->all.len; i++)
    if (r->all.at[i].name && strcmp(r->all.at[i].name, name) == 0) {
      chapters_take(r, &r->all.at[i]);
      return;
    }
}

static void chapters_line(struct reader *r, char *line) {
  bool indented = isblank((unsigned char)*line);
  char *remark = strchr(line, '#');
  if (remark)
    *remark = 0;
  line += strspn(line, " \t");
  size_t n = strlen(line);
  while (n && isspace((unsigned char)line[n - 1]))
    line[--n] = 0;
  if (!n)
    return;
  if (indented) {
    chapters_name(r, line);
    return;
  }
  char *title;
  unsigned long number = isdigit((unsigned char)*line) ? strtoul(line, &title, 10) : 0;
  if (number < 1 || number > 999 || !isblank((unsigned char)*title)) {
    chapters_say(r, "expected a chapter's number and title, or an indented scene, not ", line);
    return;
  }
  chapters_begin(r, (unsigned)number, title + strspn(title, " \t"));
}

static void chapters_file(struct reader *r) {
  FILE *f = fopen(r->path, "re");
  if (!f) {
    if (errno != ENOENT)
      chapters_say(r, "cannot be read: ", strerror(errno));
    return;
  }
  ARRAY(char *) lines = {0}; /* names point into them */
  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, f) >= 0) {
    *ARRAY_PUSH(&lines) = xstrdup(line);
    r->line++;
    chapters_line(r, lines.at[lines.len - 1]);
  }
  free(line);
  fclose(f);
  for (size_t i = 0; i < lines.len; i++)
    free(lines.at[i]);
  ARRAY_FREE(&lines);
}

bool chapters_read(const char *folder, struct chapters *out, struct plait_err *err) {
  struct buf path = {0};
  buf_printf(&path, "%s/chapters.txt", folder);
  *out = (struct chapters){0};
  struct reader r = {.out = out, .path = buf_str(&path)};
  bool ok = chapters_scenes(folder, &r, err);
  if (ok)
    chapters_file(&r);
  for (size_t i = 0; i < r.all.len + out->scenes.len; i++) {
    const struct scene *s = i < r.all.len ? &r.all.at[i] : &out->scenes.at[i - r.all.len];
    struct view_listing l = {0};
    struct plait_err why = {0};
    if (s->path && !listing_read(s->path, &l, &why))
      *ARRAY_PUSH(&out->broken) = xstrdup(why.text);
    listing_fini(&l);
  }
  bool more = out->list.len > 0, begun = false;
  for (size_t i = 0; i < r.all.len; i++) {
    if (!r.all.at[i].name)
      continue;
    if (!begun)
      chapters_begin(&r, 0, more ? "More" : "");
    begun = true;
    chapters_take(&r, &r.all.at[i]);
  }
  if (out->list.len && !out->list.at[out->list.len - 1].n)
    free(out->list.at[--out->list.len].title);
  ARRAY_FREE(&r.all);
  ARRAY_FREE(&r.named);
  buf_fini(&path);
  return ok;
}

void chapters_fini(struct chapters *c) {
  for (size_t i = 0; i < c->list.len; i++)
    free(c->list.at[i].title);
  for (size_t i = 0; i < c->scenes.len; i++)
    scene_fini(&c->scenes.at[i]);
  for (size_t i = 0; i < c->broken.len; i++)
    free(c->broken.at[i]);
  ARRAY_FREE(&c->list);
  ARRAY_FREE(&c->scenes);
  ARRAY_FREE(&c->broken);
}

const struct scene *chapters_scene(const struct chapters *c, const char *name) {
  for (size_t i = 0; i < c->scenes.len; i++)
    if (strcmp(c->scenes.at[i].name, name) == 0)
      return &c->scenes.at[i];
  return NULL;
}

const struct chapter *chapters_of(const struct chapters *c, size_t i) {
  for (size_t k = 0; k < c->list.len; k++)
    if (i >= c->list.at[k].first && i - c->list.at[k].first < c->list.at[k].n)
      return &c->list.at[k];
  return NULL;
}
