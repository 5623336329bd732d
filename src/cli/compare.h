/* compare.h — is this the same execution? The first step at which two traces differ. */
#ifndef PLAIT_CLI_COMPARE_H
#define PLAIT_CLI_COMPARE_H

#include "base/buf.h"
#include "trace/trace.h"

/* The first step, up to the last of A, that is not the same in B; 0: all are. When A's own
 * end is known, an end that differs counts as the step after the last. */
uint32_t compare_traces(const struct trace *a, const struct trace *b);
/* Step STEP of T in one line: "step 7  T1 writes counter = 2  bank.c:31  (preempted)". */
void compare_line(const struct trace *t, uint32_t step, struct buf *out);

#endif
