/* schedule_names.h — how a schedule calls threads; for schedule_print.c and schedule_parse.c. */
#ifndef PLAIT_TRACE_SCHEDULE_NAMES_H
#define PLAIT_TRACE_SCHEDULE_NAMES_H

#include "trace/schedule.h"

/* Appends the name of THREAD: its own when that can be used, else the canonical one. */
void schedule_name_add(const struct schedule_names *names, uint32_t thread, struct buf *out);
/* It has a name of its own that can be used and differs from the canonical one. */
bool schedule_name_is_own(const struct schedule_names *names, uint32_t thread);
/* The thread called NAME (LEN bytes), or -1; -2: a canonical name beyond every possible thread. */
int64_t schedule_name_find(const struct schedule_names *names, const char *name, size_t len);
/* main: 0, T1: 1 …; -1: not canonical; -2: beyond every possible thread. */
int64_t schedule_name_canonical(const char *name, size_t len);
/* Could it be the name of a thread at all? */
bool schedule_name_is_simple(const char *name, size_t len);

#endif
