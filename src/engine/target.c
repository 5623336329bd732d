/* target.c — finds and checks a program; see target.h.
 *
 * Every check here exists because the system would otherwise run the program
 * without plait's runtime, or not at all, and say nothing that helps. */
#include "engine/target.h"

#include "base/array.h"
#include "base/buf.h"
#include "engine/elf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* What is named cannot be read as a program file (status 2), or is one that cannot be controlled (4). */
#define ABSENT(...) plait_err_set(err, PLAIT_EXIT_USAGE, __VA_ARGS__)
#define REFUSE(...) plait_err_set(err, PLAIT_EXIT_TARGET, __VA_ARGS__)

static bool target_is_file(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* A name without a slash is looked up the way a shell does. */
static char *target_in_path(const char *program, struct plait_err *err) {
  const char *path = getenv("PATH");
  struct buf b = {0};
  char *unusable = NULL; /* there, but not executable */
  for (const char *p = path ? path : "/usr/local/bin:/usr/bin:/bin"; *p;) {
    size_t n = strcspn(p, ":");
    buf_clear(&b);
    buf_add(&b, n ? p : ".", n ? n : 1);
    buf_printf(&b, "/%s", program);
    if (target_is_file(buf_str(&b))) {
      if (access(buf_str(&b), X_OK) == 0) {
        char *found = realpath(buf_str(&b), NULL);
        buf_fini(&b);
        free(unusable);
        return found;
      }
      if (!unusable)
        unusable = xstrdup(buf_str(&b));
    }
    p += n;
    p += *p == ':';
  }
  buf_fini(&b);
  if (unusable)
    REFUSE("'%s' is not executable: chmod +x %s", unusable, unusable);
  else if (target_is_file(program))
    ABSENT("there is no program '%s' in PATH; for the file here say ./%s", program, program);
  else
    ABSENT("there is no program '%s' in PATH and no such file here", program);
  free(unusable);
  return NULL;
}

static char *target_path(const char *program, struct plait_err *err) {
  if (!*program)
    return ABSENT("the name of the program is empty"), NULL;
  if (!strchr(program, '/'))
    return target_in_path(program, err);
  char *real = realpath(program, NULL);
  if (real)
    return real;
  if (errno == EACCES)
    return ABSENT("'%s' cannot be reached: %s", program, strerror(EACCES)), NULL;
  return ABSENT("'%s' does not exist", program), NULL;
}

static bool target_privileged(const char *program, const char *path, const struct stat *st, struct plait_err *err) {
  bool uid = st->st_mode & S_ISUID, gid = (st->st_mode & S_ISGID) && (st->st_mode & S_IXGRP);
  if (uid || gid)
    return REFUSE("'%s' is set-%s-ID, so the system keeps plait's runtime out of it: run a copy without that bit",
                  program, uid ? "user" : "group");
  if (getxattr(path, "security.capability", NULL, 0) > 0)
    return REFUSE("'%s' has file capabilities, so the system keeps plait's runtime out of it: run a copy without them",
                  program);
  return true;
}

static bool target_controllable(const char *program, const struct elf_facts *f, struct plait_err *err) {
  switch (f->shape) {
  case ELF_NOT:
  case ELF_OTHER:
    return REFUSE("'%s' is not a program (not an ELF executable)", program);
  case ELF_FOREIGN:
    return REFUSE("'%s' is a program for another architecture (%s): build it for this machine", program, f->machine);
  case ELF_OBJECT:
    return REFUSE("'%s' is an object file: link it to a program first", program);
  case ELF_LIBRARY:
    return REFUSE("'%s' is a shared library, not a program", program);
  case ELF_STATIC:
    return REFUSE("'%s' is statically linked, so plait's runtime cannot be loaded into it: link it without -static",
                  program);
  case ELF_DYNAMIC:
    break;
  }
  if (f->has_tsan)
    return REFUSE("'%s' contains ThreadSanitizer's own run-time library (clang links it in): build it with gcc "
                  "-fsanitize=thread, or let plait compile it (plait run FILE.c)",
                  program);
  if (f->has_asan)
    return REFUSE("'%s' is built with -fsanitize=address, which does not work together with plait: build it with "
                  "-fsanitize=thread or without",
                  program);
  return true;
}

static bool target_examine(const char *program, const char *path, struct plait_err *err) {
  struct stat st;
  if (stat(path, &st) != 0)
    return ABSENT("'%s' cannot be looked at: %s", program, strerror(errno));
  if (S_ISDIR(st.st_mode))
    return ABSENT("'%s' is a folder, not a program", program);
  if (!S_ISREG(st.st_mode))
    return ABSENT("'%s' is not a regular file", program);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  char start[2] = "";
  ssize_t n = fd >= 0 ? pread(fd, start, sizeof start, 0) : -1;
  if (n == 2 && memcmp(start, "#!", 2) == 0) {
    close(fd);
    return REFUSE("'%s' is a script: name the compiled program that it starts", program);
  }
  if (access(path, X_OK) != 0) {
    if (fd >= 0)
      close(fd);
    return REFUSE("'%s' is not executable: chmod +x %s", program, program);
  }
  if (fd < 0)
    return ABSENT("'%s' cannot be read: %s", program, strerror(errno));
  struct elf_facts facts = {.shape = ELF_NOT};
  if (st.st_size > 0) {
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes != MAP_FAILED) {
      elf_examine(bytes, (size_t)st.st_size, &facts);
      munmap(bytes, (size_t)st.st_size);
    }
  }
  close(fd);
  return target_privileged(program, path, &st, err) && target_controllable(program, &facts, err);
}

char *target_find(const char *program, struct plait_err *err) {
  char *path = target_path(program, err);
  if (path && !target_examine(program, path, err)) {
    free(path);
    return NULL;
  }
  return path;
}
