/* array.c — the growth behind array.h and the allocators that never fail. */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void out_of_memory(void) {
  static const char text[] = "plait: out of memory\n";
  ssize_t n = write(2, text, sizeof text - 1);
  (void)n;
  abort();
}

void *array_grow(void *at, size_t *cap, size_t need, size_t size) {
  size_t want = *cap + *cap / 2 + 8;
  if (want < need)
    want = need;
  if (want > SIZE_MAX / size)
    out_of_memory();
  void *grown = realloc(at, want * size);
  if (!grown)
    out_of_memory();
  *cap = want;
  return grown;
}

void array_release(void **at) {
  free(*at);
  *at = NULL;
}

void *xmalloc(size_t size) {
  void *p = malloc(size ? size : 1);
  if (!p)
    out_of_memory();
  return p;
}

void *xcalloc(size_t n, size_t size) {
  void *p = calloc(n ? n : 1, size ? size : 1);
  if (!p)
    out_of_memory();
  return p;
}

char *xstrdup(const char *s) {
  size_t n = strlen(s) + 1;
  return memcpy(xmalloc(n), s, n);
}
