/* listing.h — the file with the listing of a scene (view/listing.h), where there is one. */
#ifndef PLAIT_CLI_LISTING_H
#define PLAIT_CLI_LISTING_H

#include "view/listing.h"

/* The listing beside the C file C_PATH: a malloc'ed path, or NULL. */
char *listing_path(const char *c_path);
/* Reads the listing of C_PATH. True with OUT->language NULL when it has none; false with *err when it is broken, what is right about
 * it is in OUT. listing_fini in any case. */
bool listing_read(const char *c_path, struct view_listing *out, struct plait_err *err);

#endif
