/* elf.h — what the engine must know about an executable before it starts it.
 *
 * Deliberately small and independent of libdw: it decides whether a program can
 * be controlled at all, also in a build without debug information support. */
#ifndef PLAIT_ENGINE_ELF_H
#define PLAIT_ENGINE_ELF_H

#include <stdbool.h>
#include <stddef.h>

enum elf_shape {
  ELF_NOT,      /* not an ELF file, or one that is cut short */
  ELF_FOREIGN,  /* for another kind of processor or another word size: see `machine` */
  ELF_OBJECT,   /* .o */
  ELF_LIBRARY,  /* a shared library */
  ELF_STATIC,   /* a program without dynamic linking */
  ELF_DYNAMIC,  /* a program that the dynamic linker starts */
  ELF_OTHER,    /* a core dump and the like */
};

struct elf_facts {
  enum elf_shape shape;
  char machine[32];      /* "aarch64", "32-bit x86", … */
  char interpreter[256]; /* the dynamic linker it asks for */
  bool calls_tsan;       /* __tsan_init is wanted from outside: plait's runtime answers */
  bool has_tsan;         /* it brings ThreadSanitizer's own run-time library along */
  bool has_asan;         /* the same for AddressSanitizer */
};

/* Looks at the SIZE bytes of a file; never reads outside them, whatever they say. */
void elf_examine(const void *bytes, size_t size, struct elf_facts *out);

#endif
