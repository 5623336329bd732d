/* live.h — a session as the screen sees it: view/actions.h's struct view_live over engine/session.h. */
#ifndef PLAIT_CLI_LIVE_H
#define PLAIT_CLI_LIVE_H

#include "cli/program.h"
#include "view/actions.h"

struct live {
  struct session *session;
  struct program *program;
  size_t sites; /* how many the trace had when its sources were looked for */
  struct view_live view;
};

/* Connects; the screen then uses &live->view. Neither is owned. */
void live_init(struct live *l, struct session *s, struct program *p);

#endif
