/* schedule_file.c — .schedule files: lines of `key: value` (schedule.h).
 *
 * Mistakes are told as FILE:LINE, so that editors jump there. A key that is not known
 * is a mistake: silence about `shcedule:` would replay something else. */
#include "trace/schedule.h"

#include "base/array.h"
#include "wire/wire.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 26, LINE_WIDTH = 100 };

struct line {
  const char *name; /* of the file */
  uint32_t number;
  struct plait_err *err;
};

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* ---- shared memory -------------------------------------------------------------- */

static bool take_number(const char **at, uint64_t max, uint64_t *out) {
  char *end;
  if (**at < '0' || **at > '9')
    return false;
  errno = 0;
  *out = strtoull(*at, &end, strncmp(*at, "0x", 2) == 0 ? 16 : 10);
  *at = end;
  return errno == 0 && *out <= max;
}

static bool take_sign(const char **at, char sign) { return **at == sign && (++*at, true); }

/* One range as schedule.h describes them. */
static bool take_range(const char *at, struct trace_shared *out) {
  uint64_t owner = 0, seq = 0, off = 0, len = 0;
  char kind = *at++;
  bool good;
  switch (kind) {
  case 'm':
    out->place.kind = PLACE_MODULE;
    good = take_number(&at, UINT16_MAX, &owner) && take_sign(&at, '+');
    break;
  case 'h':
    out->place.kind = PLACE_HEAP;
    good = take_number(&at, UINT16_MAX, &owner) && take_sign(&at, '.') && take_number(&at, UINT32_MAX, &seq) &&
           take_sign(&at, '+');
    break;
  case 's':
  case 't':
    out->place.kind = kind == 's' ? PLACE_STACK : PLACE_TLS;
    good = take_number(&at, UINT16_MAX, &owner) && take_sign(&at, '-');
    break;
  case 'a':
    out->place.kind = PLACE_ABS;
    good = true;
    break;
  default:
    return false;
  }
  good =
      good && take_number(&at, UINT64_MAX, &off) && take_sign(&at, ':') && take_number(&at, UINT32_MAX, &len) && !*at;
  out->place.owner = (uint16_t)owner;
  out->place.seq = (uint32_t)seq;
  out->place.off = off;
  out->len = (uint32_t)len;
  return good;
}

static void print_range(const struct trace_shared *s, struct buf *out) {
  const struct trace_place *p = &s->place;
  switch ((enum wire_place)p->kind) {
  case PLACE_MODULE:
    buf_printf(out, "m%u+0x%" PRIx64, p->owner, p->off);
    break;
  case PLACE_HEAP:
    buf_printf(out, "h%u.%" PRIu32 "+%" PRIu64, p->owner, p->seq, p->off);
    break;
  case PLACE_STACK:
  case PLACE_TLS:
    buf_printf(out, "%c%u-%" PRIu64, p->kind == PLACE_STACK ? 's' : 't', p->owner, p->off);
    break;
  case PLACE_ABS:
  case PLACE_NONE:
    buf_printf(out, "a0x%" PRIx64, p->off);
    break;
  }
  buf_printf(out, ":%" PRIu32, s->len);
}

/* ---- parsing ---------------------------------------------------------------------- */

struct parsing {
  struct line line;
  struct schedule_file *file;
  ARRAY(struct trace_shared) shared;
};

static bool take_shared(struct parsing *p, char *value) {
  char *save = NULL;
  for (char *word = strtok_r(value, " \t", &save); word; word = strtok_r(NULL, " \t", &save)) {
    struct trace_shared s = {0};
    if (!take_range(word, &s))
      return plait_err_set(p->line.err, PLAIT_EXIT_USAGE,
                           "%s:%" PRIu32 ": '%.60s' is not a range of memory (m0+0x4010:4)", p->line.name,
                           p->line.number, word);
    *ARRAY_PUSH(&p->shared) = s;
  }
  return true;
}

static void append_line(char **to, const char *more) {
  struct buf b = {0};
  buf_printf(&b, "%s%s%s", *to, **to ? "\n" : "", more);
  free(*to);
  *to = b.at;
}

static bool take_pair(struct parsing *p, const char *key, char *value) {
  struct schedule_file *f = p->file;
  struct {
    const char *key;
    char **to;
  } keys[] = {{"program", &f->program}, {"args", &f->args}, {"options", &f->options}, {"outcome", &f->outcome}};
  if (strcmp(key, "schedule") == 0) {
    if (!f->schedule_line)
      f->schedule_line = p->line.number;
    append_line(&f->schedule, value);
    return true;
  }
  if (strcmp(key, "shared") == 0)
    return take_shared(p, value);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    if (strcmp(key, keys[i].key) != 0)
      continue;
    if (**keys[i].to)
      return plait_err_set(p->line.err, PLAIT_EXIT_USAGE, "%s:%" PRIu32 ": '%s:' is there twice", p->line.name,
                           p->line.number, key);
    free(*keys[i].to);
    *keys[i].to = xstrdup(value);
    return true;
  }
  return plait_err_set(p->line.err, PLAIT_EXIT_USAGE,
                       "%s:%" PRIu32 ": unknown key '%.40s' (known: program, args, options, schedule, shared, outcome)",
                       p->line.name, p->line.number, key);
}

static char *trim(char *s) {
  while (is_blank(*s))
    s++;
  for (size_t n = strlen(s); n > 0 && is_blank(s[n - 1]); n--)
    s[n - 1] = '\0';
  return s;
}

static bool take_line(struct parsing *p, char *text) {
  text = trim(text);
  if (*text == '\0' || *text == '#')
    return true;
  char *colon = strchr(text, ':');
  if (!colon)
    return plait_err_set(p->line.err, PLAIT_EXIT_USAGE,
                         "%s:%" PRIu32 ": expected 'key: value', as in 'schedule: main T1'", p->line.name,
                         p->line.number);
  *colon = '\0';
  return take_pair(p, trim(text), trim(colon + 1));
}

bool schedule_file_parse(const char *name, const char *text, size_t len, struct schedule_file *out,
                         struct plait_err *err) {
  struct parsing p = {.line = {name, 0, err}, .file = out};
  *out = (struct schedule_file){xstrdup(""), xstrdup(""), xstrdup(""), xstrdup(""), xstrdup(""), 0, NULL, 0};
  bool good =
      !memchr(text, 0, len) || plait_err_set(err, PLAIT_EXIT_USAGE, "%s is not a schedule file: it is not text", name);
  for (size_t at = 0; good && at < len;) {
    const char *end = memchr(text + at, '\n', len - at);
    size_t n = end ? (size_t)(end - text) - at : len - at;
    struct buf line = {0};
    buf_add(&line, text + at, n);
    p.line.number++;
    good = take_line(&p, line.at);
    buf_fini(&line);
    at += n + 1;
  }
  if (good && !out->schedule_line)
    good = plait_err_set(err, PLAIT_EXIT_USAGE, "%s has no 'schedule:' line", name);
  out->shared = p.shared.at;
  out->shared_len = p.shared.len;
  if (!good)
    schedule_file_fini(out);
  return good;
}

bool schedule_file_read(const char *path, struct schedule_file *out, struct plait_err *err) {
  struct buf text = {0};
  *out = (struct schedule_file){0};
  FILE *f = fopen(path, "rbe");
  if (!f)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "cannot open %s: %s", path, strerror(errno));
  char chunk[1 << 12];
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0 && text.len <= FILE_MAX;)
    buf_add(&text, chunk, n);
  bool good = !ferror(f) || plait_err_set(err, PLAIT_EXIT_USAGE, "cannot read %s: %s", path, strerror(errno));
  fclose(f);
  if (good && text.len > FILE_MAX)
    good = plait_err_set(err, PLAIT_EXIT_USAGE, "%s is too large for a schedule file", path);
  good = good && schedule_file_parse(path, buf_str(&text), text.len, out, err);
  buf_fini(&text);
  return good;
}

/* ---- printing ----------------------------------------------------------------------- */

/* `key: value` in one line. */
static void print_pair(struct buf *out, const char *key, const char *value) {
  if (!value || !*value)
    return;
  buf_printf(out, "%s: ", key);
  for (const char *c = value; *c; c++)
    buf_putc(out, *c == '\n' ? ' ' : *c);
  buf_putc(out, '\n');
}

/* The same for a key that may be there several times: keeps line breaks, cuts long lines at blanks. */
static void print_lines(struct buf *out, const char *key, const char *value) {
  static const char blanks[] = " \t\r\n";
  for (const char *at = value + strspn(value, blanks); *at; at += strspn(at, blanks)) {
    size_t n = strcspn(at, "\n");
    if (n > LINE_WIDTH && !memchr(at, '#', n)) { /* a comment cannot be cut */
      size_t cut = LINE_WIDTH;
      while (cut > 0 && at[cut] != ' ')
        cut--;
      n = cut ? cut : strcspn(at, " \n");
    }
    size_t shown = n;
    while (shown > 0 && is_blank(at[shown - 1]))
      shown--;
    buf_printf(out, "%s: ", key);
    buf_add(out, at, shown);
    buf_putc(out, '\n');
    at += n;
  }
}

void schedule_file_print(const struct schedule_file *f, struct buf *out) {
  struct buf shared = {0};
  for (size_t i = 0; i < f->shared_len; i++) {
    buf_puts(&shared, i ? " " : "");
    print_range(&f->shared[i], &shared);
  }
  print_pair(out, "program", f->program);
  print_pair(out, "args", f->args);
  print_pair(out, "options", f->options);
  if (f->schedule && *f->schedule)
    print_lines(out, "schedule", f->schedule);
  else
    buf_puts(out, "schedule:\n");
  print_lines(out, "shared", buf_str(&shared));
  print_pair(out, "outcome", f->outcome);
  buf_fini(&shared);
}

void schedule_file_fini(struct schedule_file *f) {
  free(f->program);
  free(f->args);
  free(f->options);
  free(f->schedule);
  free(f->outcome);
  free(f->shared);
  *f = (struct schedule_file){0};
}
