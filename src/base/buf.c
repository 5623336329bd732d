/* buf.c — see buf.h. */
#include "base/buf.h"

#include "base/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct buf *b, size_t more) {
  if (b->cap - b->len <= more)
    b->at = array_grow(b->at, &b->cap, b->len + more + 1, 1);
}

void buf_add(struct buf *b, const void *bytes, size_t len) {
  make_room(b, len);
  if (len)
    memcpy(b->at + b->len, bytes, len);
  b->len += len;
  b->at[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s) { buf_add(b, s, strlen(s)); }
void buf_putc(struct buf *b, char c) { buf_add(b, &c, 1); }

void buf_vprintf(struct buf *b, const char *fmt, va_list ap) {
  va_list again;
  va_copy(again, ap);
  make_room(b, 64);
  int n = vsnprintf(b->at + b->len, b->cap - b->len, fmt, ap);
  if (n >= 0 && (size_t)n >= b->cap - b->len) {
    make_room(b, (size_t)n);
    n = vsnprintf(b->at + b->len, b->cap - b->len, fmt, again);
  }
  va_end(again);
  if (n > 0)
    b->len += (size_t)n;
}

void buf_printf(struct buf *b, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(b, fmt, ap);
  va_end(ap);
}

/* How many bytes the UTF-8 sequence at S takes, or 0 when it is not one (RFC 3629). */
static size_t utf8_len(const unsigned char *s, size_t len) {
  size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] <= 0xdf ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4 : 0;
  if (n == 0 || n > len)
    return 0;
  for (size_t i = 1; i < n; i++)
    if ((s[i] & 0xc0) != 0x80)
      return 0;
  if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
    return 0;
  return n;
}

void buf_json(struct buf *b, const char *s, size_t len) {
  static const char *const short_escape[0x20] = {['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t"};
  for (size_t i = 0; i < len;) {
    unsigned char c = (unsigned char)s[i];
    size_t n = utf8_len((const unsigned char *)s + i, len - i);
    if (n == 0)
      buf_puts(b, "\xef\xbf\xbd"), n = 1;
    else if (c == '"' || c == '\\')
      buf_putc(b, '\\'), buf_putc(b, (char)c);
    else if (c < 0x20 && short_escape[c])
      buf_puts(b, short_escape[c]);
    else if (c < 0x20 || c == 0x7f)
      buf_printf(b, "\\u%04x", c);
    else
      buf_add(b, s + i, n);
    i += n;
  }
}

void buf_clear(struct buf *b) {
  b->len = 0;
  if (b->at)
    b->at[0] = '\0';
}

void buf_fini(struct buf *b) {
  free(b->at);
  *b = (struct buf){0};
}

const char *buf_str(const struct buf *b) { return b->at ? b->at : ""; }
