/* explore_job.h — a search in the background, from where a session is, while that session is shown.
 *
 * A session belongs to one thread, so the job has a thread and a session of its own, with the same options and the
 * memory that the shown session knows to be shared. The caller never waits for it: it is told by a descriptor that
 * there is news, and takes a copy.
 *
 * When the job finds memory shared that the shown session did not know of, steps get new numbers; the job then
 * translates the choices it began with and searches again. What it found fits a session that knows that memory,
 * too: session_share. */
#ifndef PLAIT_ENGINE_EXPLORE_JOB_H
#define PLAIT_ENGINE_EXPLORE_JOB_H

#include "engine/explore.h"

enum { EXPLORE_JOB_OUTCOMES = 99 }; /* copied at most */

struct explore_job_options {
  const struct session_options *session; /* as the shown session was made, but with a resolver of the job's own; its prefix
                                            and shared memory are ignored; what it points to must outlive the job */
  const struct session *shown;           /* asked only before explore_job_new returns */
  const uint32_t *root;                  /* choices made so far; copied */
  size_t root_len;
  double seconds;                        /* the budget */
};

/* What is known: a copy, which the caller clears with explore_job_news_fini. */
struct explore_job_news {
  struct explore_result result; /* outcomes in the order in which they were found, at most EXPLORE_JOB_OUTCOMES */
  size_t outcomes;              /* how many there are */
  bool over;                    /* this is the last */
  bool failed;                  /* the program cannot be controlled: */
  struct plait_err err;         /* why */
  uint32_t steps;               /* that the choices it began with take, with the memory below */
  struct trace_shared *shared;
  size_t shared_len;
};

struct explore_job;

/* Begins. NULL and *err when there can be no thread; that the program does not start is news. */
struct explore_job *explore_job_new(const struct explore_job_options *o, struct plait_err *err);
/* Ends it and all its processes; waits for that, a moment. */
void explore_job_free(struct explore_job *j);
/* Readable when there is news. */
int explore_job_fd(const struct explore_job *j);
/* Replaces *OUT by what is new; false: nothing is, and *OUT stays. *OUT is all zero at first. */
bool explore_job_take(struct explore_job *j, struct explore_job_news *out);
void explore_job_news_fini(struct explore_job_news *n);

#endif
