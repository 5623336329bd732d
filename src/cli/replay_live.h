/* replay_live.h — a recording's program, started when the screen of a replay wants more than the recording has: the same
 * steps again, but live. */
#ifndef PLAIT_CLI_REPLAY_LIVE_H
#define PLAIT_CLI_REPLAY_LIVE_H

#include "cli/again.h"
#include "cli/live.h"

struct replay_live {
  const struct trace *recorded;
  struct again again;
  bool begun; /* again is to be ended */
  struct session *session;
  struct live live;
  struct view_attach attach; /* for the screen */
};

/* Starts nothing yet. T must outlive it. */
void replay_live_init(struct replay_live *r, const struct trace *t);
void replay_live_fini(struct replay_live *r);

#endif
