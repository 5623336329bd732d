/* plait/sync/condition.h — wait until somebody says that something changed; included by plait/sync.h.
 *
 * After Python's threading.Condition (library reference, "Condition Objects"). A condition goes with a
 * lock that protects what is waited for. To wait gives the lock up, sleeps until notified, and takes the
 * lock again before it returns. A notification wakes only threads that are waiting then: nothing is
 * remembered for those who come later. By the time a thread has the lock again, others may have changed
 * everything, so: wait in a `while` loop, or use wait_until. */
#ifndef PLAIT_SYNC_CONDITION_H
#define PLAIT_SYNC_CONDITION_H

struct plait_condition;

/* With LOCK NULL it makes a lock of its own; several conditions may share one lock. */
struct plait_condition *plait_condition_new(const char *name, struct plait_rlock *lock);
/* A lock that was given is not freed. */
void plait_condition_free(struct plait_condition *c);

/* Its lock: as plait_rlock_acquire and plait_rlock_release. */
int plait_condition_acquire(struct plait_condition *c);
int plait_condition_acquire_try(struct plait_condition *c);
int plait_condition_acquire_for(struct plait_condition *c, double seconds);
int plait_condition_release(struct plait_condition *c);

/* Gives the lock up, whatever its depth, waits for a notification, takes the lock again as deep as it
 * was. Also after a timeout the lock is taken again, however long that takes. EPERM: the caller does not own the
 * lock (Python: RuntimeError). */
int plait_condition_wait(struct plait_condition *c);
int plait_condition_wait_for(struct plait_condition *c, double seconds);

/* Python's wait_for(predicate, timeout): waits until PREDICATE(ARG), which is asked with the lock held, is true. The
 * time is for all the waiting together. ETIMEDOUT: it was still false after it. */
int plait_condition_wait_until(struct plait_condition *c, bool (*predicate)(void *), void *arg);
int plait_condition_wait_until_for(struct plait_condition *c, bool (*predicate)(void *), void *arg, double seconds);

/* Wakes one of the threads that wait, or N of them, or all: none is no error. They go on when they have the lock,
 * so not before the caller has released it. Which ones is open. EPERM: the caller does not own the lock (Python:
 * RuntimeError). */
int plait_condition_notify(struct plait_condition *c);
int plait_condition_notify_n(struct plait_condition *c, int n);
int plait_condition_notify_all(struct plait_condition *c);

#endif
