/* die.h — reading single DWARF entries without trusting them.
 *
 * libdw checks that what it reads lies inside the file, not that the entries make sense:
 * a sibling link that points back, a type that refers to itself or an attribute of an
 * absurd size come through. These helpers are the only way the rest of this folder
 * moves from one entry to another, and every walk built on them ends. */
#ifndef PLAIT_SYMBOLS_DIE_H
#define PLAIT_SYMBOLS_DIE_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

/* How deep types and scopes may nest before they are taken for broken, */
enum { DIE_DEPTH = 48 };

/* and how many entries a walk over a unit may visit: when siblings overlap, they multiply. */
enum { DIE_BUDGET = 1 << 24 };

/* The first child, then the next sibling: `for (bool more = die_child(p, &c); more; more = die_next(&c))`. */
bool die_child(Dwarf_Die *parent, Dwarf_Die *out);
bool die_next(Dwarf_Die *die);

/* Never NULL; follows DW_AT_abstract_origin and DW_AT_specification. */
const char *die_name(Dwarf_Die *die);
bool die_has_code(Dwarf_Die *die, Dwarf_Addr pc);
bool die_udata(Dwarf_Die *die, unsigned attr, uint64_t *out);
/* The entry that DW_AT_type (also of the entry's origin) names. */
bool die_type(Dwarf_Die *die, Dwarf_Die *out);

/* What DW_AT_location says, if it is a constant: an address, or an offset in the thread-local block. */
enum die_place { DIE_NOWHERE, DIE_STATIC, DIE_TLS };
enum die_place die_location(Dwarf_Die *die, uint64_t *out);

#endif
