/* explore_report.h — what a search found, for people and as JSON; for cmd_explore.c only. */
#ifndef PLAIT_CLI_EXPLORE_REPORT_H
#define PLAIT_CLI_EXPLORE_REPORT_H

#include "base/array.h"
#include "base/buf.h"
#include "engine/explore.h"

/* A finding, as it is printed; the same one is kept once however many outcomes show it. */
struct report_finding {
  char *key, *text, *json;
  size_t outcome; /* the first that shows it */
  bool error;     /* wrong in that very execution */
};

struct report {
  const struct explore_result *result;
  const char *program;
  ARRAY(struct report_finding) findings;
  ARRAY(char *) schedules; /* by outcome, as text */
  bool error;              /* a finding that makes the exit status 1 */
};

/* Takes in the trace of outcome I: the outcomes in their order. */
void report_add(struct report *r, const struct trace *t, size_t i, bool strict);
void report_text(const struct report *r, bool ascii, struct buf *out);
void report_json(const struct report *r, struct buf *out);
void report_fini(struct report *r);

#endif
