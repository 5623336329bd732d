/* strings.h — each different string once, at an address that stays.
 *
 * A session runs the same program again and again and names the same things each
 * time; and a thousand sites share a few files. Strings are never given back, so
 * what a view holds on to stays good even when the trace is cut to nothing. */
#ifndef PLAIT_TRACE_STRINGS_H
#define PLAIT_TRACE_STRINGS_H

#include "trace/arena.h"

struct strings_entry;

struct strings {
  struct strings_entry *table; /* uthash */
  struct arena arena;          /* the strings and the table's entries */
};

const char *strings_copy(struct strings *s, const char *bytes, size_t len); /* LEN bytes without a NUL */
const char *strings_get(struct strings *s, const char *text);               /* NULL is taken as "" */
void strings_fini(struct strings *s);

#endif
