/* debuglink.c — finds and opens ELF files, the separate debug file among them.
 *
 * The places are those gdb documents: by build id below /usr/lib/debug/.build-id, and by the name
 * in .gnu_debuglink beside the binary, in .debug beside it, and below /usr/lib/debug. A candidate
 * counts only when its build id is the same; names of another build are worse than none. */
#ifdef HAVE_LIBDW
#include "symbols/debuglink.h"

#include "base/buf.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEBUG_ROOT "/usr/lib/debug"

Elf *debuglink_open_elf(const char *path, int *fd) {
  (void)elf_version(EV_CURRENT);
  /* Without O_NONBLOCK a fifo of that name would hold us for ever. */
  int f = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (f < 0)
    return NULL;
  struct stat st;
  Elf *elf = fstat(f, &st) == 0 && S_ISREG(st.st_mode) ? elf_begin(f, ELF_C_READ, NULL) : NULL;
  if (elf && elf_kind(elf) == ELF_K_ELF) {
    *fd = f;
    return elf;
  }
  elf_end(elf);
  close(f);
  return NULL;
}

static Elf *debuglink_try(const char *path, const void *id, size_t id_len, int *fd) {
  Elf *elf = debuglink_open_elf(path, fd);
  const void *found;
  if (elf && dwelf_elf_gnu_build_id(elf, &found) == (ssize_t)id_len && memcmp(found, id, id_len) == 0)
    return elf;
  if (elf) {
    elf_end(elf);
    close(*fd);
  }
  return NULL;
}

Elf *debuglink_open(Elf *elf, const char *path, int *fd) {
  const void *bits;
  ssize_t id_len = dwelf_elf_gnu_build_id(elf, &bits);
  if (id_len < 2 || id_len > 64)
    return NULL;
  const unsigned char *id = bits;

  struct buf at = {0};
  buf_printf(&at, DEBUG_ROOT "/.build-id/%02x/", id[0]);
  for (ssize_t i = 1; i < id_len; i++)
    buf_printf(&at, "%02x", id[i]);
  buf_puts(&at, ".debug");
  Elf *found = debuglink_try(buf_str(&at), id, (size_t)id_len, fd);

  GElf_Word crc;
  const char *name = dwelf_elf_gnu_debuglink(elf, &crc);
  char *real = name && !found ? realpath(path, NULL) : NULL;
  char *slash = real ? strrchr(real, '/') : NULL;
  if (slash && !strchr(name, '/')) {
    static const struct {
      const char *root, *sub;
    } places[] = {{"", ""}, {"", "/.debug"}, {DEBUG_ROOT, ""}};
    for (size_t i = 0; i < sizeof places / sizeof *places && !found; i++) {
      buf_clear(&at);
      buf_printf(&at, "%s%.*s%s/%s", places[i].root, (int)(slash - real), real, places[i].sub, name);
      found = debuglink_try(buf_str(&at), id, (size_t)id_len, fd);
    }
  }
  free(real);
  buf_fini(&at);
  return found;
}
#endif
