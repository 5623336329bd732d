/* listing.h — the same idea in another language, beside the C code of a scene.
 *
 * A line of a listing ends with markers that name the C lines it stands for: `#| snippet` in Python, `//| snippet`
 * elsewhere, several one after the other. A snippet is a piece of those C lines, as it stands there; one blank before it does not
 * count, further ones do. Comments at the start of the C file and #include lines are not looked at. Markers are not shown. */
#ifndef PLAIT_VIEW_LISTING_H
#define PLAIT_VIEW_LISTING_H

#include "base/array.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct listing_link {
  uint32_t line, c; /* of the listing, of the C file; from 1 */
};

struct view_listing {
  const char *language; /* "Python" */
  char *source;         /* base name of the C file */
  char *text;           /* without the markers */
  size_t len;
  ARRAY(struct listing_link) links;
};

/* The language of a file called PATH, or NULL: no listing. */
const char *listing_language(const char *path);
/* Reads TEXT, the listing in PATH, beside the C file C_PATH with the text C. False with *err ("FILE:LINE: reason") when a snippet
 * is nowhere in C; OUT then has the others. listing_fini in any case. */
bool listing_parse(const char *path, const char *text, const char *c_path, const char *c, struct view_listing *out, struct plait_err *err);
void listing_fini(struct view_listing *l);
/* Does the source that the trace calls FILE stand beside L? */
bool listing_is_of(const struct view_listing *l, const char *file);

#endif
