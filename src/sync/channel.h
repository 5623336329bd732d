/* channel.h — the inside of a channel, shared by channel.c and select.c.
 *
 * Who cannot go on stands in the line of the channel, in one or, in a select, in several at
 * once. Whoever comes from the other side does the whole transfer for the first in
 * line and wakes it: as in Go's runtime, nobody who was woken has to try again. */
#ifndef PLAIT_SYNC_CHANNEL_INSIDE_H
#define PLAIT_SYNC_CHANNEL_INSIDE_H

#include "sync/items.h"
#include "sync/report.h"
#include "sync/waiters.h"

#include <plait/sync.h>

/* One operation that waits: a send, a receive, or a select with all its cases. */
struct parked {
  pthread_mutex_t *lock; /* what it sleeps with: the channel's lock, or one of its own when it waits at several */
  struct waiters *bell;
  int done;   /* the case that somebody has done for it; -1: none yet. Guarded by `lock` */
  int result; /* of that case */
};

/* Where it stands in line for one of its cases. */
struct place {
  struct place *next, *before;
  struct line *line; /* NULL: in none */
  struct parked *who;
  struct plait_case *what;
  int number; /* of the case */
};

struct line {
  struct place *first, *last;
  struct waiters bell; /* those who wait here only */
};

struct plait_channel {
  pthread_mutex_t lock;
  struct line senders, receivers;
  unsigned capacity;
  struct items items;
  bool closed;
  unsigned turn; /* with which case the next select that begins here begins to look */
};

/* All with the channel's lock held. */
void line_join(struct line *l, struct place *p);
void line_leave(struct place *p);
/* Does the case if that is possible now; false: it would have to wait. *RESULT: 0 or an error. */
bool channel_do(struct plait_case *what, const void *caller, int *result);
/* Tells that an item has left the channel. */
void channel_got(const struct plait_channel *c, intptr_t item, const void *caller);

#endif
