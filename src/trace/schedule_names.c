/* schedule_names.c — see schedule_names.h. A name is usable when reading it back cannot
 * mean anything else: it is simple, nobody else has it, and it is not the canonical
 * name of another thread. */
#include "trace/schedule_names.h"

#include "wire/wire.h"

#include <inttypes.h>
#include <string.h>

enum { NAME_MAX_LEN = 64 };

static bool is_simple(const char *name) {
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  size_t len = strspn(name, allowed);
  return len > 0 && len <= NAME_MAX_LEN && name[len] == '\0';
}

/* main: 0, T1: 1 …; -1: not canonical; -2: too great. */
static int64_t canonical(const char *name, size_t len) {
  if (len == 4 && memcmp(name, "main", 4) == 0)
    return 0;
  if (len < 2 || name[0] != 'T' || name[1] == '0')
    return -1;
  int64_t n = 0;
  for (size_t i = 1; i < len; i++) {
    if (name[i] < '0' || name[i] > '9')
      return -1;
    if (n < WIRE_THREADS)
      n = 10 * n + (name[i] - '0');
  }
  return n < WIRE_THREADS ? n : -2;
}

static bool is_usable(const struct schedule_names *names, uint32_t thread) {
  if (!names || thread >= names->len || !names->at[thread] || !is_simple(names->at[thread]))
    return false;
  const char *name = names->at[thread];
  int64_t number = canonical(name, strlen(name));
  if (number != -1)
    return number == (int64_t)thread;
  for (size_t i = 0; i < names->len; i++)
    if (i != thread && names->at[i] && strcmp(names->at[i], name) == 0)
      return false;
  return true;
}

void schedule_name_add(const struct schedule_names *names, uint32_t thread, struct buf *out) {
  if (is_usable(names, thread))
    buf_puts(out, names->at[thread]);
  else if (thread == 0)
    buf_puts(out, "main");
  else
    buf_printf(out, "T%" PRIu32, thread);
}

int64_t schedule_name_find(const struct schedule_names *names, const char *name, size_t len) {
  int64_t number = canonical(name, len);
  if (number != -1)
    return number;
  for (uint32_t i = 0; names && i < names->len; i++)
    if (is_usable(names, i) && strlen(names->at[i]) == len && memcmp(names->at[i], name, len) == 0)
      return i;
  return -1;
}
