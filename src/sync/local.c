/* local.c — a value of its own for each thread: POSIX thread-specific data.
 *
 * Two keys, one for the value and one for "has been set", so that no thread needs memory
 * that somebody would have to free. Nobody else can see it, so nothing is reported. */
#include <plait/sync.h>
#include <pthread.h>
#include <stdlib.h>

struct plait_local {
  pthread_key_t value, is_set;
  intptr_t initial;
};

struct plait_local *plait_local_new(const char *name, intptr_t initial) {
  (void)name; /* is for those who look at the code */
  struct plait_local *l = malloc(sizeof *l);
  if (!l)
    return NULL;
  l->initial = initial;
  errno = pthread_key_create(&l->value, NULL);
  if (errno == 0) {
    errno = pthread_key_create(&l->is_set, NULL);
    if (errno == 0)
      return l;
    pthread_key_delete(l->value);
  }
  free(l);
  return NULL;
}

void plait_local_free(struct plait_local *l) {
  if (!l)
    return;
  pthread_key_delete(l->is_set);
  pthread_key_delete(l->value);
  free(l);
}

intptr_t plait_local_get(struct plait_local *l) {
  if (!l)
    return 0;
  return pthread_getspecific(l->is_set) ? (intptr_t)pthread_getspecific(l->value) : l->initial;
}

int plait_local_set(struct plait_local *l, intptr_t value) {
  if (!l)
    return EINVAL;
  int e = pthread_setspecific(l->value, (void *)value);
  return e ? e : pthread_setspecific(l->is_set, l);
}
