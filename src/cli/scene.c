/* scene.c — parses the comment at the start of a scene.
 *
 * Owns the grammar written down in scene.h and its error messages, which name
 * file, line and reason because the person reading them has just written the
 * header. Must not open files (scene_files.c does) or print. */
#include "cli/scene.h"

#include "base/buf.h"
#include "trace/schedule.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum field { F_SCENE, F_TITLE, F_TOPICS, F_LESSON, F_OUTCOMES, F_FINDING, F_TRY, F_FIXED_BY, F_MODEL, F_OPTIONS, F_EXPLORE, F_ARGS, F_COUNT };

static const struct {
  const char *key;
  bool required;
} fields[F_COUNT] = {
    [F_SCENE] = {"scene", true},       [F_TITLE] = {"title", true},     [F_TOPICS] = {"topics", true},
    [F_LESSON] = {"lesson", true},     [F_OUTCOMES] = {"outcomes", true}, [F_FINDING] = {"finding", false},
    [F_TRY] = {"try", false},          [F_FIXED_BY] = {"fixed-by", false}, [F_MODEL] = {"model", false},
    [F_OPTIONS] = {"options", false},  [F_EXPLORE] = {"explore", false}, [F_ARGS] = {"args", false},
};

struct parser {
  const char *path;
  const char *at, *end; /* what is left of the comment's inside */
  int line;             /* of at */
  struct scene *scene;
  struct buf text[F_COUNT];
  struct buf remark; /* of F_TRY */
  int seen[F_COUNT]; /* the line of each field's key; 0: not there */
  struct plait_err *err;
};

static bool fail(struct parser *p, int line, const char *reason, const char *what) {
  return plait_err_set(p->err, PLAIT_EXIT_USAGE, "%s:%d: %s%s", p->path, line, reason, what);
}

static void add_words(struct buf *text, const char *s, size_t len) {
  while (len && isspace((unsigned char)s[len - 1]))
    len--;
  while (len && isblank((unsigned char)*s))
    s++, len--;
  if (!len)
    return;
  if (text->len)
    buf_putc(text, ' ');
  buf_add(text, s, len);
}

static void add_line(struct parser *p, enum field f, const char *s, size_t len) {
  size_t n = len;
  if (f == F_TRY)
    for (n = 0; n < len && !(s[n] == '#' && (n == 0 || isblank((unsigned char)s[n - 1])));)
      n++;
  add_words(&p->text[f], s, n);
  if (n < len)
    add_words(&p->remark, s + n + 1, len - n - 1);
}

/* Findings may be repeated, so each is taken when the next key begins. */
static void finish_field(struct parser *p, int field) {
  if (field == F_FINDING && p->text[F_FINDING].len) {
    *ARRAY_PUSH(&p->scene->findings) = xstrdup(buf_str(&p->text[F_FINDING]));
    buf_clear(&p->text[F_FINDING]);
  }
}

static bool key_line(struct parser *p, const char *s, size_t len, int *field) {
  size_t n = 0;
  while (n < len && (islower((unsigned char)s[n]) || s[n] == '-'))
    n++;
  char word[32] = "";
  memcpy(word, s, n < sizeof word ? n : sizeof word - 1);
  if (n == 0 || n == len || s[n] != ':')
    return fail(p, p->line, "expected 'key: value' here; indent the line further to continue the one before", "");
  for (int f = 0; f < F_COUNT; f++) {
    if (strlen(fields[f].key) != n || memcmp(fields[f].key, s, n) != 0)
      continue;
    if (p->seen[f] && f != F_FINDING)
      return fail(p, p->line, "a second line with the key ", word);
    p->seen[f] = p->line;
    *field = f;
    add_line(p, (enum field)f, s + n + 1, len - n - 1);
    return true;
  }
  char what[160] = "'";
  strcat(strcat(what, word), "'; the keys are");
  for (int f = 0; f < F_COUNT; f++)
    strcat(strcat(what, " "), fields[f].key);
  return fail(p, p->line, "unknown key ", what);
}

static bool parse_lines(struct parser *p) {
  int field = -1;
  bool first = true;
  while (p->at < p->end) {
    const char *eol = memchr(p->at, '\n', (size_t)(p->end - p->at));
    const char *stop = eol ? eol : p->end;
    const char *s = p->at;
    while (s < stop && isblank((unsigned char)*s))
      s++;
    s = !first && s < stop && *s == '*' ? s + 1 : p->at;
    const char *edge = s;
    while (s < stop && isspace((unsigned char)*s))
      s++;
    bool blank = s == stop, deeper = s - edge > 1;
    if (blank || (deeper && field >= 0)) {
      if (!blank)
        add_line(p, (enum field)field, s, (size_t)(stop - s));
    } else {
      finish_field(p, field);
      if (!key_line(p, s, (size_t)(stop - s), &field))
        return false;
    }
    first = false;
    p->at = eol ? eol + 1 : p->end;
    p->line += eol != NULL;
  }
  finish_field(p, field);
  return true;
}

/* ---- outcomes ------------------------------------------------------------- */

static bool outcome_string(struct parser *p, const char **s, struct scene_outcome *o) {
  struct buf b = {0};
  int line = p->seen[F_OUTCOMES];
  const char *c = *s + 1;
  for (; *c && *c != '"'; c++) {
    if (*c != '\\') {
      buf_putc(&b, *c);
      continue;
    }
    c++;
    if (*c == 'n')
      buf_putc(&b, '\n');
    else if (*c == 't')
      buf_putc(&b, '\t');
    else if (*c == '"' || *c == '\\')
      buf_putc(&b, *c);
    else {
      buf_fini(&b);
      return fail(p, line, "outcomes: only \\n, \\t, \\\" and \\\\ may follow a backslash", "");
    }
  }
  if (!*c) {
    buf_fini(&b);
    return fail(p, line, "outcomes: a string without its closing quote", "");
  }
  o->len = b.len;
  o->output = xstrdup(buf_str(&b));
  buf_fini(&b);
  *s = c + 1;
  return true;
}

static bool outcome_word(struct parser *p, const char **s, struct scene_outcome *o) {
  size_t n = strcspn(*s, " \t\"");
  char word[64] = "";
  memcpy(word, *s, n < sizeof word ? n : sizeof word - 1);
  int end = END_NONE;
  for (int i = END_NONE + 1; i < END_DIVERGED; i++)
    if (strcmp(plait_end_names[i], word) == 0)
      end = i;
  o->livelock = strcmp(word, "livelock") == 0;
  if (o->livelock)
    end = END_DEADLOCK;
  if (end == END_NONE)
    return fail(p, p->seen[F_OUTCOMES],
                "outcomes: expected a \"string\" or exit, deadlock, livelock, crash, assert, abort, step_limit or stall, not ", word);
  *s += n;
  *s += strspn(*s, " \t");
  o->end = (enum plait_end)end;
  if (end == END_EXIT) {
    char *rest;
    long status = strtol(*s, &rest, 10);
    if (rest == *s || status < 0 || status > 255)
      return fail(p, p->seen[F_OUTCOMES], "outcomes: expected an exit status from 0 to 255 after exit", "");
    o->status = (int)status;
    *s = rest + strspn(rest, " \t");
  }
  return true;
}

static bool parse_outcomes(struct parser *p) {
  const char *s = buf_str(&p->text[F_OUTCOMES]);
  while (*s) {
    struct scene_outcome o = {.end = END_EXIT};
    if (*s != '"' && !outcome_word(p, &s, &o))
      return false;
    if (*s == '"' && !outcome_string(p, &s, &o))
      return false;
    if (!o.output)
      o.output = xstrdup("");
    *ARRAY_PUSH(&p->scene->outcomes) = o;
    s += strspn(s, " \t");
  }
  return true;
}

/* ---- how it is run --------------------------------------------------------- */

static bool parse_running(struct parser *p) {
  static const struct {
    enum field field;
    bool (*take)(struct scene *s, const char *text, struct plait_err *err);
  } keys[] = {{F_MODEL, scene_take_model}, {F_OPTIONS, scene_take_options}, {F_EXPLORE, scene_take_explore}, {F_ARGS, scene_take_args}};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    enum field f = keys[i].field;
    struct plait_err why = {0};
    if (!p->seen[f])
      continue;
    if (!p->text[f].len)
      return fail(p, p->seen[f], "nothing after the key ", fields[f].key);
    if (!keys[i].take(p->scene, buf_str(&p->text[f]), &why))
      return plait_err_set(p->err, PLAIT_EXIT_USAGE, "%s:%d: %s: %s", p->path, p->seen[f], fields[f].key, why.text);
  }
  return true;
}

/* ---- the whole header ------------------------------------------------------ */

static bool check(struct parser *p) {
  for (int f = 0; f < F_COUNT; f++)
    if (fields[f].required && !p->text[f].len)
      return p->seen[f] ? fail(p, p->seen[f], "nothing after the key ", fields[f].key)
                        : fail(p, 1, "the header has no line ", fields[f].key);
  const char *slash = strrchr(p->path, '/'), *base = slash ? slash + 1 : p->path;
  const char *dot = strrchr(base, '.');
  size_t n = dot ? (size_t)(dot - base) : strlen(base);
  if (p->text[F_SCENE].len != n || strncmp(buf_str(&p->text[F_SCENE]), base, n) != 0)
    return fail(p, p->seen[F_SCENE], "the scene must be named like its file, not ", buf_str(&p->text[F_SCENE]));
  return parse_outcomes(p) && parse_running(p);
}

static bool parse_header(struct parser *p, const char *text, size_t len) {
  const char *end = len >= 2 && memcmp(text, "/*", 2) == 0 ? memmem(text, len, "*/", 2) : NULL;
  if (!end)
    return fail(p, 1, "a scene begins with a comment that says what it teaches", "");
  if (memchr(text, '\0', (size_t)(end - text)))
    return fail(p, 1, "the header holds a byte of value 0", "");
  p->at = text + 2;
  p->end = end;
  p->line = 1;
  return parse_lines(p) && check(p);
}

bool scene_parse(const char *path, const char *text, size_t len, struct scene *out, struct plait_err *err) {
  memset(out, 0, sizeof *out);
  struct parser p = {.path = path, .scene = out, .err = err};
  bool ok = parse_header(&p, text, len);
  out->path = xstrdup(path);
  out->name = xstrdup(buf_str(&p.text[F_SCENE]));
  out->title = xstrdup(buf_str(&p.text[F_TITLE]));
  out->topics = xstrdup(buf_str(&p.text[F_TOPICS]));
  out->lesson = xstrdup(buf_str(&p.text[F_LESSON]));
  out->schedule = xstrdup(buf_str(&p.text[F_TRY]));
  out->remark = xstrdup(buf_str(&p.remark));
  out->fixed_by = xstrdup(buf_str(&p.text[F_FIXED_BY]));
  out->options_text = xstrdup(buf_str(&p.text[F_OPTIONS]));
  out->args_text = xstrdup(buf_str(&p.text[F_ARGS]));
  for (int f = 0; f < F_COUNT; f++)
    buf_fini(&p.text[f]);
  buf_fini(&p.remark);
  if (!ok)
    scene_fini(out);
  return ok;
}

void scene_fini(struct scene *s) {
  free(s->path);
  free(s->name);
  free(s->title);
  free(s->topics);
  free(s->lesson);
  free(s->schedule);
  free(s->remark);
  free(s->fixed_by);
  free(s->options_text);
  free(s->args_text);
  schedule_args_free(s->options);
  schedule_args_free(s->args);
  for (size_t i = 0; i < s->findings.len; i++)
    free(s->findings.at[i]);
  for (size_t i = 0; i < s->outcomes.len; i++)
    free(s->outcomes.at[i].output);
  ARRAY_FREE(&s->findings);
  ARRAY_FREE(&s->outcomes);
  memset(s, 0, sizeof *s);
}
