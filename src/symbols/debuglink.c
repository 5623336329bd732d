/* debuglink.c — finds and opens ELF files, the separate debug file among them.
 *
 * The places are those gdb documents: by build id below /usr/lib/debug/.build-id, and by the name
 * in .gnu_debuglink beside the binary, in .debug beside it, and below /usr/lib/debug. A candidate
 * counts only when its build id is the same; names of another build are worse than none. */
#ifdef HAVE_LIBDW
#include "symbols/debuglink.h"

#include "base/array.h"
#include "base/buf.h"

#include <elf.h>
#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEBUG_ROOT "/usr/lib/debug"

/* Programs above this size stay without names. */
#define DEBUGLINK_MAX ((off_t)1 << 31)

/* The LEN bytes of the file F; NULL when there are fewer. */
static void *debuglink_read(int f, size_t len) {
  char *image = xmalloc(len);
  size_t got = 0;
  while (got < len) {
    ssize_t n = read(f, image + got, len - got);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      free(image);
      return NULL;
    }
    got += (size_t)n;
  }
  return image;
}

Elf *debuglink_open_elf(const char *path, void **image) {
  (void)elf_version(EV_CURRENT);
  /* Without O_NONBLOCK a fifo of that name would hold us for ever. */
  int f = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (f < 0)
    return NULL;
  struct stat st;
  char magic[SELFMAG];
  *image = NULL;
  /* What is not ELF is not read as a whole only to find that out. */
  if (fstat(f, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= (off_t)sizeof(Elf32_Ehdr) &&
      st.st_size < DEBUGLINK_MAX && pread(f, magic, sizeof magic, 0) == SELFMAG && memcmp(magic, ELFMAG, SELFMAG) == 0)
    *image = debuglink_read(f, (size_t)st.st_size);
  close(f);
  Elf *elf = *image ? elf_memory(*image, (size_t)st.st_size) : NULL;
  if (elf && elf_kind(elf) == ELF_K_ELF)
    return elf;
  elf_end(elf);
  free(*image);
  *image = NULL;
  return NULL;
}

static Elf *debuglink_try(const char *path, const void *id, size_t id_len, void **image) {
  Elf *elf = debuglink_open_elf(path, image);
  const void *found;
  if (elf && dwelf_elf_gnu_build_id(elf, &found) == (ssize_t)id_len && memcmp(found, id, id_len) == 0)
    return elf;
  if (elf) {
    elf_end(elf);
    free(*image);
    *image = NULL;
  }
  return NULL;
}

Elf *debuglink_open(Elf *elf, const char *path, void **image) {
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
  Elf *found = debuglink_try(buf_str(&at), id, (size_t)id_len, image);

  GElf_Word crc;
  const char *name = dwelf_elf_gnu_debuglink(elf, &crc);
  char *real = name && !found ? realpath(path, NULL) : NULL;
  char *slash = real ? strrchr(real, '/') : NULL;
  if (slash && !strchr(name, '/')) {
    static const struct { const char *root, *sub; } places[] = {{"", ""}, {"", "/.debug"}, {DEBUG_ROOT, ""}};
    for (size_t i = 0; i < sizeof places / sizeof *places && !found; i++) {
      buf_clear(&at);
      buf_printf(&at, "%s%.*s%s/%s", places[i].root, (int)(slash - real), real, places[i].sub, name);
      found = debuglink_try(buf_str(&at), id, (size_t)id_len, image);
    }
  }
  free(real);
  buf_fini(&at);
  return found;
}
#endif
