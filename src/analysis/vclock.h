/* vclock.h — vector clocks whose time is the step number.
 *
 * Steps are numbered in one total order, so a thread's component needs no counter of
 * its own: clock[u] is the last step of thread u that is known to come before. Then
 * "access S of thread U happens before what T does now" is one comparison, and the
 * epoch that a detector keeps (thread, step) is at the same time the place to show. */
#ifndef PLAIT_ANALYSIS_VCLOCK_H
#define PLAIT_ANALYSIS_VCLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Components from LEN on are 0. */
struct vclock {
  uint32_t *at;
  uint32_t len, cap;
};

void vclock_join(struct vclock *to, const struct vclock *from);
void vclock_copy(struct vclock *to, const struct vclock *from);
void vclock_set(struct vclock *c, uint16_t thread, uint32_t step);
void vclock_clear(struct vclock *c); /* keeps the memory */
void vclock_fini(struct vclock *c);

static inline uint32_t vclock_get(const struct vclock *c, uint16_t thread) {
  return thread < c->len ? c->at[thread] : 0;
}

#endif
