/* plait/sync/once.h — whoever comes first does it, nobody does it again; included by plait/sync.h.
 *
 * After Go's sync.Once (package documentation). */
#ifndef PLAIT_SYNC_ONCE_H
#define PLAIT_SYNC_ONCE_H

struct plait_once;

struct plait_once *plait_once_new(const char *name);
void plait_once_free(struct plait_once *o);

/* Calls FUNCTION(ARG) if this is the first call on this object, and returns when the first call's function has
 * returned. EDEADLK: called from that function (Go: deadlock). */
int plait_once_do(struct plait_once *o, void (*function)(void *), void *arg);

#endif
