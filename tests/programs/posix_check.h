/* posix_check.h — programs named posix_*.c check what a primitive does and print a line for each check.
 *
 * They run twice, by themselves and under plait, and must print the same both times: so they say what
 * libc does, and hold plait to it. Nothing they check depends on who runs first. */
#ifndef POSIX_CHECK_H
#define POSIX_CHECK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int failures;

static inline void check(bool good, const char *what) {
  printf("%s %s\n", good ? "ok" : "not ok", what);
  failures += !good;
}

/* Compares a result, and shows it when it is another. */
static inline void equals(long have, long want, const char *what) {
  if (have == want)
    printf("ok %s\n", what);
  else
    printf("not ok %s: %ld instead of %ld\n", what, have, want);
  failures += have != want;
}

/* −1 and errno become the error number. */
#define ERRNO(call) ((call) == 0 ? 0 : errno)

static inline struct timespec in_ms(clockid_t clock, long ms) {
  struct timespec t;
  clock_gettime(clock, &t);
  t.tv_nsec += ms % 1000 * 1000000;
  t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
  t.tv_nsec %= 1000000000;
  return t;
}

static inline const struct timespec *past(void) {
  static const struct timespec t = {.tv_sec = 0, .tv_nsec = 5};
  return &t;
}

static inline const struct timespec *malformed(void) {
  static const struct timespec t = {.tv_sec = 1, .tv_nsec = 1000000000};
  return &t;
}

/* Runs F(ARG) in another thread and returns what it returns. */
static inline long elsewhere(void *(*f)(void *), void *arg) {
  pthread_t t;
  void *r;
  if (pthread_create(&t, NULL, f, arg) != 0 || pthread_join(t, &r) != 0)
    abort();
  return (long)r;
}

static inline int done(void) { return failures ? 1 : 0; }

#endif
