/* waitgroup.c — WaitGroup: a counter, and a condition "zero".
 *
 * Must not wait in add: that only those who call wait do. */
#include "sync/report.h"
#include "sync/waiters.h"

#include <limits.h>
#include <plait/sync.h>
#include <stdlib.h>

struct plait_wait_group {
  pthread_mutex_t lock;
  struct waiters zero;
  int counter;
};

struct plait_wait_group *plait_wait_group_new(const char *name) {
  struct plait_wait_group *g = malloc(sizeof *g);
  if (!g)
    return NULL;
  report_object(g, PLAIT_KIND_WAITGROUP, name, 0, 0);
  pthread_mutex_init(&g->lock, NULL);
  report_mutex(&g->lock, g, PLAIT_KIND_WAITGROUP, "lock");
  waiters_init(&g->zero, g, PLAIT_KIND_WAITGROUP, "zero");
  g->counter = 0;
  return g;
}

void plait_wait_group_free(struct plait_wait_group *g) {
  if (!g)
    return;
  waiters_fini(&g->zero);
  pthread_mutex_destroy(&g->lock);
  free(g);
}

static int wait_group_change(struct plait_wait_group *g, int n, struct call c) {
  int e = 0;
  pthread_mutex_lock(&g->lock);
  if (n > 0 ? n > INT_MAX - g->counter : g->counter + n < 0) {
    e = EOVERFLOW;
  } else {
    g->counter += n;
    call_effect(&c, n < 0 ? PLAIT_EFFECT_GET : PLAIT_EFFECT_PUT, g->counter, 0);
    if (g->counter == 0)
      waiters_wake_all(&g->zero);
  }
  pthread_mutex_unlock(&g->lock);
  return call_end(&c, e);
}

int plait_wait_group_add(struct plait_wait_group *g, int n) {
  return g ? wait_group_change(g, n, call_begin_with(g, PLAIT_KIND_WAITGROUP, "add", n, HERE)) : EINVAL;
}

int plait_wait_group_done(struct plait_wait_group *g) {
  return g ? wait_group_change(g, -1, call_begin(g, PLAIT_KIND_WAITGROUP, "done", HERE)) : EINVAL;
}

static int wait_group_wait(struct plait_wait_group *g, struct limit limit, const void *caller) {
  if (!g || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin(g, PLAIT_KIND_WAITGROUP, LIMIT_VERB("wait", limit), caller);
  int e = 0;
  pthread_mutex_lock(&g->lock);
  while (g->counter > 0 && e == 0)
    e = waiters_wait(&g->zero, &g->lock, limit);
  if (g->counter == 0)
    e = 0;
  pthread_mutex_unlock(&g->lock);
  return call_end(&c, e);
}

int plait_wait_group_wait(struct plait_wait_group *g) { return wait_group_wait(g, LIMIT_NONE, HERE); }
int plait_wait_group_wait_try(struct plait_wait_group *g) { return wait_group_wait(g, LIMIT_TRY, HERE); }
int plait_wait_group_wait_for(struct plait_wait_group *g, double seconds) {
  return wait_group_wait(g, limit_for(seconds), HERE);
}
