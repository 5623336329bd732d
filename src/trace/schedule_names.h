/* schedule_names.h — how a schedule calls threads; for schedule_print.c and schedule_parse.c. */
#ifndef PLAIT_TRACE_SCHEDULE_NAMES_H
#define PLAIT_TRACE_SCHEDULE_NAMES_H

#include "trace/schedule.h"

/* Appends the name of THREAD: its own when that can be used, else the canonical one. */
void schedule_name_add(const struct schedule_names *names, uint32_t thread, struct buf *out);
/* The thread called NAME (LEN bytes), or -1; -2: a canonical name beyond every possible thread. */
int64_t schedule_name_find(const struct schedule_names *names, const char *name, size_t len);

#endif
