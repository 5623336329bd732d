/* plait/sync/barrier.h — all wait until the last has come; included by plait/sync.h.
 *
 * After Python's threading.Barrier (library reference, "Barrier Objects"). The barrier can be used
 * again and again by the same number of threads. Once broken it stays so until it is reset. */
#ifndef PLAIT_SYNC_BARRIER_H
#define PLAIT_SYNC_BARRIER_H

struct plait_barrier;

/* For PARTIES threads, at least 1. ACTION, unless NULL, is called with ARG by the last to arrive, before
 * any is released; a result other than 0 breaks the barrier. It must not use the barrier itself. */
struct plait_barrier *plait_barrier_new(const char *name, int parties, int (*action)(void *), void *arg);
void plait_barrier_free(struct plait_barrier *b);

/* Arrives and waits for the others. *INDEX (unless NULL) is different for each of them, 0 … PARTIES-1: in which
 * order they came. ECANCELED: the barrier was broken or reset while waiting, or is broken (Python:
 * BrokenBarrierError). The result of a failed action is returned to the thread that ran it. _try succeeds only as
 * the last to arrive, else it is as if nobody had come. When the time of _for is over the barrier is broken:
 * ETIMEDOUT here, ECANCELED for the others. */
int plait_barrier_wait(struct plait_barrier *b, int *index);
int plait_barrier_wait_try(struct plait_barrier *b, int *index);
int plait_barrier_wait_for(struct plait_barrier *b, int *index, double seconds);

/* Breaks it: all who wait, and all who come, get ECANCELED. */
int plait_barrier_abort(struct plait_barrier *b);
/* As new; all who wait get ECANCELED, and who comes meanwhile waits until they have left. */
int plait_barrier_reset(struct plait_barrier *b);

bool plait_barrier_broken(struct plait_barrier *b);
int plait_barrier_parties(struct plait_barrier *b);
/* How many have arrived and wait. */
int plait_barrier_n_waiting(struct plait_barrier *b);

#endif
