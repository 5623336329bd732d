/* schedule.h — schedules as text: `main*3 T1 T2*2 T1! cond:T2 timeout:T3 main*2`.
 *
 * One line, made to be read, typed and pasted (DESIGN section 6). Words are
 * separated by blanks:
 *
 *   T1            T1 performs its pending operation
 *   T1*3          three times
 *   T1! T1*3!     as before; says that the turn began by preempting the thread before.
 *                 For the reader only: parsed and not kept
 *   cond:T2       the signal just performed wakes T2
 *   sem:T2        reserved
 *   # …           a comment, up to the end of the line
 *   T2=eater*4    as T2*4; from here on in the text, eater means T2
 *   timeout:T3    T3's timed wait gives up: itself a step by T3
 *   spurious:T1   T1's condition wait returns though nobody signalled: itself a step by T1
 *
 * Threads are called main, T1, T2, … in the order of their creation; that always
 * works. A name given by the program works too when it is unique, consists of
 * letters, digits and _ . - and is not the canonical name of another; such names
 * are preferred when printing, and introduced where they first stand (T2=eater),
 * so that a schedule can be pasted where nobody knows the program's names yet.
 *
 * A .schedule file is lines of `key: value`, with # comments; see struct schedule_file. */
#ifndef PLAIT_TRACE_SCHEDULE_H
#define PLAIT_TRACE_SCHEDULE_H

#include "base/buf.h"
#include "base/err.h"
#include "trace/trace.h"

/* Names of threads by number; NULL or missing: only the canonical ones. */
struct schedule_names {
  const char *const *at;
  size_t len;
};

/* Appends the schedule of the whole trace, or of its steps [from, to]. */
void schedule_print(const struct trace *t, struct buf *out);
void schedule_print_range(const struct trace *t, uint32_t from, uint32_t to, struct buf *out);
/* Appends N choices (WIRE_CHOICE words); without a trace nobody knows what was a preemption. NAMES may be NULL. */
void schedule_print_choices(const uint32_t *choices, size_t n, const struct schedule_names *names, struct buf *out);
/* Appends the name by which a schedule calls THREAD (without introducing it). */
void schedule_print_thread(const struct trace *t, uint16_t thread, struct buf *out);
/* One choice as a word: "T1", "timeout:T3". */
void schedule_print_choice(const struct trace *t, uint32_t choice, struct buf *out);

/* Parses TEXT; *OUT is malloc'ed (the caller frees) and may be NULL when *N is 0. False with a message
 * that names the column: "schedule column 12: unknown thread 'T9x' (…)". NAMES may be NULL. */
bool schedule_parse(const char *text, const struct schedule_names *names, uint32_t **out, size_t *n,
                    struct plait_err *err);
/* The names of T's threads, for schedule_parse; free names->at. */
struct schedule_names schedule_names_of(const struct trace *t);

/* What a .schedule file says. Every string is "" when the key is missing.
 *
 *   # anything
 *   program:  ./bank                  as given to plait
 *   args:     4 "two words"           shell-like quotes
 *   options:  --model gil --seed 3    plait's own
 *   schedule: main*3 T1 T2            may be repeated: the lines are joined
 *   shared:   m0+0x4010:4 h1.3+0:40 s1-64:4 t1-16:8 a0x7f000000:4   memory known to be shared
 *   outcome:  exit 0 "2\n"            what is to be expected, free text here
 *
 * m: module and offset; h: heap, allocating thread and number of the block, and offset; s, t: stack and
 * thread-local storage of a thread, bytes below their base; a: address. Behind the colon: bytes. Long
 * schedule and shared lines may be cut into several of the same key. */
struct schedule_file {
  char *program, *args, *options, *schedule, *outcome;
  uint32_t schedule_line; /* where the schedule stands, for messages */
  struct trace_shared *shared;
  size_t shared_len;
};

bool schedule_file_parse(const char *name, const char *text, size_t len, struct schedule_file *out,
                         struct plait_err *err);
bool schedule_file_read(const char *path, struct schedule_file *out, struct plait_err *err);
void schedule_file_print(const struct schedule_file *f, struct buf *out);
void schedule_file_fini(struct schedule_file *f);
/* Splits ARGS as a shell would (blanks, '…', "…", \), NULL-terminated; free with schedule_args_free. */
char **schedule_args_split(const char *args, size_t *n, struct plait_err *err);
void schedule_args_free(char **args);
/* The opposite: appends them quoted where needed. */
void schedule_args_join(const char *const *args, size_t n, struct buf *out);

#endif
