/* vartab.h — every variable of a binary that has an address of its own: globals, file-statics,
 * static locals, thread-locals. Made once per binary, by one walk over its debug information. */
#ifndef PLAIT_SYMBOLS_VARTAB_H
#define PLAIT_SYMBOLS_VARTAB_H

#include "symbols/binary.h"

struct vartab_entry {
  uint64_t addr; /* thread-local: offset in the thread-local block */
  uint64_t size;
  const char *func; /* the function whose static local it is; NULL: none */
  Dwarf_Die die;
};

struct vartab {
  ARRAY(struct vartab_entry) statics, locals; /* locals: thread-local; each sorted by addr */
};

void vartab_read(struct vartab *t, struct binary *b);
void vartab_fini(struct vartab *t);
/* The variable that contains ADDR; NULL: none. */
struct vartab_entry *vartab_find(struct vartab *t, bool tls, uint64_t addr);

#endif
