/* explore_log.h — an execution as a search sees it: who did what to what, and which choices led there.
 *
 * Much lighter than a trace: no names, no source, no values. Threads and objects get numbers that mean the same in all
 * executions of a search, although the runtime numbers them as they come: a thread is the n-th that its creator has
 * created, an object is what lies at a place. So steps of different executions can be compared. */
#ifndef PLAIT_ENGINE_EXPLORE_LOG_H
#define PLAIT_ENGINE_EXPLORE_LOG_H

#include "base/array.h"
#include "base/buf.h"
#include "trace/intern.h"
#include "wire/depend.h"

#define EXPLORE_NOBODY UINT32_MAX
#define EXPLORE_NONE UINT32_MAX /* no event */

struct explore_event {
  struct depend_effect effect;
  uint32_t thread;   /* canonical, as `other` */
  uint32_t other;    /* created, joined, woken; EXPLORE_NOBODY */
  uint32_t enabler;  /* index of the event of another thread that alone made this one possible; EXPLORE_NONE */
  uint32_t before;   /* the event before of the same thread; EXPLORE_NONE */
  uint32_t nth;      /* how-manieth event of its thread, from 1 */
  uint32_t rivals, rivals_len; /* signal: the other threads it could have woken, in explore_run.rivals */
  uint32_t choice;   /* index of its choice in explore_run.choices */
  uint32_t epoch;    /* first event since nobody could move and the virtual clock went on; 0 before that */
  uint16_t wire, wire_other; /* threads as the runtime numbers them in this execution */
  uint16_t flags;    /* enum plait_step_flag */
  uint8_t op, nature;
  uint8_t kind;      /* enum wire_choice */
  bool ends;         /* the process ended with it: nothing else can follow */
};

/* What a thread would have done next at the end. */
struct explore_pending {
  struct depend_effect effect;
  uint32_t thread, other, enabler, before;
  uint16_t wire;
  uint8_t op, nature;
  bool enabled, can_time_out, spinning;
  bool woken; /* a condition wait that was signalled */
};

/* One choice and what it was made from (RUN_OPTIONS). */
struct explore_point {
  uint32_t taken, first, count; /* in explore_run.options */
};

struct explore_run {
  ARRAY(struct explore_event) events;
  ARRAY(struct explore_pending) pending;
  ARRAY(uint32_t) choices;
  ARRAY(uint32_t) rivals;
  ARRAY(struct explore_point) points;
  ARRAY(uint32_t) options;
  enum plait_end end;
  int32_t status;
  char end_text[512];
  struct buf out, err;  /* what was printed on stdout and stderr */
  uint32_t preemptions;
  uint64_t steps, used; /* used: choices of the prefix that were followed */
  bool asleep;          /* stopped because all that could move was asleep */
  bool diverged;        /* the prefix could not be followed */
  bool circle;          /* it ended in a livelock, perhaps within the prefix: everything was as it had been before (runtime/circle.c) */
  bool hurried;         /* it read the virtual clock until that moved */
};

struct explore_log {
  struct explore_run run; /* the execution being taken in, or taken in last */
  /* numbers that stay */
  struct intern threads, objects, regions;
  uint32_t thread_count, object_count, region_count;
  ARRAY(int64_t) permits; /* by object: what a semaphore began with */
  ARRAY(uint64_t) thread_names, object_names, region_names; /* by number (wire/name.h) */
  /* of this execution */
  ARRAY(uint64_t) object_of; /* by the runtime's number */
  ARRAY(uint8_t) declared;   /* by object: how often */
  struct explore_life {
    uint32_t canon, children;      /* number, threads it has created */
    uint32_t count, last;          /* events, the last of them */
    uint32_t created, over;        /* events */
    uint64_t cond;                 /* condition in whose wait set it is, plus 1; 0: none */
    uint32_t woken_by;             /* event that took it out of there */
    uint64_t barrier;              /* barrier at which it has arrived, plus 1 */
    uint32_t released_by;
  } life[WIRE_THREADS];
  uint32_t threads_here;
  bool options_go_on; /* the next options record belongs to the last point */
  int32_t text_fd; /* descriptor to which the text records now coming belong; 0: none */
};

void explore_log_init(struct explore_log *l);
void explore_log_fini(struct explore_log *l);
/* Before an execution. */
void explore_log_begin(struct explore_log *l);
/* execution_plan.take, with the log as its context. */
void explore_log_take(void *log, const union wire_record *at, size_t n);
/* After it: what the threads would have done next, and how it ended. */
void explore_log_end(struct explore_log *l, const struct wire_ctl *c, enum plait_end end, int32_t status);
/* The name of what an event's touch is on (wire/name.h); 0: nothing that has one. */
uint64_t explore_log_name(const struct explore_log *l, const struct explore_event *e, int touch);
/* The runtime's number of a canonical thread in this execution. */
uint32_t explore_log_wire(const struct explore_log *l, uint32_t thread);

#endif
