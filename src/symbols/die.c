/* die.c — bounded steps between DWARF entries; see die.h. */
#ifdef HAVE_LIBDW
#include "symbols/die.h"

#include <dwarf.h>

bool die_child(Dwarf_Die *parent, Dwarf_Die *out) { return dwarf_child(parent, out) == 0; }

bool die_next(Dwarf_Die *die) {
  Dwarf_Die next;
  if (dwarf_siblingof(die, &next) != 0)
    return false;
  /* A link backwards would have us walk in circles. */
  if (next.addr <= die->addr)
    return false;
  *die = next;
  return true;
}

const char *die_name(Dwarf_Die *die) {
  const char *name = dwarf_diename(die);
  return name ? name : "";
}

bool die_has_code(Dwarf_Die *die, Dwarf_Addr pc) { return dwarf_haspc(die, pc) > 0; }

bool die_udata(Dwarf_Die *die, unsigned attr, uint64_t *out) {
  Dwarf_Attribute mem;
  Dwarf_Word word;
  if (dwarf_formudata(dwarf_attr_integrate(die, attr, &mem), &word) != 0)
    return false;
  *out = word;
  return true;
}

bool die_type(Dwarf_Die *die, Dwarf_Die *out) {
  Dwarf_Attribute mem;
  return dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &mem), out) != NULL;
}

/* DWARF 5 keeps addresses in a table of their own and stores indices; libdw resolves them on request. */
static bool die_indexed(Dwarf_Attribute *attr, const Dwarf_Op *op, uint64_t *out) {
  Dwarf_Attribute entry;
  Dwarf_Addr address;
  Dwarf_Word word;
  if (dwarf_getlocation_attr(attr, op, &entry) != 0)
    return false;
  if (dwarf_formaddr(&entry, &address) == 0)
    *out = address;
  else if (dwarf_formudata(&entry, &word) == 0)
    *out = word;
  else
    return false;
  return true;
}

enum die_place die_location(Dwarf_Die *die, uint64_t *out) {
  Dwarf_Attribute mem;
  Dwarf_Attribute *attr = dwarf_attr_integrate(die, DW_AT_location, &mem);
  Dwarf_Op *op;
  size_t n;
  if (!attr || dwarf_getlocation(attr, &op, &n) != 0 || n == 0)
    return DIE_NOWHERE;
  if (op[0].atom == DW_OP_addr)
    *out = op[0].number;
  else if (op[0].atom == DW_OP_addrx || op[0].atom == DW_OP_GNU_addr_index || op[0].atom == DW_OP_constx ||
           op[0].atom == DW_OP_GNU_const_index) {
    if (!die_indexed(attr, &op[0], out))
      return DIE_NOWHERE;
  } else if (op[0].atom == DW_OP_const4u || op[0].atom == DW_OP_const8u || op[0].atom == DW_OP_constu)
    *out = op[0].number;
  else
    return DIE_NOWHERE;
  if (n > 1 && (op[1].atom == DW_OP_form_tls_address || op[1].atom == DW_OP_GNU_push_tls_address))
    return n == 2 ? DIE_TLS : DIE_NOWHERE;
  if (op[0].atom != DW_OP_addr && op[0].atom != DW_OP_addrx && op[0].atom != DW_OP_GNU_addr_index)
    return DIE_NOWHERE;
  /* Members of a merged common block are an address and a constant. */
  if (n == 2 && op[1].atom == DW_OP_plus_uconst)
    *out += op[1].number;
  return n == 1 || (n == 2 && op[1].atom == DW_OP_plus_uconst) ? DIE_STATIC : DIE_NOWHERE;
}
#endif
