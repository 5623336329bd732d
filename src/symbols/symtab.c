/* symtab.c — reading and searching ELF symbols; see symtab.h. */
#ifdef HAVE_LIBDW
#include "symbols/symtab.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

static bool symtab_classify(const GElf_Sym *sym, struct symtab_entry *out) {
  switch (GELF_ST_TYPE(sym->st_info)) {
  case STT_FUNC:
  case STT_GNU_IFUNC:
    out->kind = SYMTAB_CODE;
    break;
  case STT_OBJECT:
    out->kind = SYMTAB_DATA;
    break;
  case STT_TLS:
    out->kind = SYMTAB_TLS;
    break;
  default:
    return false;
  }
  return sym->st_shndx != SHN_UNDEF && sym->st_shndx != SHN_ABS;
}

static uint8_t symtab_rank(const GElf_Sym *sym, const char *name) {
  unsigned bind = GELF_ST_BIND(sym->st_info);
  unsigned rank = bind == STB_GLOBAL ? 4 : bind == STB_LOCAL ? 2 : 0;
  return (uint8_t)(rank + (name[0] != '_'));
}

static int symtab_order(const void *a, const void *b) {
  const struct symtab_entry *x = a, *y = b;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->addr != y->addr)
    return x->addr < y->addr ? -1 : 1;
  if (x->size != y->size)
    return x->size < y->size ? -1 : 1;
  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return strcmp(y->name, x->name);
}

static Elf_Scn *symtab_section(Elf *elf, GElf_Word type, GElf_Shdr *shdr) {
  for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;)
    if (gelf_getshdr(scn, shdr) && shdr->sh_type == type)
      return scn;
  return NULL;
}

bool symtab_read(struct symtab *t, Elf *elf) {
  GElf_Shdr shdr;
  Elf_Scn *scn = symtab_section(elf, SHT_SYMTAB, &shdr);
  if (!scn)
    scn = symtab_section(elf, SHT_DYNSYM, &shdr);
  Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL;
  if (!data || shdr.sh_entsize == 0)
    return false;
  size_t n = data->d_size / shdr.sh_entsize;
  for (size_t i = 0; i < n && i <= INT32_MAX; i++) {
    GElf_Sym sym;
    struct symtab_entry e = {0};
    if (!gelf_getsym(data, (int)i, &sym) || !symtab_classify(&sym, &e))
      continue;
    e.name = elf_strptr(elf, shdr.sh_link, sym.st_name);
    if (!e.name || !e.name[0])
      continue;
    e.addr = sym.st_value;
    e.size = sym.st_size;
    e.rank = symtab_rank(&sym, e.name);
    *ARRAY_PUSH(&t->entries) = e;
  }
  if (t->entries.len)
    qsort(t->entries.at, t->entries.len, sizeof t->entries.at[0], symtab_order);
  return true;
}

void symtab_fini(struct symtab *t) { ARRAY_FREE(&t->entries); }

const struct symtab_entry *symtab_find(const struct symtab *t, enum symtab_kind kind, uint64_t addr) {
  size_t lo = 0, hi = t->entries.len;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    const struct symtab_entry *e = &t->entries.at[mid];
    if (e->kind < kind || (e->kind == kind && e->addr <= addr))
      lo = mid + 1;
    else
      hi = mid;
  }
  /* The nearest below; a few more because a small symbol may lie inside a large one. */
  for (size_t tries = 0; lo > 0 && tries < 8; tries++) {
    const struct symtab_entry *e = &t->entries.at[--lo];
    if (e->kind != kind)
      break;
    /* Assembly often leaves the size out; then a function reaches as far as the next. */
    if (addr - e->addr < e->size || (kind == SYMTAB_CODE && e->size == 0 && tries == 0))
      return e;
  }
  return NULL;
}

const struct symtab_entry *symtab_named(const struct symtab *t, enum symtab_kind kind, const char *name) {
  for (size_t i = 0; i < t->entries.len; i++)
    if (t->entries.at[i].kind == kind && strcmp(t->entries.at[i].name, name) == 0)
      return &t->entries.at[i];
  return NULL;
}

void symtab_plain(const char *name, struct buf *out) {
  /* `count.0`, `stdout@GLIBC_2.2.5`, `worker.part.0`; a name that begins with a dot is a real one. */
  size_t n = 1 + strcspn(name + 1, ".@");
  buf_add(out, name, n);
}
#endif
