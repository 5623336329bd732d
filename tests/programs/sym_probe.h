/* sym_probe.h — for programs that know the names of their own variables and positions.
 *
 * Each line such a program prints is a question with its answer, separated by tabs, which
 * tests/unit/test_symbols_names.c puts to src/symbols:
 *
 *   static OFF SIZE NAME TYPE ENC         a place relative to where the program was loaded
 *   tls    BELOW SIZE NAME TYPE ENC       bytes below the thread pointer
 *   stack  PC CFA SIZE NAME TYPE ENC      bytes below the canonical frame address
 *   site   OFF FUNC FILE LINE             the call that led here
 *
 * TYPE or ENC "?" leaves that part of the answer open. */
#ifndef SYM_PROBE_H
#define SYM_PROBE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

extern char __executable_start[];

#define OFFSET(p) ((unsigned long)((uintptr_t)(p) - (uintptr_t)__executable_start))

/* A static variable: SIZE bytes at P are called NAME. */
#define STATIC_AT(p, size, name, type, enc)                                                                            \
  printf("static\t%lu\t%lu\t%s\t%s\t%s\n", OFFSET(p), (unsigned long)(size), name, type, enc)
/* The variable EXPR is called what it is called here. */
#define STATIC(expr, type, enc) STATIC_AT(&(expr), sizeof(expr), #expr, type, enc)

#define TLS_AT(p, size, name, type, enc)                                                                               \
  printf("tls\t%lu\t%lu\t%s\t%s\t%s\n", (unsigned long)((uintptr_t)__builtin_thread_pointer() - (uintptr_t)(p)),       \
         (unsigned long)(size), name, type, enc)

/* To be used in the function whose frame it is. */
#define STACK_AT(p, size, name, type, enc)                                                                             \
  stack_at((uintptr_t)__builtin_dwarf_cfa(), (uintptr_t)(p), (size), (name), (type), (enc))
#define STACK(expr, name, type, enc) STACK_AT(&(expr), sizeof(expr), name, type, enc)

__attribute__((noinline, unused)) static void stack_at(uintptr_t cfa, uintptr_t p, size_t size, const char *name,
                                                       const char *type, const char *enc) {
  printf("stack\t%lu\t%ld\t%lu\t%s\t%s\t%s\n", OFFSET(__builtin_return_address(0)) - 1, (long)(cfa - p),
         (unsigned long)size, name, type, enc);
}

#define SITE(func) site_here(func, __LINE__)
__attribute__((noinline, unused)) static void site_here(const char *func, int line) {
  printf("site\t%lu\t%s\t%s\t%d\n", OFFSET(__builtin_return_address(0)) - 1, func, SITE_FILE, line);
}

#endif
