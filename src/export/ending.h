/* ending.h — how an execution ended, in a few words: `exit 0 "2\n"`, `deadlock`, `crash, SIGSEGV`.
 *
 * With what it printed, in quotes and cut, because that is what people compare. */
#ifndef PLAIT_EXPORT_ENDING_H
#define PLAIT_EXPORT_ENDING_H

#include "base/buf.h"
#include "trace/trace.h"

void ending_text(const struct trace *t, struct buf *out);
/* As members of a JSON object: ,"end":…,"status":…,"output":… */
void ending_json(const struct trace *t, struct buf *out);

#endif
