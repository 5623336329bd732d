/* cmd_scenes.c — `plait scenes`: lists the lessons, for people or as JSON lines.
 *
 * A scene with a broken header is reported and the others are still listed, so
 * that a half-written lesson does not hide the rest. */
#include "cli/chapters.h"
#include "cli/cli.h"
#include "cli/listing.h"

#include "base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static error_t scenes_option(int key, char *arg, struct argp_state *state) {
  bool *json = state->input;
  (void)arg;
  if (key != 'j')
    return ARGP_ERR_UNKNOWN;
  *json = true;
  return 0;
}

static void scenes_field(struct buf *out, const char *name, const char *value) {
  buf_printf(out, ",\"%s\":\"", name);
  buf_json(out, value, strlen(value));
  buf_putc(out, '"');
}

static void scenes_json(const struct scene *s, const struct chapter *chapter, struct buf *out) {
  buf_puts(out, "{\"scene\":\"");
  buf_json(out, s->name, strlen(s->name));
  buf_putc(out, '"');
  scenes_field(out, "title", s->title);
  if (*chapter->title)
    scenes_field(out, "chapter", chapter->title);
  scenes_field(out, "topics", s->topics);
  scenes_field(out, "lesson", s->lesson);
  buf_puts(out, ",\"outcomes\":[");
  for (size_t i = 0; i < s->outcomes.len; i++) {
    const struct scene_outcome *o = &s->outcomes.at[i];
    buf_printf(out, "%s{\"end\":\"%s\",\"status\":%d,\"output\":\"", i ? "," : "", plait_end_names[o->end], o->status);
    buf_json(out, o->output, o->len);
    buf_puts(out, "\"}");
  }
  buf_puts(out, "],\"findings\":[");
  for (size_t i = 0; i < s->findings.len; i++) {
    buf_puts(out, i ? ",\"" : "\"");
    buf_json(out, s->findings.at[i], strlen(s->findings.at[i]));
    buf_putc(out, '"');
  }
  buf_putc(out, ']');
  if (*s->schedule)
    scenes_field(out, "try", s->schedule);
  if (*s->fixed_by)
    scenes_field(out, "fixed_by", s->fixed_by);
  scenes_field(out, "model", plait_model_names[s->model]);
  if (*s->options_text)
    scenes_field(out, "options", s->options_text);
  if (*s->args_text)
    scenes_field(out, "args", s->args_text);
  if (s->bounded)
    buf_printf(out, ",\"bounded\":%" PRIu64, s->bounded);
  char *listing = listing_path(s->path);
  if (listing) {
    scenes_field(out, "listing", listing);
    scenes_field(out, "language", listing_language(listing));
  }
  free(listing);
  scenes_field(out, "file", s->path);
  buf_puts(out, "}\n");
}

/* Name and title of each, chapter by chapter. */
static void scenes_text(const struct chapters *all, struct buf *out) {
  int widest = 0;
  for (size_t i = 0; i < all->scenes.len; i++) {
    int w = (int)strlen(all->scenes.at[i].name);
    widest = w > widest ? w : widest;
  }
  for (size_t k = 0; k < all->list.len; k++) {
    const struct chapter *c = &all->list.at[k];
    const char *indent = *c->title ? "  " : "";
    if (c->number)
      buf_printf(out, "%s%u %s\n", k ? "\n" : "", c->number, c->title);
    else if (*c->title)
      buf_printf(out, "%s%s\n", k ? "\n" : "", c->title);
    for (size_t i = c->first; i < c->first + c->n; i++)
      buf_printf(out, "%s%-*s  %s\n", indent, widest, all->scenes.at[i].name, all->scenes.at[i].title);
  }
}

int cmd_scenes(int argc, char **argv) {
  static const struct argp_option options[] = {{"json", 'j', NULL, 0, "one JSON object per scene and line", 0}, {0}};
  static const struct argp argp = {options, scenes_option, NULL,
                                   "List the lessons that come with plait. `plait NAME` opens one.", NULL, NULL, NULL};
  bool json = false;
  int status = cli_parse(&argp, argc, argv, &json);
  if (status >= 0)
    return status;
  struct plait_err err = {0};
  struct chapters all = {0};
  char *folder = scene_folder(&err);
  bool ok = folder && chapters_read(folder, &all, &err);
  free(folder);
  if (!ok) {
    chapters_fini(&all);
    return cli_fail(&err);
  }
  for (size_t i = 0; i < all.broken.len; i++)
    cli_usage("%s", all.broken.at[i]);
  status = all.broken.len ? PLAIT_EXIT_USAGE : PLAIT_EXIT_OK;
  struct buf out = {0};
  if (json)
    for (size_t i = 0; i < all.scenes.len; i++)
      scenes_json(&all.scenes.at[i], chapters_of(&all, i), &out);
  else
    scenes_text(&all, &out);
  fputs(buf_str(&out), stdout);
  buf_fini(&out);
  chapters_fini(&all);
  return status;
}
