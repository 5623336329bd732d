/* report.c — one finding being put together. */
#include "analysis/detect.h"

#include "analysis/store.h"

#include <stdio.h>
#include <string.h>

void report_init(struct report *r, enum finding_kind kind, enum finding_severity severity, uint32_t object, uint32_t step) {
  memset(r, 0, sizeof *r);
  r->f.kind = kind;
  r->f.severity = severity;
  r->f.object = object;
  r->f.step = step;
}

void report_place(struct report *r, uint32_t step, uint32_t site, uint16_t thread, const char *role, ...) {
  if (r->f.places == FINDING_PLACES)
    return;
  struct finding_place *p = &r->f.place[r->f.places++];
  p->step = step;
  p->site = site;
  p->thread = thread;
  p->aside = false;
  va_list ap;
  va_start(ap, role);
  vsnprintf(p->role, sizeof p->role, role, ap);
  va_end(ap);
}

void report_aside(struct report *r) {
  if (r->f.places)
    r->f.place[r->f.places - 1].aside = true;
}

void report_done(struct report *r, const struct analysis_state *st) {
  r->f.message = buf_str(&r->message);
  r->f.detail = buf_str(&r->detail);
  analysis_add(st->sink, &r->f);
  buf_fini(&r->message);
  buf_fini(&r->detail);
}
