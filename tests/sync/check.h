/* check.h — what the conformance programs of plait/sync.h share.
 *
 * A program is a table of cases. Each is small enough that plait can explore all its schedules, and right
 * only if it ends well under every one of them; natively it is run many times, under the machine's
 * own scheduler.
 *
 *   PROGRAM            the names of its cases
 *   PROGRAM CASE [N]   runs the case, N times; prints "ok"
 *
 * A case that is called virtual_… is about what happens when everybody waits, and is run only under plait, on virtual time. */
#ifndef SYNC_CHECK_H
#define SYNC_CHECK_H

#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test {
  const char *name;
  void (*run)(void);
};

/* Printed as it is found, so that it is an outcome of its own under plait. */
#define CHECK(good)                                                                                                    \
  do {                                                                                                                 \
    if (!(good)) {                                                                                                     \
      printf("%s:%d: %s\n", __FILE__, __LINE__, #good);                                                                \
      fflush(stdout);                                                                                                  \
      _Exit(1);                                                                                                        \
    }                                                                                                                  \
  } while (0)
/* A call and the result it must have. */
#define GIVES(call, want)                                                                                              \
  do {                                                                                                                 \
    long have_ = (long)(call);                                                                                         \
    if (have_ != (long)(want)) {                                                                                       \
      printf("%s:%d: %s gives %ld, not %s\n", __FILE__, __LINE__, #call, have_, #want);                                \
      fflush(stdout);                                                                                                  \
      _Exit(1);                                                                                                        \
    }                                                                                                                  \
  } while (0)

static inline pthread_t start(void *(*f)(void *), void *arg) {
  pthread_t t;
  if (pthread_create(&t, NULL, f, arg) != 0)
    abort();
  return t;
}

static inline void join(pthread_t t) {
  if (pthread_join(t, NULL) != 0)
    abort();
}

static inline int run_tests(const struct test *tests, int argc, char **argv) {
  for (const struct test *t = tests; t->name; t++) {
    if (argc < 2) {
      puts(t->name);
    } else if (strcmp(argv[1], t->name) == 0) {
      for (int n = argc > 2 ? atoi(argv[2]) : 1; n > 0; n--)
        t->run();
      puts("ok");
      return 0;
    }
  }
  return argc < 2 ? 0 : 2;
}

#define CASES(...)                                                                                                     \
  int main(int argc, char **argv) {                                                                                    \
    static const struct test tests[] = {__VA_ARGS__, {0}};                                                             \
    return run_tests(tests, argc, argv);                                                                               \
  }

#endif
