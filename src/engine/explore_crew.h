/* explore_crew.h — several workers that run what an exhaustive search will ask for; for explore*.c only.
 *
 * An exhaustive search is one state that learns from one execution after the other, and the next depends on the last. But
 * most of what it will want is planned long before its turn comes. So the search stays as it is, on one thread, and asks for
 * its executions here; while it waits, others run what it has planned for later, and keep the result. The search therefore does
 * the same with any number of workers, to the last schedule; only the time differs.
 *
 * A search that plans little ahead (of two threads that conflict at every step, say) leaves the crew without work. Then it is
 * better to cut it into parts (explore_parts.c), which of other programs would cost more than they win.
 *
 * A worker is a thread with a program of its own, both kept on one processor. */
#ifndef PLAIT_ENGINE_EXPLORE_CREW_H
#define PLAIT_ENGINE_EXPLORE_CREW_H

#include "engine/explore_inner.h"

struct crew;

/* For N workers, each with a session like that of MAIN; they are started when there is something to search. */
struct crew *crew_new(struct explore_worker *main, uint32_t n);
/* Breaks off what runs. MAIN's session learns what the crew has found to be shared. */
void crew_free(struct crew *c);
/* Searches to the end, or the budget's; MAIN's log and strategy state are the search. With explorer.starved set, and
 * EXPLORE_STOPPED, the crew had too little to do and what was counted in the phase may be thrown away. */
enum explore_how crew_search(struct crew *c, struct explore_worker *main, void *state, struct plait_err *err);

/* Keeps the calling thread, and the programs it starts, on the N-th processor. */
void crew_pin(uint32_t n);
/* A session like MAIN's, for another thread, that knows what MAIN's has put into its trace (session_trace_shared). */
struct session *crew_session(struct session *main, struct plait_err *err);
/* Tells TO what FROM has found to be shared and put into its trace. */
void crew_share(struct session *to, const struct session *from);

#endif
