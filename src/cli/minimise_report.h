/* minimise_report.h — what minimise found, for people and as JSON; for cmd_minimise.c only.
 *
 * The session has one trace at a time, so the pieces that need one are made while it is there. */
#ifndef PLAIT_CLI_MINIMISE_REPORT_H
#define PLAIT_CLI_MINIMISE_REPORT_H

#include "base/buf.h"
#include "engine/minimise.h"

struct minimise_report {
  const struct minimise_result *result;
  struct buf wrong;      /* the finding, or how it ended, as text */
  struct buf finding;    /* as JSON; "" when it is an outcome that was kept */
  struct buf kept;       /* what the finding is called in a sentence: "the race" */
  struct buf ending;     /* members of JSON */
  struct buf before, after, passing; /* schedules */
  struct buf place, what;            /* of the step of the inflection: "lost.c:9", "T1 writes counter = 1" */
  struct buf step;                   /* members of JSON */
  struct buf passing_text, passing_json;
};

/* While the session's trace is the smallest schedule, and the passing one. */
void minimise_report_after(struct minimise_report *m, const struct trace *t);
void minimise_report_passing(struct minimise_report *m, const struct trace *t);
void minimise_report_text(const struct minimise_report *m, struct buf *out);
void minimise_report_json(const struct minimise_report *m, double elapsed, struct buf *out);
void minimise_report_fini(struct minimise_report *m);

#endif
