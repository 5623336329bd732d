/* rt_circle.h — what log.c and baton.c tell circle.c. */
#ifndef PLAIT_RUNTIME_RT_CIRCLE_H
#define PLAIT_RUNTIME_RT_CIRCLE_H

#include "runtime/rt.h"

/* Takes note of the step that SELF has just made, while rt.open_… still tell what it was about. */
void rt_circle_note(struct rt_thread *self, const struct wire_step *step, uintptr_t addr);
/* SELF has written SIZE bytes at ADDR, which only it knows; the values are looked at when its step ends. Only while rt.looking. */
void rt_circle_wrote(uintptr_t addr, size_t size);
/* Memory that was written to may be gone when that step ends: what was seen before is worth nothing. */
void rt_circle_forget(void);
/* SELF has come to its next scheduling point; it may become weary. Ends the execution when nothing new can come, and then does
 * not return. */
void rt_circle_point(struct rt_thread *self);

#endif
