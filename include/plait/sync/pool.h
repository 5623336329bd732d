/* plait/sync/pool.h — a number of threads that do jobs, and their results; included by plait/sync.h.
 *
 * After Python's concurrent.futures.ThreadPoolExecutor and Future (library reference, "concurrent.futures"). The
 * threads are all started by _new. Jobs are begun in the order they were submitted. */
#ifndef PLAIT_SYNC_POOL_H
#define PLAIT_SYNC_POOL_H

struct plait_pool;
struct plait_future;

/* With so many THREADS, at least 1. */
struct plait_pool *plait_pool_new(const char *name, int threads);
/* Shuts it down, if that has not been done, waits for all jobs and frees it; its futures stay. */
void plait_pool_free(struct plait_pool *p);

/* Gives JOB(ARG) to the pool; never waits. *FUTURE (unless NULL) is the caller's to free. EPIPE: the pool is shut
 * down (Python: RuntimeError). */
int plait_pool_submit(struct plait_pool *p, intptr_t (*job)(void *), void *arg, struct plait_future **future);

/* No more jobs; those submitted are still done. With WAIT it returns when all are done and the threads have ended.
 * It may be called again. EDEADLK: WAIT from one of the pool's own jobs. */
int plait_pool_shutdown(struct plait_pool *p, bool wait);
/* The same, but jobs that have not begun are cancelled (Python: cancel_futures=True). */
int plait_pool_shutdown_now(struct plait_pool *p, bool wait);

/* Waits for the job and puts its result into *RESULT (unless NULL). ECANCELED: it will never be done. A job that
 * waits for another job of the same pool may wait for ever: all threads may be waiting. */
int plait_future_result(struct plait_future *f, intptr_t *result);
int plait_future_result_try(struct plait_future *f, intptr_t *result);
int plait_future_result_for(struct plait_future *f, intptr_t *result, double seconds);
/* Done or cancelled? */
bool plait_future_done(struct plait_future *f);
/* Cancels a job that has not begun. EAGAIN: it is being done or has been done (Python: returns False). */
int plait_future_cancel(struct plait_future *f);
/* The job goes on, if it is not done yet. */
void plait_future_free(struct plait_future *f);

#endif
