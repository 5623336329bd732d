/* plait/sync/rlock.h — a lock that its owner may take again; included by plait/sync.h.
 *
 * After Python's threading.RLock (library reference, "RLock Objects"). The lock belongs to a thread;
 * that thread may acquire it again without waiting, and others get it only after as many releases. */
#ifndef PLAIT_SYNC_RLOCK_H
#define PLAIT_SYNC_RLOCK_H

struct plait_rlock;

struct plait_rlock *plait_rlock_new(const char *name);
void plait_rlock_free(struct plait_rlock *lock);

/* Takes the lock: waits while another thread owns it; one level deeper when the caller does. A
 * negative time is EINVAL, as in Python. */
int plait_rlock_acquire(struct plait_rlock *lock);
int plait_rlock_acquire_try(struct plait_rlock *lock);
int plait_rlock_acquire_for(struct plait_rlock *lock, double seconds);

/* One level up; at the last one the lock is free again. EPERM: the caller is not the owner (Python: RuntimeError). */
int plait_rlock_release(struct plait_rlock *lock);

/* How many releases the calling thread owes: 0 when it does not own the lock. Never waits for the owner. */
unsigned plait_rlock_depth(struct plait_rlock *lock);

#endif
