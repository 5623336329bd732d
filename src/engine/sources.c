/* sources.c — see sources.h. */
#include "engine/sources.h"

#include "base/array.h"
#include "base/buf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 1 << 20 };

static bool sources_read(const char *path, struct buf *out) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat st;
  bool wanted = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= LARGEST;
  char bytes[16384];
  ssize_t n = 0;
  buf_clear(out);
  while (wanted && out->len <= LARGEST && (n = read(fd, bytes, sizeof bytes)) > 0)
    buf_add(out, bytes, (size_t)n);
  if (fd >= 0)
    close(fd);
  return wanted && n == 0 && !(out->len && memchr(out->at, '\0', out->len));
}

static bool sources_is_system(const char *file) { return strncmp(file, "/usr/", 5) == 0 || strncmp(file, "/lib", 4) == 0; }

size_t sources_embed(struct trace *t, sources_find *find, void *ctx) {
  size_t sites = trace_sites(t), added = 0;
  /* Sites that are no step's, made or about to be (of an earlier execution, of a stack) do not matter; neither do files tried before. */
  unsigned char *used = xcalloc(sites + 1, 1);
  for (uint32_t i = 1; i <= trace_steps(t); i++)
    if (trace_step(t, i)->site <= sites)
      used[trace_step(t, i)->site] = 1;
  size_t pending;
  const struct trace_pending *next = trace_pending(t, &pending);
  for (size_t i = 0; i < pending; i++)
    if (next[i].site <= sites)
      used[next[i].site] = 1;
  ARRAY(const char *) tried = {0};
  struct buf text = {0};
  for (uint32_t i = 1; i <= sites; i++) {
    const struct trace_site *site = trace_site(t, i);
    bool seen = !used[i] || !*site->file || sources_is_system(site->file) || trace_source_find(t, site->file);
    for (size_t k = 0; !seen && k < tried.len; k++)
      seen = strcmp(tried.at[k], site->file) == 0;
    if (seen)
      continue;
    *ARRAY_PUSH(&tried) = site->file;
    const char *module = site->module < trace_modules(t) ? trace_module(t, site->module) : "";
    char *path = find ? find(ctx, module, site->file) : xstrdup(site->file);
    if (path && sources_read(path, &text)) {
      trace_add_source(t, site->file, buf_str(&text), text.len);
      added++;
    }
    free(path);
  }
  buf_fini(&text);
  ARRAY_FREE(&tried);
  free(used);
  return added;
}
