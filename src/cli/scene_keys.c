/* scene_keys.c — the keys of a scene's header that say how it is run: model, options, explore, args.
 *
 * Only what a lesson may ask for is accepted, and checked here to the last word, so that a mistake is
 * told with its line when the header is read and not by the option parser when a student opens the
 * scene. Must not run anything: program.c applies what is found. */
#include "cli/scene.h"

#include "base/buf.h"
#include "trace/schedule.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum keys_kind { KEYS_FLAG, KEYS_NUMBER, KEYS_SECONDS, KEYS_TIME, KEYS_ENV };

static const struct {
  const char *name;
  enum keys_kind kind;
} keys_options[] = {
    {"time", KEYS_TIME},        {"switch-interval", KEYS_NUMBER}, {"spurious", KEYS_FLAG},
    {"max-steps", KEYS_NUMBER}, {"stall", KEYS_SECONDS},          {"env", KEYS_ENV},
};
enum { KEYS_OPTIONS = sizeof keys_options / sizeof *keys_options };

static bool keys_number(const char *text, uint64_t most, uint64_t *out) {
  char *rest;
  if (!isdigit((unsigned char)*text) || strlen(text) > 15)
    return false;
  *out = strtoull(text, &rest, 10);
  return !*rest && *out >= 1 && *out <= most;
}

bool scene_take_model(struct scene *s, const char *text, struct plait_err *err) {
  for (int m = 0; m < MODEL_COUNT; m++)
    if (strcmp(plait_model_names[m], text) == 0) {
      s->model = (enum plait_model)m;
      return true;
    }
  struct buf names = {0};
  for (int m = 0; m < MODEL_COUNT; m++)
    buf_printf(&names, "%s%s", m == 0 ? "" : m + 1 < MODEL_COUNT ? ", " : " or ", plait_model_names[m]);
  plait_err_set(err, PLAIT_EXIT_USAGE, "expected %s, not %s", buf_str(&names), text);
  buf_fini(&names);
  return false;
}

static bool keys_value(enum keys_kind kind, const char *name, const char *value, struct plait_err *err) {
  uint64_t n;
  char *rest;
  switch (kind) {
  case KEYS_NUMBER:
    return keys_number(value, UINT32_MAX - 1, &n) || plait_err_set(err, PLAIT_EXIT_USAGE, "--%s wants a whole number above 0, not %s", name, value);
  case KEYS_SECONDS:
    return (strtod(value, &rest) > 0 && rest != value && !*rest) ||
           plait_err_set(err, PLAIT_EXIT_USAGE, "--%s wants a number of seconds above 0, not %s", name, value);
  case KEYS_TIME:
    return strcmp(value, "virtual") == 0 || strcmp(value, "free") == 0 ||
           plait_err_set(err, PLAIT_EXIT_USAGE, "--%s must be virtual or free, not %s", name, value);
  case KEYS_ENV:
    return (strchr(value, '=') && *value != '=') || plait_err_set(err, PLAIT_EXIT_USAGE, "--%s wants NAME=VALUE, not %s", name, value);
  case KEYS_FLAG:
    break;
  }
  return true;
}

/* One option from *AT on, with its value behind '=' or in the next word. */
static bool keys_option(char **words, size_t *at, struct plait_err *err) {
  const char *word = words[(*at)++], *name = word + 2, *equals = strchr(word, '=');
  size_t len = equals ? (size_t)(equals - name) : strlen(name);
  for (int i = 0; strncmp(word, "--", 2) == 0 && i < KEYS_OPTIONS; i++) {
    if (strlen(keys_options[i].name) != len || strncmp(keys_options[i].name, name, len) != 0)
      continue;
    if (keys_options[i].kind == KEYS_FLAG)
      return !equals || plait_err_set(err, PLAIT_EXIT_USAGE, "--%s takes no value", keys_options[i].name);
    const char *value = equals ? equals + 1 : words[*at] ? words[(*at)++] : NULL;
    if (!value)
      return plait_err_set(err, PLAIT_EXIT_USAGE, "--%s wants a value", keys_options[i].name);
    return keys_value(keys_options[i].kind, keys_options[i].name, value, err);
  }
  struct buf names = {0};
  for (int i = 0; i < KEYS_OPTIONS; i++)
    buf_printf(&names, "%s--%s", i == 0 ? "" : i + 1 < KEYS_OPTIONS ? ", " : " and ", keys_options[i].name);
  plait_err_set(err, PLAIT_EXIT_USAGE, "a scene may have %s, not %s", buf_str(&names), word);
  buf_fini(&names);
  return false;
}

bool scene_take_options(struct scene *s, const char *text, struct plait_err *err) {
  size_t n = 0;
  if (!(s->options = schedule_args_split(text, &n, err)))
    return false;
  for (size_t at = 0; at < n;)
    if (!keys_option(s->options, &at, err))
      return false;
  return true;
}

bool scene_take_explore(struct scene *s, const char *text, struct plait_err *err) {
  static const char bounded[] = "bounded";
  if (strcmp(text, "exhaustive") == 0)
    return true;
  if (strncmp(text, bounded, sizeof bounded - 1) == 0 && isblank((unsigned char)text[sizeof bounded - 1])) {
    const char *number = text + sizeof bounded;
    number += strspn(number, " \t");
    if (keys_number(number, UINT32_MAX, &s->bounded))
      return true;
  }
  return plait_err_set(err, PLAIT_EXIT_USAGE, "expected exhaustive, or bounded and a number of executions, not %s", text);
}

bool scene_take_args(struct scene *s, const char *text, struct plait_err *err) {
  size_t n = 0;
  return (s->args = schedule_args_split(text, &n, err)) != NULL;
}
