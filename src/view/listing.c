/* listing.c — see listing.h. Finds which lines belong together; source.c draws them. */
#include "view/listing.h"

#include "base/buf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *ending, *language, *marker;
} listing_languages[] = {{".py", "Python", "#|"}, {".go", "Go", "//|"}, {".java", "Java", "//|"}};
enum { LISTING_LANGUAGES = sizeof listing_languages / sizeof *listing_languages };

static int listing_which(const char *path) {
  size_t n = strlen(path);
  for (int i = 0; i < LISTING_LANGUAGES; i++) {
    size_t m = strlen(listing_languages[i].ending);
    if (n > m && strcmp(path + n - m, listing_languages[i].ending) == 0)
      return i;
  }
  return -1;
}

const char *listing_language(const char *path) {
  int i = listing_which(path);
  return i < 0 ? NULL : listing_languages[i].language;
}

static const char *listing_base(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

bool listing_is_of(const struct view_listing *l, const char *file) { return l && strcmp(listing_base(file), l->source) == 0; }

/* Links LINE with every line of C that has SNIPPET in it; false: there is none. */
static bool listing_link(struct view_listing *l, uint32_t line, const char *c, const char *snippet) {
  const char *code = strncmp(c, "/*", 2) == 0 ? strstr(c, "*/") : NULL; /* the lesson is not code */
  bool found = false;
  uint32_t number = 1;
  for (const char *p = c; *p; number++) {
    size_t len = strcspn(p, "\n");
    struct buf text = {0};
    buf_add(&text, p, len);
    if (p >= (code ? code : c) && strncmp(p, "#include", 8) != 0 && strstr(buf_str(&text), snippet)) {
      *ARRAY_PUSH(&l->links) = (struct listing_link){line, number};
      found = true;
    }
    buf_fini(&text);
    p += len + (p[len] == '\n');
  }
  return found;
}

/* One line of the listing: its text, then its markers. */
static bool listing_line(struct view_listing *l, struct buf *out, const char *marker, const char *p, size_t len, uint32_t line, const char *c,
                         struct buf *missing) {
  const char *end = p + len, *mark = memmem(p, len, marker, strlen(marker));
  size_t shown = (size_t)((mark ? mark : end) - p);
  while (shown && isspace((unsigned char)p[shown - 1]))
    shown--;
  buf_add(out, p, shown);
  buf_putc(out, '\n');
  while (mark) {
    const char *s = mark + strlen(marker), *next = memmem(s, (size_t)(end - s), marker, strlen(marker)), *stop = next ? next : end;
    s += s < stop && *s == ' ';
    while (stop > s && isspace((unsigned char)stop[-1]))
      stop--;
    struct buf snippet = {0};
    buf_add(&snippet, s, (size_t)(stop - s));
    bool ok = snippet.len && listing_link(l, line, c, buf_str(&snippet));
    if (!ok)
      buf_puts(missing, buf_str(&snippet));
    buf_fini(&snippet);
    if (!ok)
      return false;
    mark = next;
  }
  return true;
}

bool listing_parse(const char *path, const char *text, const char *c_path, const char *c, struct view_listing *out, struct plait_err *err) {
  int language = listing_which(path);
  *out = (struct view_listing){0};
  if (language < 0)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "%s: a listing ends with .py, .go or .java", path);
  struct buf shown = {0};
  buf_puts(&shown, "");
  bool ok = true;
  uint32_t line = 1;
  for (const char *p = text; *p; line++) {
    size_t len = strcspn(p, "\n");
    struct buf missing = {0};
    if (!listing_line(out, &shown, listing_languages[language].marker, p, len, line, c, &missing)) {
      if (ok)
        plait_err_set(err, PLAIT_EXIT_USAGE, "%s:%u: no line of %s has: %s", path, line, listing_base(c_path), buf_str(&missing));
      ok = false;
    }
    buf_fini(&missing);
    p += len + (p[len] == '\n');
  }
  out->language = listing_languages[language].language;
  out->source = xstrdup(listing_base(c_path));
  out->text = xstrdup(buf_str(&shown));
  out->len = strlen(out->text);
  buf_fini(&shown);
  return ok;
}

void listing_fini(struct view_listing *l) {
  free(l->source);
  free(l->text);
  ARRAY_FREE(&l->links);
  *l = (struct view_listing){0};
}
