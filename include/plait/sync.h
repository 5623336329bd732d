/* plait/sync.h — the primitives people learn from Python, Go and Java, on plain pthreads.
 *
 * Link with -lplaitsync -pthread, or `pkg-config --cflags --libs plaitsync`; `plait run FILE.c`
 * does so by itself. Everything works with and without plait; under plait each object is drawn as
 * what it is, and each call is one move that can be opened down to the mutex and condition inside.
 *
 *   plait/sync/rlock.h       RLock: a lock that its owner may take again
 *   plait/sync/semaphore.h   Semaphore, BoundedSemaphore: a number of permits
 *   plait/sync/event.h       Event: a flag that threads can wait for
 *   plait/sync/condition.h   Condition: wait until somebody says that something changed
 *   plait/sync/barrier.h     Barrier: all wait until the last has come
 *   plait/sync/queue.h       Queue, LifoQueue, PriorityQueue: items from thread to thread
 *   plait/sync/rwlock.h      RWLock: many readers or one writer
 *   plait/sync/channel.h     Channel and select, as in Go
 *   plait/sync/waitgroup.h   WaitGroup: wait until a number of things are done
 *   plait/sync/once.h        Once: whoever comes first does it, nobody does it again
 *   plait/sync/pool.h        ThreadPool and Future
 *   plait/sync/local.h       a value of its own for each thread
 *   plait/sync/task.h        tasks that switch only where they await, gather, an async lock
 *
 * What holds for all of them
 *
 * Objects are made by _new and destroyed by _free, which nobody may be using any more. The first
 * argument of _new is the name plait shows; it is copied; with NULL plait makes one ("queue 1").
 * _new returns NULL when memory is short or, with errno EINVAL, when an argument makes no sense.
 *
 * A call that may have to wait comes in three forms:
 *   plait_X_verb(x, …)                waits as long as it takes
 *   plait_X_verb_try(x, …)            never waits: EAGAIN when it would have to
 *   plait_X_verb_for(x, …, seconds)   gives up after that time: ETIMEDOUT. Zero looks once; INFINITY never gives up;
 *                                     NAN is EINVAL
 * Times are measured on CLOCK_MONOTONIC. No call ever returns because of a spurious wakeup.
 *
 * Calls return 0 or one of these values of <errno.h>, and change nothing when they fail:
 *   EAGAIN     it would have to wait (_try)
 *   ETIMEDOUT  the time is over (_for)
 *   EPERM      not the owner, or not acquired
 *   EOVERFLOW  released, or done, more often than acquired
 *   ECANCELED  the barrier is broken; the future was cancelled; no item will come any more
 *   EPIPE      closed, or shut down
 *   EDEADLK    the calling thread would wait for itself
 *   EINVAL     no object, or an argument that makes no sense
 *   ENOMEM     memory, or threads, are short
 *
 * Items are integers that can hold a pointer (intptr_t); plait shows them as integers.
 *
 * Who comes first: as in CPython, a thread that asks at the right moment may overtake one that has
 * waited longer ("barging"), except where a comment says in which order. Everything that a thread
 * did before it released, set, put, sent, … is seen by the thread that therefore goes on. */
#ifndef PLAIT_SYNC_H
#define PLAIT_SYNC_H

#include <errno.h>
#include <plait.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include <plait/sync/rlock.h>

#include <plait/sync/barrier.h>
#include <plait/sync/channel.h>
#include <plait/sync/condition.h>
#include <plait/sync/event.h>
#include <plait/sync/local.h>
#include <plait/sync/once.h>
#include <plait/sync/pool.h>
#include <plait/sync/queue.h>
#include <plait/sync/rwlock.h>
#include <plait/sync/semaphore.h>
#include <plait/sync/task.h>
#include <plait/sync/waitgroup.h>

#ifdef __cplusplus
}
#endif
#endif
