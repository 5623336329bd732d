/* schedule_names.c — see schedule_names.h. A name is usable when reading it back cannot
 * mean anything else: it is simple, nobody else has it, and it is not the canonical
 * name of another thread. */
#include "trace/schedule_names.h"

#include "wire/wire.h"

#include <inttypes.h>
#include <string.h>

enum { NAME_MAX_LEN = 64 };

bool schedule_name_is_simple(const char *name, size_t len) {
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  for (size_t i = 0; i < len; i++)
    if (name[i] == '\0' || !strchr(allowed, name[i]))
      return false;
  return len > 0 && len <= NAME_MAX_LEN;
}

int64_t schedule_name_canonical(const char *name, size_t len) {
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
  if (!names || thread >= names->len || !names->at[thread])
    return false;
  const char *name = names->at[thread];
  if (!schedule_name_is_simple(name, strlen(name)))
    return false;
  int64_t number = schedule_name_canonical(name, strlen(name));
  if (number != -1)
    return number == (int64_t)thread;
  for (size_t i = 0; i < names->len; i++)
    if (i != thread && names->at[i] && strcmp(names->at[i], name) == 0)
      return false;
  return true;
}

bool schedule_name_is_own(const struct schedule_names *names, uint32_t thread) {
  return is_usable(names, thread) && schedule_name_canonical(names->at[thread], strlen(names->at[thread])) == -1;
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
  int64_t number = schedule_name_canonical(name, len);
  if (number != -1)
    return number;
  for (uint32_t i = 0; names && i < names->len; i++)
    if (is_usable(names, i) && strlen(names->at[i]) == len && memcmp(names->at[i], name, len) == 0)
      return i;
  return -1;
}
