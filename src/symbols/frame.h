/* frame.h — which local variable lies at a distance from the canonical frame address. */
#ifndef PLAIT_SYMBOLS_FRAME_H
#define PLAIT_SYMBOLS_FRAME_H

#include "symbols/binary.h"

struct frame_var {
  Dwarf_Die die;
  const char *func; /* the function it is written in, which may be one that was inlined */
  uint64_t off;     /* of the address asked for, in the variable */
};

/* The variable of the function around PC (an address of the file) that contains the byte CFA bytes below
 * its canonical frame address. Of several that share the place at different times, the one in the innermost block
 * around PC. */
bool frame_find(struct binary *b, uint64_t pc, int64_t cfa, struct frame_var *out);

#endif
