/* site.h — function, file and line of an address. */
#ifndef PLAIT_SYMBOLS_SITE_H
#define PLAIT_SYMBOLS_SITE_H

#include "symbols/binary.h"

struct site {
  struct buf func;  /* empty: unknown */
  const char *path; /* as the line table has it; NULL: unknown */
  const char *comp_dir;
  unsigned line; /* 0: unknown */
};

/* False: nothing at all is known about ADDR. The caller ends it with site_fini in any case. */
bool site_find(struct binary *b, uint64_t addr, struct site *out);
void site_fini(struct site *s);

#endif
