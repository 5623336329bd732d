/* plait/sync/event.h — a flag that threads can wait for; included by plait/sync.h.
 *
 * After Python's threading.Event (library reference, "Event Objects"). The flag stays set until it is
 * cleared, so a thread that comes late does not wait: that is what tells it from a condition. A thread that
 * is waiting when the flag is set goes on, even if the flag is cleared again before that thread gets to run. */
#ifndef PLAIT_SYNC_EVENT_H
#define PLAIT_SYNC_EVENT_H

struct plait_event;

/* The flag is not set at first. */
struct plait_event *plait_event_new(const char *name);
void plait_event_free(struct plait_event *e);

/* Sets the flag: all that wait go on. */
int plait_event_set(struct plait_event *e);
/* Clears the flag: who waits from now on waits for the next set. */
int plait_event_clear(struct plait_event *e);
bool plait_event_is_set(struct plait_event *e);

/* Waits until the flag is set. Python's wait(timeout) returns False where this returns ETIMEDOUT. */
int plait_event_wait(struct plait_event *e);
int plait_event_wait_try(struct plait_event *e);
int plait_event_wait_for(struct plait_event *e, double seconds);

#endif
