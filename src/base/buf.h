/* buf.h — a growing string of bytes, always followed by a NUL that is not counted. */
#ifndef PLAIT_BASE_BUF_H
#define PLAIT_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
  char *at;   /* NULL until something is added; then NUL-terminated */
  size_t len; /* without the NUL */
  size_t cap;
};

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Adds S as the inside of a JSON string (RFC 8259): quotes, backslashes, control
 * characters escaped, bytes that are not UTF-8 replaced by U+FFFD. */
void buf_json(struct buf *b, const char *s, size_t len);
void buf_clear(struct buf *b); /* empties, keeps the memory */
void buf_fini(struct buf *b);
/* The text so far, never NULL. */
const char *buf_str(const struct buf *b);

#endif
