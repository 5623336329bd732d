/* report.h — what a call tells plait, if plait is there.
 *
 * The only place that knows the weak functions of plait.h. A call is begun before
 * its lock is taken and ended after it is given back; what it has changed is told
 * while the lock is held, so plait's picture changes exactly when the object does.
 * Must not touch the object: without plait nothing of this may leave a trace. */
#ifndef PLAIT_SYNC_REPORT_H
#define PLAIT_SYNC_REPORT_H

#include <plait.h>
#include <pthread.h>

/* Where a public function was called: what a person sees is a line of the program. */
#define HERE __builtin_return_address(0)

/* One call of a public function. */
struct call {
  const void *object;
  int kind; /* PLAIT_KIND_… */
  const char *verb;
  const void *caller;
};

static inline void report_object(const void *object, int kind, const char *name, unsigned long param, int variant) {
  if (plait_rt_object)
    plait_rt_object(object, kind, name, param, variant);
}

/* Both come after pthread_…_init, which begins the life of the part. */
static inline void report_mutex(const pthread_mutex_t *m, const void *whole, int kind, const char *name) {
  if (plait_rt_part)
    plait_rt_part(m, PLAIT_KIND_MUTEX, whole, kind, name);
}

static inline void report_cond(const pthread_cond_t *c, const void *whole, int kind, const char *name) {
  if (plait_rt_part)
    plait_rt_part(c, PLAIT_KIND_COND, whole, kind, name);
}

static inline void report_begin(const struct call *c, int has_value, long long value) {
  if (plait_rt_span_begin)
    plait_rt_span_begin(c->object, c->kind, c->verb, has_value, value, c->caller);
}

static inline struct call call_begin(const void *object, int kind, const char *verb, const void *caller) {
  struct call c = {object, kind, verb, caller};
  report_begin(&c, 0, 0);
  return c;
}

static inline struct call call_begin_with(const void *object, int kind, const char *verb, long long value,
                                          const void *caller) {
  struct call c = {object, kind, verb, caller};
  report_begin(&c, 1, value);
  return c;
}

/* FLAGS: PLAIT_EFFECT_…; VALUE and MORE depend on the kind (plait.h). */
static inline void report_effect(const void *object, int kind, unsigned flags, long long value, long long more,
                                 const void *caller) {
  if (plait_rt_effect)
    plait_rt_effect(object, kind, flags, value, more, caller);
}

static inline void call_effect(const struct call *c, unsigned flags, long long value, long long more) {
  report_effect(c->object, c->kind, flags, value, more, c->caller);
}

/* Returns RESULT. */
static inline int call_end(const struct call *c, int result) {
  if (plait_rt_span_end)
    plait_rt_span_end(c->object, c->kind, c->verb, result, c->caller);
  return result;
}

#endif
