/* event.c — Event: a flag, a count of how often it was set, and a condition "changed".
 *
 * The count is what lets a thread that was waiting go on although the flag has been cleared
 * again before it could look: as in CPython. Must not decide by the flag alone. */
#include "sync/report.h"
#include "sync/waiters.h"

#include <plait/sync.h>
#include <stdlib.h>

struct plait_event {
  pthread_mutex_t lock;
  struct waiters changed;
  bool set;
  unsigned long sets;
};

struct plait_event *plait_event_new(const char *name) {
  struct plait_event *e = malloc(sizeof *e);
  if (!e)
    return NULL;
  report_object(e, PLAIT_KIND_EVENT, name, 0, 0);
  pthread_mutex_init(&e->lock, NULL);
  report_mutex(&e->lock, e, PLAIT_KIND_EVENT, "lock");
  waiters_init(&e->changed, e, PLAIT_KIND_EVENT, "changed");
  e->set = false;
  e->sets = 0;
  return e;
}

void plait_event_free(struct plait_event *e) {
  if (!e)
    return;
  waiters_fini(&e->changed);
  pthread_mutex_destroy(&e->lock);
  free(e);
}

int plait_event_set(struct plait_event *e) {
  if (!e)
    return EINVAL;
  struct call c = call_begin(e, PLAIT_KIND_EVENT, "set", HERE);
  pthread_mutex_lock(&e->lock);
  e->set = true;
  e->sets++;
  call_effect(&c, PLAIT_EFFECT_PUT, 1, 0);
  waiters_wake_all(&e->changed);
  pthread_mutex_unlock(&e->lock);
  return call_end(&c, 0);
}

int plait_event_clear(struct plait_event *e) {
  if (!e)
    return EINVAL;
  struct call c = call_begin(e, PLAIT_KIND_EVENT, "clear", HERE);
  pthread_mutex_lock(&e->lock);
  e->set = false;
  call_effect(&c, PLAIT_EFFECT_GET, 0, 0);
  pthread_mutex_unlock(&e->lock);
  return call_end(&c, 0);
}

bool plait_event_is_set(struct plait_event *e) {
  if (!e)
    return false;
  struct call c = call_begin(e, PLAIT_KIND_EVENT, "is_set", HERE);
  pthread_mutex_lock(&e->lock);
  bool set = e->set;
  pthread_mutex_unlock(&e->lock);
  call_end(&c, 0);
  return set;
}

static int event_wait(struct plait_event *e, struct limit limit, const void *caller) {
  if (!e || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin(e, PLAIT_KIND_EVENT, LIMIT_VERB("wait", limit), caller);
  int error = 0;
  pthread_mutex_lock(&e->lock);
  unsigned long sets = e->sets;
  while (!e->set && e->sets == sets && error == 0)
    error = waiters_wait(&e->changed, &e->lock, limit);
  if (e->set || e->sets != sets)
    error = 0;
  pthread_mutex_unlock(&e->lock);
  return call_end(&c, error);
}

int plait_event_wait(struct plait_event *e) { return event_wait(e, LIMIT_NONE, HERE); }
int plait_event_wait_try(struct plait_event *e) { return event_wait(e, LIMIT_TRY, HERE); }
int plait_event_wait_for(struct plait_event *e, double seconds) { return event_wait(e, limit_for(seconds), HERE); }
