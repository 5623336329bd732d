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

/* How many levels up from DIR the file may be to count as near, */
enum { FILENAME_UP = 2 };

/* and not as far up as /home or /usr. Both names are clean. */
static bool filename_near(const char *dir, const char *file, struct buf *out) {
  size_t n = strlen(dir);
  for (int up = 0; up <= FILENAME_UP; up++) {
    bool top = memchr(dir + 1, '/', n - 1) == NULL;
    if (up > 0 && top)
      return false;
    if (strncmp(file, dir, n) == 0 && file[n] == '/') {
      for (int i = 0; i < up; i++)
        buf_puts(out, "../");
      buf_puts(out, file + n + 1);
      return true;
    }
    if (top)
      return false;
    while (dir[n - 1] != '/')
      n--;
    n--;
  }
  return false;
}

void filename_shown(const char *comp_dir, const char *path, struct buf *out) {
  struct buf dir = {0}, file = {0};
  filename_clean(comp_dir, &dir);
  filename_clean(path, &file);
  bool absolute = dir.len > 1 && dir.at[0] == '/' && file.len && file.at[0] == '/';
  if (!absolute || !filename_near(dir.at, file.at, out))
    buf_puts(out, buf_str(&file));
  buf_fini(&dir);
  buf_fini(&file);
}
