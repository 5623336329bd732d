/* scratch.h — a private folder for a test, with files and small programs in it. */
#ifndef PLAIT_TESTS_SCRATCH_H
#define PLAIT_TESTS_SCRATCH_H

#include "base/buf.h"
#include "engine/command.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct scratch {
  char folder[64];
  char path[8][160]; /* of the last files asked for */
  int next;
};

static inline void scratch_init(struct scratch *s) {
  strcpy(s->folder, "/tmp/plait-test-XXXXXX");
  s->next = 0;
  if (!mkdtemp(s->folder))
    abort();
}

static inline int scratch_remove(const char *path, const struct stat *st, int flag, struct FTW *at) {
  (void)st, (void)flag, (void)at;
  return remove(path);
}

static inline void scratch_fini(struct scratch *s) { nftw(s->folder, scratch_remove, 8, FTW_DEPTH | FTW_PHYS); }

/* The path of NAME in the folder. */
static inline const char *scratch_path(struct scratch *s, const char *name) {
  char *p = s->path[s->next++ % 8], folder[sizeof s->folder];
  memcpy(folder, s->folder, sizeof folder);
  snprintf(p, sizeof s->path[0], "%s/%s", folder, name);
  return p;
}

static inline const char *scratch_write(struct scratch *s, const char *name, const void *bytes, size_t len, mode_t mode) {
  const char *path = scratch_path(s, name);
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(bytes, 1, len, f) != len || fclose(f) != 0 || chmod(path, mode) != 0)
    abort();
  return path;
}

static inline const char *scratch_text(struct scratch *s, const char *name, const char *text) {
  return scratch_write(s, name, text, strlen(text), 0644);
}

/* Compiles TEXT to NAME with CC and up to four more words; NULL when that does not work here. */
static inline const char *scratch_program(struct scratch *s, const char *name, const char *text, const char *cc,
                                          const char *a, const char *b, const char *c, const char *d) {
  char source[80];
  snprintf(source, sizeof source, "%s.c", name);
  const char *from = scratch_text(s, source, text), *to = scratch_path(s, name);
  const char *argv[12] = {cc, "-o", to, from};
  int n = 4;
  const char *more[] = {a, b, c, d};
  for (int i = 0; i < 4 && more[i]; i++)
    argv[n++] = more[i];
  struct buf out = {0};
  int status = command_run((char *const *)argv, NULL, &out);
  buf_fini(&out);
  return status == 0 ? to : NULL;
}

#endif
