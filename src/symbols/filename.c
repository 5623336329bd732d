/* filename.c — source file names as text; see filename.h. */
#include "symbols/filename.h"

#include <stdbool.h>
#include <string.h>

/* Forgets the last component of what OUT holds from START on; false when there is none that can be forgotten. */
static bool filename_up(struct buf *out, size_t start) {
  size_t end = out->len;
  size_t at = end;
  while (at > start && out->at[at - 1] != '/')
    at--;
  if (at == end || (end - at == 2 && memcmp(out->at + at, "..", 2) == 0))
    return false;
  /* The slash of an absolute path stays. */
  if (at > start && !(at == start + 1 && out->at[start] == '/'))
    at--;
  out->len = at;
  out->at[at] = '\0';
  return true;
}

void filename_clean(const char *path, struct buf *out) {
  size_t start = out->len;
  bool absolute = path[0] == '/';
  if (absolute)
    buf_putc(out, '/');
  while (*path) {
    size_t n = strcspn(path, "/");
    bool up = n == 2 && memcmp(path, "..", 2) == 0;
    bool stay = n == 0 || (n == 1 && path[0] == '.');
    if (up && absolute && out->len == start + 1)
      stay = true;
    if (!stay && !(up && filename_up(out, start))) {
      if (out->len > start && out->at[out->len - 1] != '/')
        buf_putc(out, '/');
      buf_add(out, path, n);
    }
    path += n;
    path += *path == '/';
  }
}

void filename_shown(const char *comp_dir, const char *path, struct buf *out) {
  size_t n = strlen(comp_dir);
  while (n > 1 && comp_dir[n - 1] == '/')
    n--;
  if (n > 1 && strncmp(path, comp_dir, n) == 0 && path[n] == '/') {
    path += n;
    path += strspn(path, "/");
    filename_clean(path, out);
    return;
  }
  struct buf dir = {0}, file = {0};
  filename_clean(comp_dir, &dir);
  filename_clean(path, &file);
  n = dir.len;
  if (n > 1 && file.len > n + 1 && strncmp(buf_str(&file), buf_str(&dir), n) == 0 && file.at[n] == '/')
    buf_puts(out, file.at + n + 1);
  else
    buf_puts(out, buf_str(&file));
  buf_fini(&dir);
  buf_fini(&file);
}
