/* listing.c — see listing.h. A scene NAME.c has its listing in NAME.py, NAME.go or NAME.java. */
#include "cli/listing.h"

#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *listing_path(const char *c_path) {
  static const char *const endings[] = {"py", "go", "java"};
  size_t n = strlen(c_path);
  if (n < 3 || strcmp(c_path + n - 2, ".c") != 0)
    return NULL;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    struct buf b = {0};
    buf_printf(&b, "%.*s.%s", (int)n - 2, c_path, endings[i]);
    if (access(buf_str(&b), R_OK) == 0)
      return b.at;
    buf_fini(&b);
  }
  return NULL;
}

static bool listing_text(const char *path, struct buf *out, struct plait_err *err) {
  FILE *f = fopen(path, "re");
  char chunk[4096];
  for (size_t n; f && (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(out, chunk, n);
  bool ok = f && !ferror(f);
  if (!ok)
    plait_err_set(err, PLAIT_EXIT_USAGE, "cannot read %s: %s", path, strerror(errno));
  if (f)
    fclose(f);
  return ok;
}

bool listing_read(const char *c_path, struct view_listing *out, struct plait_err *err) {
  *out = (struct view_listing){0};
  char *path = listing_path(c_path);
  if (!path)
    return true;
  struct buf text = {0}, c = {0};
  bool ok = listing_text(path, &text, err) && listing_text(c_path, &c, err) && listing_parse(path, buf_str(&text), c_path, buf_str(&c), out, err);
  buf_fini(&text);
  buf_fini(&c);
  free(path);
  return ok;
}
