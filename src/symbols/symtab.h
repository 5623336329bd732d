/* symtab.h — the ELF symbol table, sorted by address.
 *
 * Names for programs built without -g, for what assembly and other people's libraries
 * define, and the true size of objects whose C type does not say it (a flexible array
 * with an initialiser). */
#ifndef PLAIT_SYMBOLS_SYMTAB_H
#define PLAIT_SYMBOLS_SYMTAB_H

#include "base/array.h"
#include "base/buf.h"

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

enum symtab_kind { SYMTAB_CODE, SYMTAB_DATA, SYMTAB_TLS };

struct symtab_entry {
  uint64_t addr; /* TLS: offset in the thread-local block */
  uint64_t size;
  const char *name; /* in the ELF file's memory */
  uint8_t kind;     /* enum symtab_kind */
  uint8_t rank;     /* of several names for one thing the greatest is shown */
};

struct symtab {
  ARRAY(struct symtab_entry) entries;
};

/* Adds the symbols of ELF: the full table if there is one, the dynamic one otherwise. False: neither. */
bool symtab_read(struct symtab *t, Elf *elf);
void symtab_fini(struct symtab *t);
/* The symbol of KIND that contains ADDR; NULL: none. */
const struct symtab_entry *symtab_find(const struct symtab *t, enum symtab_kind kind, uint64_t addr);
/* NULL when there is no symbol of that kind and name. */
const struct symtab_entry *symtab_named(const struct symtab *t, enum symtab_kind kind, const char *name);
/* Appends NAME as the source spells it: without a version and without what optimisation and static locals append. */
void symtab_plain(const char *name, struct buf *out);

#endif
