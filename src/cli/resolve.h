/* resolve.h — lets a trace under construction ask `symbols` for names.
 *
 * trace and symbols know nothing of each other (DESIGN section 2); this is the
 * one place that knows both. Make one resolver per session; it must outlive it. */
#ifndef PLAIT_CLI_RESOLVE_H
#define PLAIT_CLI_RESOLVE_H

#include "trace/trace.h"

struct resolve;

struct resolve *resolve_new(void);
void resolve_free(struct resolve *r);
/* What session_options.resolver wants; belongs to R. */
const struct trace_resolver *resolve_get(struct resolve *r);
/* Where the source file that a site of MODULE names is on this machine: a malloc'ed path, or NULL when it is nowhere.
 * CTX is the struct resolve; made for sources_embed. */
char *resolve_source(void *ctx, const char *module, const char *file);

#endif
