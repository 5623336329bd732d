/* explore_report.h — what a search found, for people and as JSON; for explore_*.c and cmd_explore.c only.
 *
 * A report is made from a search (explore_look.c) or from the JSON of others (explore_merge.c), and holds everything
 * that is printed. */
#ifndef PLAIT_CLI_EXPLORE_REPORT_H
#define PLAIT_CLI_EXPLORE_REPORT_H

#include "base/array.h"
#include "base/buf.h"
#include "engine/explore.h"

struct program;

/* A finding, as it is printed. */
struct report_finding {
  char *key, *text, *json; /* json: the object of the finding in its schedule */
  char *schedule;
  const char *kind;        /* a literal */
  const char *verdict;     /* lock_order: what the search says of it, a literal; NULL: nothing */
  enum finding_severity severity;
  uint64_t count;
};

struct report {
  struct explore_result *result;
  char *program;
  ARRAY(struct report_finding) findings;
  ARRAY(char *) schedules; /* by outcome, as text */
  uint32_t shard, shards;  /* 0: all of it */
  bool begun;              /* only of what begins with a schedule that was given */
};

/* Makes the folder for recordings, unless it is there. */
bool report_folder(const char *save, struct plait_err *err);
/* Runs the schedule of each outcome and each finding twice more, and keeps what is to be told of it. SAVE: the folder for
 * recordings of them, or NULL. False with *err: the program does not repeat itself (PLAIT_EXIT_DIVERGED), a recording cannot be
 * written; what was looked at before that is in the report. */
bool report_look(struct report *r, struct session *s, struct program *program, const char *save, struct plait_err *err);
/* What the whole search says of a deadlock that one execution predicts. After the findings are complete. */
void report_verdicts(struct report *r);
/* Joins the reports in FILES, each the output of --json of one shard. */
bool report_merge(struct report *r, char *const *files, size_t n, struct plait_err *err);
/* Is there a finding that makes the exit status 1? */
bool report_counts(const struct report *r, bool strict);
/* COLUMNS: of the terminal it is for, 0 when it is for none: then nothing is cut. */
void report_text(const struct report *r, bool ascii, unsigned columns, struct buf *out);
void report_json(const struct report *r, struct buf *out);
void report_fini(struct report *r);

#endif
