/* finding.c — a finding as text: for people and editors, and for comparing executions. */
#include "analysis/analysis.h"
#include "wire/wire.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool has_line(const struct trace *t, uint32_t site) {
  const struct trace_site *s = trace_site(t, site);
  return *s->file && s->line;
}

static void put_place(const struct trace *t, uint32_t site, struct buf *out) {
  const struct trace_site *s = trace_site(t, site);
  if (has_line(t, site))
    buf_printf(out, "%s:%" PRIu32 ": ", s->file, s->line);
}

void finding_print(const struct trace *t, const struct finding *f, struct buf *out) {
  for (size_t i = 0; i < f->places; i++)
    if (has_line(t, f->place[i].site)) {
      put_place(t, f->place[i].site, out);
      break;
    }
  buf_printf(out, "%s: %s\n", finding_kind_names[f->kind], f->message);
  for (size_t i = 0; i < f->places && f->places > 1; i++) { /* a single place is in the first line */
    const struct finding_place *p = &f->place[i];
    if (!*p->role)
      continue;
    buf_puts(out, "  ");
    put_place(t, p->site, out);
    buf_printf(out, "%s %s", p->thread < trace_threads(t) ? trace_thread(t, p->thread)->name : "?", p->role);
    if (p->step)
      buf_printf(out, " (step %" PRIu32 ")", p->step);
    buf_putc(out, '\n');
  }
  for (const char *line = f->detail; *line;) {
    size_t n = strcspn(line, "\n");
    buf_printf(out, "  %.*s\n", (int)n, line);
    line += n + (line[n] == '\n');
  }
}

static const char *after_digits(const char *p) {
  while (isdigit((unsigned char)*p))
    p++;
  return p;
}

/* Elements of one array and blocks of one allocation count as one: "slot[3]" is "slot[]", "malloc@q.c:9#2+8" is
 * "malloc@q.c:9". Nor does it matter which thread's it is: "i@T2" and "i" are "i", "T2:stack-8" is "T:stack-8". */
static void put_name(const char *name, struct buf *out) {
  bool heap = strncmp(name, "malloc@", 7) == 0;
  for (const char *p = name; *p && !(heap && (*p == '#' || *p == '+'));) {
    bool thread = *p == 'T' && isdigit((unsigned char)p[1]);
    if ((*p == '#' && after_digits(p + 1)[0] == '\0') || (*p == '@' && p[1] == 'T' && isdigit((unsigned char)p[2]) && !heap)) {
      p = after_digits(*p == '#' ? p + 1 : p + 2);
    } else if (thread && (p == name || p[-1] == '@') && strchr(":#+", *after_digits(p + 1))) {
      buf_putc(out, 'T');
      p = after_digits(p + 1);
    } else {
      buf_putc(out, *p);
      p = *p == '[' ? after_digits(p + 1) : p + 1;
    }
  }
}

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* "mutex 2" is the second that this execution mentions, which another may mention first. */
static bool is_numbered(const struct trace_object *o) {
  const char *kind = plait_kind_names[o->kind];
  size_t n = strlen(kind);
  return o->place.kind != PLACE_NONE && strncmp(o->name, kind, n) == 0 && o->name[n] == ' ' && isdigit((unsigned char)o->name[n + 1]);
}

void finding_name(const struct trace *t, const struct finding *f, struct buf *out) {
  buf_puts(out, finding_kind_names[f->kind]);
  if (!f->object || f->object > trace_objects(t))
    return;
  const struct trace_object *o = trace_object(t, f->object);
  buf_putc(out, ' ');
  if (is_numbered(o) && o->composite)
    buf_puts(out, plait_kind_names[o->kind]); /* each is a block of its own, made where the library makes all of them */
  else if (is_numbered(o))
    buf_printf(out, "%s@%u.%u+%" PRIx64, plait_kind_names[o->kind], o->place.kind,
               o->place.kind == PLACE_MODULE ? (unsigned)o->place.owner : 0, o->place.off);
  else
    put_name(o->name, out);
}

void finding_key(const struct trace *t, const struct finding *f, struct buf *out) {
  finding_name(t, f, out);
  /* In which order the two sides came is the schedule's business. */
  char *places[FINDING_PLACES];
  size_t n = 0;
  for (size_t i = 0; i < f->places; i++) {
    const struct trace_site *s = trace_site(t, f->place[i].site);
    struct buf b = {0};
    if (f->place[i].aside)
      continue;
    if (has_line(t, f->place[i].site))
      buf_printf(&b, " %s:%" PRIu32, s->file, s->line);
    else if (f->place[i].site)
      buf_printf(&b, " %" PRIu32 "+%" PRIx64, s->module, s->off);
    if (b.at)
      places[n++] = b.at;
  }
  qsort(places, n, sizeof *places, compare);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || strcmp(places[i], places[i - 1]) != 0)
      buf_puts(out, places[i]);
  for (size_t i = 0; i < n; i++)
    free(places[i]);
}
