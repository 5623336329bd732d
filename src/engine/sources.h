/* sources.h — puts the source files that a trace mentions into the trace, so
 * that a recording shows them on a machine that has neither program nor source. */
#ifndef PLAIT_ENGINE_SOURCES_H
#define PLAIT_ENGINE_SOURCES_H

#include "trace/trace.h"

/* Where FILE (as in trace_site.file, mentioned by a site of MODULE, a path) is on disk: a malloc'ed path, or NULL
 * when it is nowhere. */
typedef char *sources_find(void *ctx, const char *module, const char *file);

/* Adds every file that a site of a step, made or pending, names and that is not in the trace yet. Files of the system (the
 * library's own sources), files that are not there any more and files over 1 MiB are left out: a recording
 * without a source is still readable. FIND may be NULL: names are then relative to the current folder.
 * Returns how many were added. */
size_t sources_embed(struct trace *t, sources_find *find, void *ctx);

#endif
