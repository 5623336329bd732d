/* none.c — symbols.h for a plait built without libdw: everything is unknown.
 *
 * Programs still run and are still shown; places appear as offsets and `doctor` says what is missing. */
#ifndef HAVE_LIBDW
#include "symbols/symbols.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

struct symbols {
  char unused;
};

struct symbols *symbols_new(void) {
  return xcalloc(1, sizeof(struct symbols));
}
void symbols_free(struct symbols *s) { free(s); }

bool symbols_site(struct symbols *s, const char *module, uint64_t off, struct symbols_site *out) {
  (void)s, (void)module, (void)off;
  *out = (struct symbols_site){.func = "", .file = ""};
  return false;
}

bool symbols_function_range(struct symbols *s, const char *module, uint64_t off, uint64_t *lo, uint64_t *hi) {
  (void)s, (void)module, (void)off, (void)lo, (void)hi;
  return false;
}

const char *symbols_source_path(struct symbols *s, const char *file) {
  (void)s, (void)file;
  return NULL;
}

static bool none_var(struct symbols_var *out) {
  *out = (struct symbols_var){.name = "", .type = ""};
  return false;
}

bool symbols_static_var(struct symbols *s, const char *module, uint64_t off, size_t size, struct symbols_var *out) {
  (void)s, (void)module, (void)off, (void)size;
  return none_var(out);
}

bool symbols_stack_var(struct symbols *s, const char *module, uint64_t pc_off, int64_t cfa, size_t size,
                       struct symbols_var *out) {
  (void)s, (void)module, (void)pc_off, (void)cfa, (void)size;
  return none_var(out);
}

bool symbols_tls_var(struct symbols *s, const char *module, uint64_t below, size_t size, struct symbols_var *out) {
  (void)s, (void)module, (void)below, (void)size;
  return none_var(out);
}

bool symbols_is_program(struct symbols *s, const char *module) {
  (void)s, (void)module;
  return false;
}

bool symbols_build(const char *path, struct symbols_build *out) {
  (void)path;
  memset(out, 0, sizeof *out);
  return false;
}

void symbols_build_text(const struct symbols_build *b, struct buf *out) {
  (void)b;
  buf_puts(out, "plait was built without libdw and cannot tell");
}
#endif
