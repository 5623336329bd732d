/* plait/sync/waitgroup.h — wait until a number of things are done; included by plait/sync.h.
 *
 * After Go's sync.WaitGroup (package documentation). */
#ifndef PLAIT_SYNC_WAITGROUP_H
#define PLAIT_SYNC_WAITGROUP_H

struct plait_wait_group;

/* The counter is 0 at first. */
struct plait_wait_group *plait_wait_group_new(const char *name);
void plait_wait_group_free(struct plait_wait_group *g);

/* Adds N, which may be negative; at 0 all who wait go on. Add before you start what will be done, not in it: a
 * wait that comes first sees 0. EOVERFLOW: the counter would be negative (Go: panic), or more than INT_MAX. */
int plait_wait_group_add(struct plait_wait_group *g, int n);
/* One less. EOVERFLOW: the counter is 0 (Go: panic). */
int plait_wait_group_done(struct plait_wait_group *g);

/* Waits until the counter is 0. */
int plait_wait_group_wait(struct plait_wait_group *g);
int plait_wait_group_wait_try(struct plait_wait_group *g);
int plait_wait_group_wait_for(struct plait_wait_group *g, double seconds);

#endif
