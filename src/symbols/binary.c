/* binary.c — opening ELF and DWARF, and which unit and function an address belongs to; see binary.h. */
#ifdef HAVE_LIBDW
#include "symbols/binary.h"

#include "symbols/debuglink.h"
#include "symbols/die.h"

#include <dwarf.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

/* Ranges of one entry; more than any compiler writes means broken data. */
enum { BINARY_RANGES = 1 << 16 };

static bool binary_headers(struct binary *b) {
  GElf_Ehdr ehdr;
  if (!gelf_getehdr(b->elf, &ehdr) || (ehdr.e_type != ET_EXEC && ehdr.e_type != ET_DYN))
    return false;
  b->machine = ehdr.e_machine;
  b->program = ehdr.e_type == ET_EXEC;
  size_t n = 0;
  if (elf_getphdrnum(b->elf, &n) != 0)
    return false;
  bool loads = false;
  for (size_t i = 0; i < n && i <= INT32_MAX; i++) {
    GElf_Phdr ph;
    if (!gelf_getphdr(b->elf, (int)i, &ph))
      return false;
    uint64_t page = ph.p_vaddr & ~(uint64_t)4095;
    if (ph.p_type == PT_LOAD && (!loads || page < b->base)) {
      b->base = page;
      loads = true;
    }
    if (ph.p_type == PT_TLS && ph.p_memsz < UINT32_MAX && ph.p_align < UINT32_MAX) {
      uint64_t align = ph.p_align ? ph.p_align : 1;
      b->tls_addr = ph.p_vaddr;
      b->tls_size = (ph.p_memsz + align - 1) / align * align;
    }
  }
  return loads;
}

/* A position-independent executable is a library to its ELF type; the linker marks it in the dynamic section. */
static bool binary_is_pie(Elf *elf) {
  for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;) {
    GElf_Shdr shdr;
    if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_DYNAMIC || shdr.sh_entsize == 0)
      continue;
    Elf_Data *data = elf_getdata(scn, NULL);
    size_t n = data ? data->d_size / shdr.sh_entsize : 0;
    for (size_t i = 0; i < n && i <= INT32_MAX; i++) {
      GElf_Dyn dyn;
      if (gelf_getdyn(data, (int)i, &dyn) && dyn.d_tag == DT_FLAGS_1)
        return dyn.d_un.d_val & DF_1_PIE;
    }
  }
  return false;
}

static bool binary_has_units(Dwarf *dwarf) {
  Dwarf_CU *cu = NULL;
  return dwarf_get_units(dwarf, NULL, &cu, NULL, NULL, NULL, NULL) == 0;
}

/* libdw hands out strings by their offset and does not see to it that the last one ends. */
static bool binary_strings_end(Elf *elf) {
  size_t names;
  if (elf_getshdrstrndx(elf, &names) != 0)
    return false;
  for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;) {
    GElf_Shdr shdr;
    const char *name = gelf_getshdr(scn, &shdr) ? elf_strptr(elf, names, shdr.sh_name) : NULL;
    if (!name || strncmp(name, ".debug_", 7) != 0 || !strstr(name, "str") || strstr(name, "offsets"))
      continue;
    Elf_Data *data = elf_getdata(scn, NULL);
    if (data && data->d_size && ((const char *)data->d_buf)[data->d_size - 1] != '\0')
      return false;
  }
  return true;
}

/* The DWARF in ELF; NULL when there is none or it is broken. */
static Dwarf *binary_begin_dwarf(Elf *elf) {
  Dwarf *dwarf = elf ? dwarf_begin_elf(elf, DWARF_C_READ, NULL) : NULL;
  if (dwarf && binary_has_units(dwarf) && binary_strings_end(elf))
    return dwarf;
  dwarf_end(dwarf);
  return NULL;
}

static void binary_open_dwarf(struct binary *b) {
  b->dwarf = binary_begin_dwarf(b->elf);
  if (b->dwarf)
    return;
  b->debug_elf = debuglink_open(b->elf, b->path, &b->debug_image);
  b->dwarf = binary_begin_dwarf(b->debug_elf);
}

static void binary_list_units(struct binary *b) {
  Dwarf_CU *cu = NULL;
  uint8_t type;
  Dwarf_Die head, split;
  while (dwarf_get_units(b->dwarf, cu, &cu, NULL, &type, &head, &split) == 0) {
    if (type != DW_UT_compile && type != DW_UT_skeleton)
      continue;
    struct binary_unit u = {.head = head, .body = type == DW_UT_skeleton && split.cu ? split : head};
    Dwarf_Addr origin, lo, hi;
    ptrdiff_t off = 0;
    while (u.ranges.len < BINARY_RANGES && (off = dwarf_ranges(&u.head, off, &origin, &lo, &hi)) > 0)
      if (lo < hi)
        *ARRAY_PUSH(&u.ranges) = (struct binary_range){lo, hi};
    *ARRAY_PUSH(&b->units) = u;
  }
}

struct binary *binary_open(const char *path) {
  void *image;
  Elf *elf = debuglink_open_elf(path, &image);
  if (!elf)
    return NULL;
  struct binary *b = xcalloc(1, sizeof *b);
  b->path = xstrdup(path);
  b->elf = elf;
  b->image = image;
  if (!binary_headers(b)) {
    binary_free(b);
    return NULL;
  }
  b->program = b->program || binary_is_pie(elf);
  binary_open_dwarf(b);
  if (b->dwarf)
    binary_list_units(b);
  /* .eh_frame is in every binary; .debug_frame only where it was asked for. */
  b->cfi = dwarf_getcfi_elf(b->elf);
  if (b->debug_elf)
    symtab_read(&b->symtab, b->debug_elf);
  if (b->symtab.entries.len == 0)
    symtab_read(&b->symtab, b->elf);
  return b;
}

void binary_free(struct binary *b) {
  if (!b)
    return;
  for (size_t i = 0; i < b->units.len; i++) {
    ARRAY_FREE(&b->units.at[i].ranges);
    ARRAY_FREE(&b->units.at[i].funcs);
  }
  ARRAY_FREE(&b->units);
  symtab_fini(&b->symtab);
  if (b->cfi)
    dwarf_cfi_end(b->cfi);
  dwarf_end(b->dwarf);
  elf_end(b->debug_elf);
  elf_end(b->elf);
  free(b->debug_image);
  free(b->image);
  free(b->path);
  free(b);
}

struct binary_unit *binary_unit_at(struct binary *b, uint64_t addr) {
  for (size_t i = 0; i < b->units.len; i++) {
    struct binary_unit *u = &b->units.at[i];
    for (size_t r = 0; r < u->ranges.len; r++)
      if (addr >= u->ranges.at[r].lo && addr < u->ranges.at[r].hi)
        return u;
  }
  return NULL;
}

/* Functions also hide in namespaces, classes and (nested functions of gcc) in other functions. */
static void binary_collect(struct binary_unit *u, Dwarf_Die *parent, unsigned depth, unsigned *budget) {
  Dwarf_Die die;
  if (depth > DIE_DEPTH)
    return;
  for (bool more = die_child(parent, &die); more && *budget > 0; more = die_next(&die)) {
    --*budget;
    switch (dwarf_tag(&die)) {
    case DW_TAG_subprogram: {
      Dwarf_Addr origin, lo, hi;
      ptrdiff_t off = 0;
      size_t first = u->funcs.len;
      while (u->funcs.len - first < BINARY_RANGES && (off = dwarf_ranges(&die, off, &origin, &lo, &hi)) > 0)
        if (lo < hi)
          *ARRAY_PUSH(&u->funcs) = (struct binary_func){.die = die, .lo = lo, .hi = hi};
      binary_collect(u, &die, depth + 1, budget);
      break;
    }
    case DW_TAG_namespace:
    case DW_TAG_module:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
    case DW_TAG_lexical_block:
      binary_collect(u, &die, depth + 1, budget);
      break;
    default:
      break;
    }
  }
}

const struct binary_func *binary_func_at(struct binary_unit *u, uint64_t addr) {
  if (!u->funcs_known) {
    u->funcs_known = true;
    unsigned budget = DIE_BUDGET;
    binary_collect(u, &u->body, 0, &budget);
  }
  for (size_t i = 0; i < u->funcs.len; i++)
    if (addr >= u->funcs.at[i].lo && addr < u->funcs.at[i].hi)
      return &u->funcs.at[i];
  return NULL;
}

const char *binary_comp_dir(struct binary_unit *u) {
  Dwarf_Attribute mem;
  const char *dir = dwarf_formstring(dwarf_attr(&u->head, DW_AT_comp_dir, &mem));
  return dir ? dir : "";
}
#endif
