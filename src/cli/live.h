/* live.h — a session as the screen sees it: view/actions.h's struct view_live over engine/session.h, and its struct
 * view_search over engine/explore_job.h. */
#ifndef PLAIT_CLI_LIVE_H
#define PLAIT_CLI_LIVE_H

#include "cli/program.h"
#include "cli/resolve.h"
#include "engine/explore_job.h"
#include "view/actions.h"

struct live {
  struct session *session;
  struct program *program;
  size_t sites; /* how many the trace had when its sources were looked for */
  struct view_live view;

  /* the search for endings */
  const struct session_options *options;
  struct explore_job *job; /* NULL: none goes on */
  struct resolve *names;   /* the job's */
  struct explore_job_news news;
  struct view_ending *shown; /* of the news, as the screen wants them */
  struct view_endings endings;
  struct view_search search;
};

/* Connects; the screen then uses &live->view. Nothing is owned; O is what the session was made with. */
void live_init(struct live *l, struct session *s, struct program *p, const struct session_options *o);
/* Ends a search that goes on. Before session_free. */
void live_fini(struct live *l);

#endif
