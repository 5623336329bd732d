/* buggy.h — what the programs of this folder have in common.
 *
 * Each program has one mistake, which some schedules show and others do not. Its first comment says
 *   what is wrong
 *   preemptions: N   switches away from a thread that could have gone on which it takes at least
 *   ends: HOW        how the program then ends: assert, crash, deadlock, exit 1; all other schedules end as exit 0 */
#ifndef PLAIT_TESTS_BUGGY_H
#define PLAIT_TESTS_BUGGY_H

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define LOCK PTHREAD_MUTEX_INITIALIZER
#define COND PTHREAD_COND_INITIALIZER
#define LENGTH(a) (sizeof(a) / sizeof *(a))
/* The body of a thread; ME is its number from 0. */
#define THREAD(name) static void *name(void *arg)
#define ME ((int)(intptr_t)arg)

/* Runs N threads to their end. */
static inline void together(size_t n, void *(*const body[])(void *)) {
  pthread_t t[32];
  for (size_t i = 0; i < n; i++)
    pthread_create(&t[i], NULL, body[i], (void *)(intptr_t)i);
  for (size_t i = 0; i < n; i++)
    pthread_join(t[i], NULL);
}
#define TOGETHER(...) together(LENGTH(((void *(*[])(void *)){__VA_ARGS__})), (void *(*[])(void *)){__VA_ARGS__})

/* The same body N times. */
static inline void many(size_t n, void *(*body)(void *)) {
  void *(*all[32])(void *);
  for (size_t i = 0; i < n; i++)
    all[i] = body;
  together(n, all);
}

#endif
