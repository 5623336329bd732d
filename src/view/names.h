/* names.h — names of threads where there is little room: in the margin of the source, behind an object.
 *
 * Who it is matters more than the whole name, so names are made shorter together, down to two columns, before one is
 * left out. What tells threads of one kind apart is the number at the end, so that stays: "visitor 12" becomes "vi12".
 * Must not draw: it only says how long names may be. */
#ifndef PLAIT_VIEW_NAMES_H
#define PLAIT_VIEW_NAMES_H

#include "trace/trace.h"

enum { NAMES_FULL = 64 }; /* more than any name that is shown has */

/* NAME in at most MOST columns. Returns the columns. */
int names_short(const char *name, int most, char out[NAMES_FULL * 4 + 1]);
/* The columns of N names of at most MOST each, with a blank before each. */
int names_width(const struct trace *t, const uint16_t *threads, size_t n, int most);
/* How long names may be, 2 to NAMES_FULL, so that all have room in ROOM columns; 0: they have not. */
int names_fit(const struct trace *t, const uint16_t *threads, size_t n, int room);

#endif
