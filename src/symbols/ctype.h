/* ctype.h — what the debug information says about a C type: size, spelling, how to read its bytes. */
#ifndef PLAIT_SYMBOLS_CTYPE_H
#define PLAIT_SYMBOLS_CTYPE_H

#include "base/buf.h"
#include "symbols/symbols.h"

#include <elfutils/libdw.h>

/* Every type falls into one of these once typedefs and qualifiers are off. */
enum ctype_class {
  CTYPE_UNKNOWN,
  CTYPE_SCALAR,
  CTYPE_RECORD, /* struct, union, class */
  CTYPE_ARRAY,
  /* Of a type whose inside belongs to the library: pthread_mutex_t, sem_t, atomic_flag … To a reader it is one thing.
   */
  CTYPE_OPAQUE,
};

enum { CTYPE_DIMS = 8 };

struct ctype_array {
  Dwarf_Die element;
  unsigned dims;
  uint64_t count[CTYPE_DIMS];  /* the first may be 0: of unknown length */
  uint64_t stride[CTYPE_DIMS]; /* bytes from one to the next in that dimension */
};

/* Strips typedefs and qualifiers into *BARE and says what is left. */
enum ctype_class ctype_classify(Dwarf_Die *type, Dwarf_Die *bare);
/* sizeof; 0 when unknown (incomplete types, arrays without a length). */
uint64_t ctype_size(Dwarf_Die *type);
/* The dimensions of a bare array type; false when they make no sense. */
bool ctype_array(Dwarf_Die *bare, struct ctype_array *out);
/* How to read a value of TYPE, which may be a typedef. */
enum symbols_enc ctype_encoding(Dwarf_Die *type);
/* Appends the type as C spells it, the same whichever compiler wrote the debug information. */
void ctype_text(Dwarf_Die *type, struct buf *out);

#endif
