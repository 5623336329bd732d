/* plait/sync/local.h — a value of its own for each thread; included by plait/sync.h.
 *
 * After Python's threading.local (library reference, "Thread-Local Data"). What only one thread can
 * reach needs no lock. None of the calls waits. */
#ifndef PLAIT_SYNC_LOCAL_H
#define PLAIT_SYNC_LOCAL_H

struct plait_local;

/* INITIAL is what a thread finds that has set nothing. NULL also when the process has no thread-local place left. */
struct plait_local *plait_local_new(const char *name, intptr_t initial);
void plait_local_free(struct plait_local *l);

intptr_t plait_local_get(struct plait_local *l);
int plait_local_set(struct plait_local *l, intptr_t value);

#endif
