/* settle.h — which schedules are tried to find out what memory the threads share.
 *
 * Steps are numbered by what is shared (session.h), so whoever counts them, the screen, a recording, a
 * search, a schedule typed by hand, must try the same ones: otherwise a schedule that a search prints
 * would mean something else when it is pasted. Different schedules find different memory, so some are drawn, with
 * fixed seeds, until so many in a row find nothing new. Long executions are not repeated as often: there
 * the default schedule has to do. */
#ifndef PLAIT_ENGINE_SETTLE_H
#define PLAIT_ENGINE_SETTLE_H

#include "wire/wire.h"

#include <stdbool.h>

enum {
  SETTLE_QUIET = 16,          /* schedules in a row that find nothing */
  SETTLE_MOST = 800,          /* schedules in all */
  SETTLE_LONG_STEPS = 20000,  /* of the default schedule: do not draw others */
};

struct settle {
  uint32_t round; /* which of the schedules is next */
  uint32_t quiet; /* so many in a row have found nothing */
  uint32_t tries; /* executions so far */
};

/* The policy of the next execution, whose seed is S->round. */
enum wire_policy settle_policy(const struct settle *s);
/* The execution is over, FOUND: it has found memory newly shared, ALONE: it had one thread only, STEPS: so long it was. Returns
 * whether another is to be tried. */
bool settle_again(struct settle *s, bool found, bool alone, uint64_t steps);

#endif
