/* rt_model.h — what choose.c asks the switch model (model.c). */
#ifndef PLAIT_RUNTIME_RT_MODEL_H
#define PLAIT_RUNTIME_RT_MODEL_H

#include "runtime/rt.h"

/* The switch model allows no switch before the pending operation of SELF, the thread that has just come to its scheduling
 * point: it goes on. False for a thread that cannot. */
bool rt_must_go_on(const struct rt_thread *self);

#endif
