/* schedule_parse.c — the text of schedule.h as choices.
 *
 * Every mistake is told with the column where it is, counted in characters from 1,
 * because schedules are typed by hand and pasted from bug reports. */
#include "base/array.h"
#include "trace/schedule_names.h"
#include "wire/wire.h"

#include <stdlib.h>
#include <string.h>

struct parse {
  const char *text, *at;
  const struct schedule_names *names;
  struct plait_err *err;
  ARRAY(uint32_t) choices;
  struct {
    const char *at; /* in the text; NULL: not introduced */
    size_t len;
  } introduced[WIRE_THREADS]; /* by T2=name */
};

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static size_t column_of(const struct parse *p, const char *at) {
  size_t column = 1;
  for (const char *c = p->text; c < at; c++)
    column += ((unsigned char)*c & 0xc0) != 0x80; /* UTF-8 continuation bytes are no characters of their own */
  return column;
}

__attribute__((format(printf, 3, 4))) static bool mistake(struct parse *p, const char *at, const char *fmt, ...) {
  struct buf b = {0};
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(&b, fmt, ap);
  va_end(ap);
  plait_err_set(p->err, PLAIT_EXIT_USAGE, "schedule column %zu: %s", column_of(p, at), buf_str(&b));
  buf_fini(&b);
  return false;
}

/* How much of a word goes into a message. */
static int shown(size_t len) { return len > 40 ? 40 : (int)len; }

static bool unknown_thread(struct parse *p, const char *at, size_t len) {
  struct buf known = {0};
  if (p->names && p->names->len) {
    buf_puts(&known, "known: ");
    for (uint32_t i = 0; i < p->names->len && known.len < 200; i++) {
      buf_puts(&known, i ? ", " : "");
      schedule_name_add(p->names, i, &known);
    }
  } else {
    buf_puts(&known, "threads are called main, T1, T2, ... in the order of their creation");
  }
  mistake(p, at, "unknown thread '%.*s' (%s)", shown(len), at, buf_str(&known));
  buf_fini(&known);
  return false;
}

/* KIND: before the thread; false when it is none of the four. */
static bool kind_of(const char *word, size_t len, uint32_t *kind) {
  static const struct {
    const char *name;
    uint32_t kind;
  } kinds[] = {{"timeout", CHOICE_TIMEOUT}, {"spurious", CHOICE_SPURIOUS}, {"cond", CHOICE_COND}, {"sem", CHOICE_SEM}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strlen(kinds[i].name) == len && memcmp(kinds[i].name, word, len) == 0) {
      *kind = kinds[i].kind;
      return true;
    }
  return false;
}

static bool parse_count(struct parse *p, const char **at, const char *end, uint32_t *count) {
  const char *digits = *at;
  uint64_t n = 0;
  while (*at < end && **at >= '0' && **at <= '9') {
    if (n <= WIRE_PREFIX)
      n = 10 * n + (uint64_t)(**at - '0');
    ++*at;
  }
  if (*at == digits || n == 0)
    return mistake(p, digits, "'*' wants a number of steps, at least 1, as in T1*3");
  if (n > WIRE_PREFIX)
    return mistake(p, digits, "a schedule has at most %d choices", WIRE_PREFIX);
  *count = (uint32_t)n;
  return true;
}

static bool add_choice(struct parse *p, const char *word, uint32_t kind, uint32_t thread, uint32_t count) {
  if (kind == CHOICE_COND || kind == CHOICE_SEM) {
    uint32_t before = p->choices.len ? WIRE_CHOICE_KIND(p->choices.at[p->choices.len - 1]) : CHOICE_COND;
    if (before == CHOICE_COND || before == CHOICE_SEM)
      return mistake(p, word, "%s stands behind the step that wakes the thread",
                     kind == CHOICE_COND ? "cond:" : "sem:");
  }
  if (p->choices.len + count > WIRE_PREFIX)
    return mistake(p, word, "a schedule has at most %d choices", WIRE_PREFIX);
  for (uint32_t i = 0; i < count; i++)
    *ARRAY_PUSH(&p->choices) = WIRE_CHOICE(kind, thread);
  return true;
}

static int64_t find_introduced(const struct parse *p, const char *name, size_t len) {
  for (int64_t i = 0; i < WIRE_THREADS; i++)
    if (p->introduced[i].at && p->introduced[i].len == len && memcmp(p->introduced[i].at, name, len) == 0)
      return i;
  return -1;
}

/* NAME=OWN, of which OWN is at AT. */
static bool introduce(struct parse *p, const char *name, size_t name_len, const char *at, size_t len, int64_t *thread) {
  *thread = schedule_name_canonical(name, name_len);
  if (*thread < 0)
    return mistake(p, name, "'=' gives a name to main, T1, T2, ... and not to '%.*s'", shown(name_len), name);
  if (!schedule_name_is_simple(at, len) ||
      (schedule_name_canonical(at, len) != -1 && schedule_name_canonical(at, len) != *thread))
    return mistake(p, at, "'%.*s' cannot be the name of a thread (letters, digits, _ . -)", shown(len), at);
  int64_t other = find_introduced(p, at, len);
  if (other >= 0 && other != *thread)
    return mistake(p, at, "'%.*s' is the name of another thread already", shown(len), at);
  p->introduced[*thread].at = at;
  p->introduced[*thread].len = len;
  return true;
}

/* A thread's name, or THREAD=NAME. */
static bool parse_thread(struct parse *p, const char *at, size_t len, int64_t *thread) {
  const char *equals = memchr(at, '=', len);
  if (equals)
    return introduce(p, at, (size_t)(equals - at), equals + 1, len - (size_t)(equals - at) - 1, thread);
  *thread = find_introduced(p, at, len);
  if (*thread < 0)
    *thread = schedule_name_find(p->names, at, len);
  if (*thread == -2)
    return mistake(p, at, "'%.*s' is beyond the %d threads that plait can handle", shown(len), at, WIRE_THREADS);
  return *thread >= 0 || unknown_thread(p, at, len);
}

/* [KIND:]THREAD[=NAME][*COUNT][!] */
static bool parse_word(struct parse *p, const char *word, const char *end) {
  uint32_t kind = CHOICE_STEP, count = 1;
  const char *name = word, *colon = memchr(word, ':', (size_t)(end - word));
  if (colon) {
    if (!kind_of(word, (size_t)(colon - word), &kind))
      return mistake(p, word, "unknown choice '%.*s:' (known: cond: sem: timeout: spurious:)",
                     shown((size_t)(colon - word)), word);
    name = colon + 1;
  }
  const char *at = name;
  while (at < end && *at != '*' && *at != '!')
    at++;
  if (at == name)
    return mistake(p, name, "a thread is missing here");
  int64_t thread;
  if (!parse_thread(p, name, (size_t)(at - name), &thread))
    return false;
  if (at < end && *at == '*') {
    if (kind != CHOICE_STEP)
      return mistake(p, at, "only plain steps can be repeated; write %.*s again instead", shown((size_t)(at - word)),
                     word);
    at++;
    if (!parse_count(p, &at, end, &count))
      return false;
  }
  if (at < end && *at == '!' && kind != CHOICE_COND && kind != CHOICE_SEM)
    at++; /* for the reader */
  if (at < end)
    return mistake(p, at, "'%.*s' does not belong here", shown((size_t)(end - at)), at);
  return add_choice(p, word, kind, (uint32_t)thread, count);
}

bool schedule_parse(const char *text, const struct schedule_names *names, uint32_t **out, size_t *n,
                    struct plait_err *err) {
  struct parse p = {.text = text, .at = text, .names = names, .err = err};
  *out = NULL;
  *n = 0;
  for (;;) {
    while (is_blank(*p.at))
      p.at++;
    if (*p.at == '#') {
      while (*p.at && *p.at != '\n')
        p.at++;
      continue;
    }
    if (*p.at == '\0')
      break;
    const char *word = p.at;
    while (*p.at && !is_blank(*p.at) && *p.at != '#')
      p.at++;
    if (!parse_word(&p, word, p.at)) {
      ARRAY_FREE(&p.choices);
      return false;
    }
  }
  *out = p.choices.at;
  *n = p.choices.len;
  return true;
}
