/* names.c — see names.h. */
#include "view/names.h"

#include "view/grid.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_LEAST = 2 };

/* How many bytes of TEXT are its first COLUMNS columns at most. */
static size_t names_bytes(const char *text, size_t len, int columns) {
  char part[NAMES_FULL * 4 + 1];
  size_t n = len < sizeof part - 1 ? len : sizeof part - 1;
  for (;; n--) {
    if (n < len && ((unsigned char)text[n] & 0xc0) == 0x80)
      continue; /* not inside a character */
    memcpy(part, text, n);
    part[n] = 0;
    if (n == 0 || grid_width(part) <= columns)
      return n;
  }
}

int names_short(const char *name, int most, char out[NAMES_FULL * 4 + 1]) {
  size_t len = strlen(name), digits = 0;
  while (digits < len && name[len - 1 - digits] >= '0' && name[len - 1 - digits] <= '9')
    digits++;
  size_t head = names_bytes(name, len, most);
  if (head == len || digits == 0 || (int)digits >= most)
    digits = 0;
  else
    head = names_bytes(name, len - digits, most - (int)digits);
  while (head > 0 && head < len && name[head - 1] == ' ')
    head--;
  snprintf(out, NAMES_FULL * 4 + 1, "%.*s%s", (int)head, name, digits ? name + len - digits : "");
  return grid_width(out);
}

int names_width(const struct trace *t, const uint16_t *threads, size_t n, int most) {
  char name[NAMES_FULL * 4 + 1];
  int width = 0;
  for (size_t i = 0; i < n; i++)
    width += 1 + names_short(trace_thread(t, threads[i])->name, most, name);
  return width;
}

int names_fit(const struct trace *t, const uint16_t *threads, size_t n, int room) {
  int most = NAMES_FULL;
  while (most >= NAMES_LEAST && names_width(t, threads, n, most) > room)
    most = most > 20 ? 20 : most - 1;
  return most >= NAMES_LEAST ? most : 0;
}
