/* fine.h — two threads and what they do, by name: correct code that looks like code that is not.
 *
 * A program gives a table of cases; the first argument says which one runs. */
#ifndef PLAIT_TESTS_FINE_H
#define PLAIT_TESTS_FINE_H

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define LOCK PTHREAD_MUTEX_INITIALIZER
#define BODY(name) static void *name(void *arg)
#define END return arg

struct fine {
  const char *name;
  void *(*one)(void *), *(*two)(void *); /* TWO may be NULL: main goes on alone */
  void (*between)(void); /* main, while they run; may be NULL */
};

static int fine_run(const struct fine *cases, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(cases[i].name, name) == 0) {
      pthread_t one, two;
      pthread_create(&one, NULL, cases[i].one, NULL);
      if (cases[i].two)
        pthread_create(&two, NULL, cases[i].two, NULL);
      if (cases[i].between)
        cases[i].between();
      pthread_join(one, NULL);
      if (cases[i].two)
        pthread_join(two, NULL);
      return 0;
    }
  fprintf(stderr, "no case %s\n", name);
  return 2;
}
#define FINE(cases, argc, argv) fine_run(cases, sizeof cases / sizeof *cases, argc > 1 ? argv[1] : "")

#endif
