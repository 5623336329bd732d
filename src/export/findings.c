/* findings.c — what is wrong in an execution, as text and as JSON.
 *
 * The findings come from src/analysis; here is only their shape. Errors and warnings
 * are printed like a compiler's messages; notes only when asked for, because they are
 * remarks and most programs deserve some. */
#include "export/export.h"

#include <inttypes.h>
#include <string.h>

bool findings_counts(const struct analysis *a, bool strict) {
  for (size_t i = 0; i < analysis_findings(a); i++) {
    enum finding_severity s = analysis_finding(a, i)->severity;
    if (s == SEVERITY_ERROR || (strict && s == SEVERITY_WARNING))
      return true;
  }
  return false;
}

void findings_text(const struct analysis *a, const struct trace *t, bool notes, struct buf *out) {
  for (int s = SEVERITY_ERROR; s <= (notes ? SEVERITY_NOTE : SEVERITY_WARNING); s++)
    for (size_t i = 0; i < analysis_findings(a); i++)
      if ((int)analysis_finding(a, i)->severity == s)
        finding_print(t, analysis_finding(a, i), out);
}

static void string(struct buf *out, const char *name, const char *value) {
  buf_printf(out, ",\"%s\":\"", name);
  buf_json(out, value, strlen(value));
  buf_putc(out, '"');
}

static void place(const struct trace *t, const struct finding_place *p, struct buf *out) {
  const struct trace_site *s = trace_site(t, p->site);
  const char *name = p->thread < trace_threads(t) ? trace_thread(t, p->thread)->name : "";
  buf_puts(out, "{\"thread\":\"");
  buf_json(out, name, strlen(name));
  buf_putc(out, '"');
  if (*s->file)
    string(out, "file", s->file);
  if (s->line)
    buf_printf(out, ",\"line\":%" PRIu32, s->line);
  if (*s->func)
    string(out, "func", s->func);
  if (p->step)
    buf_printf(out, ",\"step\":%" PRIu32, p->step);
  if (*p->role)
    string(out, "role", p->role);
  buf_putc(out, '}');
}

void finding_json(const struct trace *t, const struct finding *f, struct buf *out) {
  buf_printf(out, "{\"kind\":\"%s\",\"severity\":\"%s\"", finding_kind_names[f->kind], finding_severity_names[f->severity]);
  if (f->object && f->object <= trace_objects(t))
    string(out, "object", trace_object(t, f->object)->name);
  if (f->step)
    buf_printf(out, ",\"step\":%" PRIu32, f->step);
  string(out, "message", f->message);
  if (*f->detail)
    string(out, "detail", f->detail);
  buf_puts(out, ",\"locations\":[");
  for (size_t i = 0; i < f->places; i++) {
    if (i)
      buf_putc(out, ',');
    place(t, &f->place[i], out);
  }
  buf_puts(out, "]}");
}

void findings_json(const struct analysis *a, const struct trace *t, struct buf *out) {
  buf_putc(out, '[');
  for (size_t i = 0; i < analysis_findings(a); i++) {
    if (i)
      buf_putc(out, ',');
    finding_json(t, analysis_finding(a, i), out);
  }
  buf_putc(out, ']');
}
