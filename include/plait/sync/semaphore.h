/* plait/sync/semaphore.h — a number of permits; included by plait/sync.h.
 *
 * After Python's threading.Semaphore and threading.BoundedSemaphore (library reference, "Semaphore
 * Objects"). A permit has no owner: any thread may release. A bounded semaphore refuses to have more
 * permits than it began with, which nearly always means that something was released twice. */
#ifndef PLAIT_SYNC_SEMAPHORE_H
#define PLAIT_SYNC_SEMAPHORE_H

struct plait_semaphore;
struct plait_bounded_semaphore;

/* PERMITS are free at first; a negative number is EINVAL (Python: ValueError). */
struct plait_semaphore *plait_semaphore_new(const char *name, int permits);
struct plait_bounded_semaphore *plait_bounded_semaphore_new(const char *name, int permits);
void plait_semaphore_free(struct plait_semaphore *s);
void plait_bounded_semaphore_free(struct plait_bounded_semaphore *s);

/* Takes one permit; waits while there is none. */
int plait_semaphore_acquire(struct plait_semaphore *s);
int plait_semaphore_acquire_try(struct plait_semaphore *s);
int plait_semaphore_acquire_for(struct plait_semaphore *s, double seconds);
int plait_bounded_semaphore_acquire(struct plait_bounded_semaphore *s);
int plait_bounded_semaphore_acquire_try(struct plait_bounded_semaphore *s);
int plait_bounded_semaphore_acquire_for(struct plait_bounded_semaphore *s, double seconds);

/* Gives one permit back, or N at once; N < 1 is EINVAL. EOVERFLOW: a bounded semaphore would have more than it began
 * with (Python: ValueError); any would have more than INT_MAX. */
int plait_semaphore_release(struct plait_semaphore *s);
int plait_semaphore_release_n(struct plait_semaphore *s, int n);
int plait_bounded_semaphore_release(struct plait_bounded_semaphore *s);
int plait_bounded_semaphore_release_n(struct plait_bounded_semaphore *s, int n);

/* How many permits are free at this moment: already out of date when it returns. */
int plait_semaphore_permits(struct plait_semaphore *s);
int plait_bounded_semaphore_permits(struct plait_bounded_semaphore *s);

#endif
