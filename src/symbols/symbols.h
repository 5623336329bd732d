/* symbols.h — what the debug information of a program says about its addresses.
 *
 * The only door to libdw. A place is given as plait logs it, a module's path and
 * an offset from where that module was loaded, and comes back as what a reader
 * of the source would call it: `worker` at bank.c:31, `forks[2]`, `pool.lock`,
 * `main:i`, `count_up:calls`.
 *
 * Modules are opened when first asked about and stay open; each distinct question is
 * answered once and then remembered. Files that are missing, broken, stripped or
 * not ELF at all make answers "unknown" (false), never an error: a name is a
 * courtesy, the execution can be followed without it. Built without libdw, every
 * answer is "unknown".
 *
 * Ownership: every string in an answer belongs to the struct symbols and lives
 * as long as it does. One thread uses a struct symbols. */
#ifndef PLAIT_SYMBOLS_SYMBOLS_H
#define PLAIT_SYMBOLS_SYMBOLS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols;

struct symbols *symbols_new(void);
void symbols_free(struct symbols *s);

/* -- code ------------------------------------------------------------------ */

struct symbols_site {
  const char *func; /* the innermost inlined function; "" when unknown */
  const char *file; /* relative to the directory of compilation when below it; "" when unknown */
  unsigned line;    /* 0: unknown */
};

/* The source position of the instruction that contains OFF; for a return address ask for OFF - 1. */
bool symbols_site(struct symbols *s, const char *module, uint64_t off, struct symbols_site *out);
/* The offsets [*lo, *hi) of the function around OFF, of the part of it that contains OFF when it was split. */
bool symbols_function_range(struct symbols *s, const char *module, uint64_t off, uint64_t *lo, uint64_t *hi);
/* Where a file that was mentioned as symbols_site.file can be read on this machine; NULL: nowhere. */
const char *symbols_source_path(struct symbols *s, const char *file);

/* -- data ------------------------------------------------------------------ */

enum symbols_enc {
  SYMBOLS_ENC_UNKNOWN,
  SYMBOLS_ENC_SIGNED,
  SYMBOLS_ENC_UNSIGNED,
  SYMBOLS_ENC_FLOAT,
  SYMBOLS_ENC_BOOL,
  SYMBOLS_ENC_CHAR,
  SYMBOLS_ENC_POINTER,
};

struct symbols_var {
  const char *name; /* `pool.lock`; `pool+12` when nothing of its own lies there */
  const char
      *type; /* in C, as the source spells it: "unsigned long", "struct node *", "pthread_mutex_t"; "" when unknown */
  enum symbols_enc enc;
};

/* The variable of SIZE bytes at an address. SIZE 0 asks for the object that starts there, of
 * whatever size: for a pthread object the one of that type, otherwise the outermost one.
 *
 * An object of a pthread type is named as that, never as something inside it. */
bool symbols_static_var(struct symbols *s, const char *module, uint64_t off, size_t size, struct symbols_var *out);
/* The same on the stack: in the frame of the function around PC_OFF, CFA bytes below its canonical
 * frame address. `function:variable`. */
bool symbols_stack_var(struct symbols *s, const char *module, uint64_t pc_off, int64_t cfa, size_t size,
                       struct symbols_var *out);
/* The same among the executable MODULE's thread-local variables, BELOW bytes below the thread pointer. */
bool symbols_tls_var(struct symbols *s, const char *module, uint64_t below, size_t size, struct symbols_var *out);
/* Is MODULE an executable, not a library? */
bool symbols_is_program(struct symbols *s, const char *module);

/* -- how it was built -------------------------------------------------------- */

struct symbols_build {
  char machine[24];  /* "x86-64", "aarch64", …; "" when the file is not ELF */
  char compiler[48]; /* "gcc 12.2.0", "clang 14.0.6"; "" when unknown */
  char optimise[8];  /* "-O0", …; "" when unknown */
  bool elf;
  bool dynamic; /* has a program interpreter: its libraries can be replaced */
  bool pie;
  bool debug_info;  /* variables and lines have names */
  bool tsan_hooks;  /* reports its memory accesses, to whoever answers for libtsan */
  bool tsan_inside; /* contains its own ThreadSanitizer run time: cannot be controlled */
};

/* False when PATH cannot be read or is not ELF (then out->elf is false). */
bool symbols_build(const char *path, struct symbols_build *out);
/* One line of it: "gcc 12.2.0 -O0, -fsanitize=thread, debug information". */
void symbols_build_text(const struct symbols_build *b, struct buf *out);

#endif
