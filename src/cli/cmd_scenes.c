/* cmd_scenes.c — `plait scenes`: lists the lessons, for people or as JSON lines.
 *
 * A scene with a broken header is reported and the others are still listed, so
 * that a half-written lesson does not hide the rest. */
#include "cli/cli.h"
#include "cli/scene.h"

#include "base/buf.h"

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

static void scenes_json(const struct scene *s, struct buf *out) {
  buf_puts(out, "{\"scene\":\"");
  buf_json(out, s->name, strlen(s->name));
  buf_putc(out, '"');
  scenes_field(out, "title", s->title);
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
  scenes_field(out, "file", s->path);
  buf_puts(out, "}\n");
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
  size_t n = 0;
  char *folder = scene_folder(&err);
  char **files = folder ? scene_files(folder, &n, &err) : NULL;
  free(folder);
  if (!files)
    return cli_fail(&err);
  status = PLAIT_EXIT_OK;
  ARRAY(struct scene) scenes = {0};
  for (size_t i = 0; i < n; i++) {
    struct scene s;
    if (scene_read(files[i], &s, &err))
      *ARRAY_PUSH(&scenes) = s;
    else
      status = cli_fail(&err);
    free(files[i]);
  }
  free(files);
  int widest = 0;
  for (size_t i = 0; i < scenes.len; i++)
    widest = (int)strlen(scenes.at[i].name) > widest ? (int)strlen(scenes.at[i].name) : widest;
  struct buf out = {0};
  for (size_t i = 0; i < scenes.len; i++) {
    if (json)
      scenes_json(&scenes.at[i], &out);
    else
      buf_printf(&out, "%-*s  %s\n", widest, scenes.at[i].name, scenes.at[i].title);
    scene_fini(&scenes.at[i]);
  }
  fputs(buf_str(&out), stdout);
  buf_fini(&out);
  ARRAY_FREE(&scenes);
  return status;
}
