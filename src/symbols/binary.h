/* binary.h — one ELF file and its DWARF, opened for questions.
 *
 * The file is read as a whole, not mapped and not kept open: the user may well rebuild the
 * program while plait shows it, and a mapping of a file that shrinks is a crash. Debug information that
 * was split off (objcopy --only-keep-debug) is found by build id or .gnu_debuglink
 * in the usual places; nothing is ever fetched from a network.
 *
 * Addresses here are those of the file (what nm prints); `base` is the one of the
 * first loaded page, so address = base + offset from where the module was loaded. */
#ifndef PLAIT_SYMBOLS_BINARY_H
#define PLAIT_SYMBOLS_BINARY_H

#include "symbols/symtab.h"

#include <elfutils/libdw.h>

struct binary_range {
  uint64_t lo, hi;
};

/* A function with code of its own; inlined copies are found inside it. */
struct binary_func {
  Dwarf_Die die;
  uint64_t lo, hi; /* one of its ranges: a function split in hot and cold parts is here twice */
};

struct binary_unit {
  Dwarf_Die head; /* has the ranges, the line table and DW_AT_comp_dir */
  Dwarf_Die body; /* has the children: the same, or with -gsplit-dwarf the unit in the .dwo file */
  ARRAY(struct binary_range) ranges;
  ARRAY(struct binary_func) funcs;
  bool funcs_known;
};

struct binary {
  char *path;
  Elf *elf;
  Elf *debug_elf; /* the split-off file, else NULL */
  Dwarf *dwarf;   /* NULL: no debug information */
  Dwarf_CFI *cfi; /* NULL: no unwind information */
  uint64_t base;
  uint64_t tls_addr;         /* where the file keeps the initial thread-local block */
  uint64_t tls_size;         /* of the thread-local block, rounded up to its alignment; 0: none */
  unsigned machine;          /* EM_… */
  bool program;              /* an executable, not a library */
  void *image, *debug_image; /* the contents of the files; what elf and debug_elf point into */
  ARRAY(struct binary_unit) units;
  struct symtab symtab;
};

/* NULL when PATH is not a readable ELF executable or library. */
struct binary *binary_open(const char *path);
void binary_free(struct binary *b);
/* The unit and the function whose code contains ADDR; NULL: none. */
struct binary_unit *binary_unit_at(struct binary *b, uint64_t addr);
const struct binary_func *binary_func_at(struct binary_unit *u, uint64_t addr);
const char *binary_comp_dir(struct binary_unit *u);

#endif
