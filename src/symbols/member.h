/* member.h — the way from a variable down to the member or element that an access touched. */
#ifndef PLAIT_SYMBOLS_MEMBER_H
#define PLAIT_SYMBOLS_MEMBER_H

#include "base/buf.h"
#include "symbols/symbols.h"

#include <elfutils/libdw.h>

/* Appends to PATH how SIZE bytes at OFF inside an object of TYPE are written after the object's
 * name: nothing, `.lock`, `[2].next`, `+12`. Says what type lies there in *ENC and TEXT. SIZE 0: the object
 * that starts at OFF (see symbols.h). Never fails: an offset that means nothing is given as a number. */
void member_path(Dwarf_Die *type, uint64_t off, uint64_t size, struct buf *path, struct buf *text,
                 enum symbols_enc *enc);

#endif
