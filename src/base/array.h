/* array.h — a growing array of one element type, in three macros.
 *
 *   ARRAY(struct step) steps = {0};
 *   *ARRAY_PUSH(&steps) = s;          // aborts when memory is exhausted
 *   for (size_t i = 0; i < steps.len; i++) use(&steps.at[i]);
 *   ARRAY_FREE(&steps);
 *
 * Growth is by half, so appending is amortised constant and at most a third is
 * slack. Running out of memory ends the controller: there is no useful way on. */
#ifndef PLAIT_BASE_ARRAY_H
#define PLAIT_BASE_ARRAY_H

#include <stddef.h>

#define ARRAY(T)                                                               \
  struct {                                                                     \
    T *at;      /* the elements; NULL while cap is 0 */                        \
    size_t len; /* how many are in use */                                      \
    size_t cap; /* how many fit */                                             \
  }

/* Makes room for one more and returns a pointer to it (uninitialised). */
#define ARRAY_PUSH(a)                                                          \
  ((a)->len < (a)->cap                                                         \
       ? &(a)->at[(a)->len++]                                                  \
       : ((a)->at = array_grow((a)->at, &(a)->cap, (a)->len + 1, sizeof *(a)->at), &(a)->at[(a)->len++]))

/* Makes cap at least N. */
#define ARRAY_RESERVE(a, n)                                                    \
  ((a)->cap < (n) ? (void)((a)->at = array_grow((a)->at, &(a)->cap, (n), sizeof *(a)->at)) : (void)0)

#define ARRAY_FREE(a) (array_release((void **)&(a)->at), (a)->len = 0, (a)->cap = 0)

void *array_grow(void *at, size_t *cap, size_t need, size_t size);
void array_release(void **at);

/* malloc, calloc and strdup that never return NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
char *xstrdup(const char *s);

#endif
