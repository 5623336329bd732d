/* explain_value.c — values, times, names and quotes: the words sentences are made of.
 *
 * A value is shown as the program's own type would print it, because that is what
 * the reader wrote; when the type is unknown it is bytes in hexadecimal and looks
 * like it. */
#include "view/explain.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_hex(uint64_t lo, uint64_t hi, unsigned size, struct buf *out) {
  if (size > 8 && hi)
    buf_printf(out, "0x%" PRIx64 "%016" PRIx64, hi, lo);
  else
    buf_printf(out, "0x%" PRIx64, lo);
}

static int64_t sign_extend(uint64_t v, unsigned size) {
  if (size == 0 || size >= 8)
    return (int64_t)v;
  unsigned shift = 64 - 8 * size;
  return (int64_t)(v << shift) >> shift;
}

static uint64_t truncated(uint64_t v, unsigned size) {
  return size == 0 || size >= 8 ? v : v & ((UINT64_C(1) << 8 * size) - 1);
}

/* The fewest digits that give the same number again. */
static void add_double(double d, struct buf *out) {
  char text[40];
  for (int digits = 6; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, d);
    if (strtod(text, NULL) == d)
      break;
  }
  buf_puts(out, text);
}

static void add_float(uint64_t lo, uint64_t hi, unsigned size, struct buf *out) {
  if (size == 4) {
    uint32_t bits = (uint32_t)lo;
    float f;
    memcpy(&f, &bits, sizeof f);
    char text[40];
    for (int digits = 6; digits <= 9; digits++) {
      snprintf(text, sizeof text, "%.*g", digits, (double)f);
      if (strtof(text, NULL) == f)
        break;
    }
    buf_puts(out, text);
  } else if (size == 8) {
    double d;
    memcpy(&d, &lo, sizeof d);
    add_double(d, out);
  } else {
    add_hex(lo, hi, size, out); /* long double differs between machines */
  }
}

static void add_char_body(unsigned char c, char quote, struct buf *out) {
  static const char escapes[] = "\a\b\f\n\r\t\v\\", letters[] = "abfnrtv\\";
  const char *e = c ? strchr(escapes, c) : NULL;
  if (e)
    buf_printf(out, "\\%c", letters[e - escapes]);
  else if (c == (unsigned char)quote)
    buf_printf(out, "\\%c", c);
  else if (c < 0x20 || c == 0x7f)
    buf_printf(out, "\\%o", c);
  else
    buf_putc(out, (char)c);
}

static void add_char(uint64_t v, unsigned size, struct buf *out) {
  uint64_t c = truncated(v, size);
  if (c >= 0x80) { /* a wide character, or half of something */
    buf_printf(out, "%" PRId64, sign_extend(v, size));
    return;
  }
  buf_putc(out, '\'');
  add_char_body((unsigned char)c, '\'', out);
  buf_putc(out, '\'');
}

void explain_value(const struct trace_object *o, uint64_t lo, uint64_t hi, struct buf *out) {
  unsigned size = o->size;
  switch ((enum trace_enc)o->enc) {
  case ENC_SIGNED:
    if (size <= 8)
      buf_printf(out, "%" PRId64, sign_extend(lo, size));
    else
      add_hex(lo, hi, size, out);
    return;
  case ENC_UNSIGNED:
    if (size <= 8)
      buf_printf(out, "%" PRIu64, truncated(lo, size));
    else
      add_hex(lo, hi, size, out);
    return;
  case ENC_FLOAT: add_float(lo, hi, size, out); return;
  case ENC_BOOL: {
    uint64_t v = truncated(lo, size);
    if (v <= 1)
      buf_puts(out, v ? "true" : "false");
    else
      buf_printf(out, "%" PRIu64, v);
    return;
  }
  case ENC_CHAR: add_char(lo, size, out); return;
  case ENC_POINTER:
    if (lo == 0)
      buf_puts(out, "NULL");
    else
      add_hex(lo, 0, 8, out);
    return;
  case ENC_UNKNOWN: break;
  }
  add_hex(truncated(lo, size), hi, size, out);
}

void explain_name(const struct trace *t, uint16_t thread, struct buf *out) {
  if (thread < trace_threads(t))
    buf_puts(out, trace_thread(t, thread)->name);
  else
    buf_printf(out, "thread %u", thread);
}

void explain_object(const struct trace *t, uint32_t object, struct buf *out) {
  const char *name = object >= 1 && object <= trace_objects(t) ? trace_object(t, object)->name : "something";
  buf_puts(out, strcmp(name, "fd -1") == 0 ? "several descriptors" : name); /* as recordings once said it */
}

void explain_site(const struct trace *t, uint32_t site, struct buf *out) {
  const struct trace_site *s = trace_site(t, site);
  const char *file = s->file;
  if (file[0] == '/') /* a path from the root would be most of the sentence */
    file = strrchr(file, '/') + 1;
  if (file[0] && s->line)
    buf_printf(out, " (%s:%u)", file, s->line);
}

/* From a millisecond on, single nanoseconds are what the arithmetic of the program has left over ("0.29 * 1e9"). */
void explain_time(uint64_t ns, struct buf *out) {
  static const struct {
    uint64_t ns;
    const char *name;
  } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
  size_t u = 0;
  if (ns >= 1000000 && ns <= UINT64_MAX - 5)
    ns = (ns + 5) / 10 * 10;
  while (u < 3 && ns < units[u].ns)
    u++;
  if (ns == 0)
    u = 0;
  char fraction[16];
  snprintf(fraction, sizeof fraction, ".%09" PRIu64, ns % units[u].ns * (1000000000 / units[u].ns));
  size_t len = strlen(fraction);
  while (len > 0 && (fraction[len - 1] == '0' || fraction[len - 1] == '.'))
    fraction[--len] = '\0';
  buf_printf(out, "%" PRIu64 "%s %s", ns / units[u].ns, fraction, units[u].name);
}

void explain_quote(const char *bytes, size_t len, size_t max, struct buf *out) {
  size_t n = len;
  if (n > max)
    for (n = max; n > 0 && ((unsigned char)bytes[n] & 0xc0) == 0x80; n--) {
      /* not inside a character */
    }
  buf_putc(out, '"');
  for (size_t i = 0; i < n; i++)
    add_char_body((unsigned char)bytes[i], '"', out);
  buf_puts(out, n < len ? "...\"" : "\"");
}

void explain_list(const struct trace *t, const uint16_t *threads, size_t n, struct buf *out) {
  for (size_t i = 0; i < n; i++) {
    if (i)
      buf_puts(out, i + 1 == n ? " and " : ", ");
    explain_name(t, threads[i], out);
  }
}
