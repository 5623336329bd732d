/* once.c — Once: nobody has begun, somebody has begun, done; and a condition "done".
 *
 * The function runs without the lock, so that its steps are the program's own and a
 * call from inside it can be told from one that waits. */
#include "sync/report.h"
#include "sync/waiters.h"

#include <plait/sync.h>
#include <stdlib.h>

struct plait_once {
  pthread_mutex_t lock;
  struct waiters done;
  enum { ONCE_NEW, ONCE_BEGUN, ONCE_DONE } state;
  pthread_t by; /* who has begun */
};

struct plait_once *plait_once_new(const char *name) {
  struct plait_once *o = malloc(sizeof *o);
  if (!o)
    return NULL;
  report_object(o, PLAIT_KIND_ONCE, name, 0, 0);
  pthread_mutex_init(&o->lock, NULL);
  report_mutex(&o->lock, o, PLAIT_KIND_ONCE, "lock");
  waiters_init(&o->done, o, PLAIT_KIND_ONCE, "done");
  o->state = ONCE_NEW;
  return o;
}

void plait_once_free(struct plait_once *o) {
  if (!o)
    return;
  waiters_fini(&o->done);
  pthread_mutex_destroy(&o->lock);
  free(o);
}

static void once_run(struct plait_once *o, const struct call *c, void (*function)(void *), void *arg) {
  o->state = ONCE_BEGUN;
  o->by = pthread_self();
  call_effect(c, PLAIT_EFFECT_PUT, 0, 0);
  pthread_mutex_unlock(&o->lock);
  function(arg);
  pthread_mutex_lock(&o->lock);
  o->state = ONCE_DONE;
  call_effect(c, PLAIT_EFFECT_GET, 1, 0);
  waiters_wake_all(&o->done);
}

int plait_once_do(struct plait_once *o, void (*function)(void *), void *arg) {
  if (!o || !function)
    return EINVAL;
  struct call c = call_begin(o, PLAIT_KIND_ONCE, "do", HERE);
  int e = 0;
  pthread_mutex_lock(&o->lock);
  if (o->state == ONCE_NEW)
    once_run(o, &c, function, arg);
  else if (o->state == ONCE_BEGUN && pthread_equal(o->by, pthread_self()))
    e = EDEADLK;
  while (o->state != ONCE_DONE && e == 0)
    e = waiters_wait(&o->done, &o->lock, LIMIT_NONE);
  pthread_mutex_unlock(&o->lock);
  return call_end(&c, e);
}
