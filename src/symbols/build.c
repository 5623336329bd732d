/* build.c — how a binary was built: symbols_build. Reads ELF tables and one attribute of
 * DWARF (DW_AT_producer), which gcc fills with the switches it was given. */
#ifdef HAVE_LIBDW
#include "symbols/symbols.h"

#include "symbols/binary.h"
#include "symbols/die.h"

#include <dwarf.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>

static const char *build_machine(unsigned machine) {
  switch (machine) {
  case EM_X86_64:
    return "x86-64";
  case EM_386:
    return "x86";
  case EM_AARCH64:
    return "aarch64";
  case EM_ARM:
    return "arm";
  case EM_RISCV:
    return "riscv";
  case EM_PPC64:
    return "ppc64";
  case EM_S390:
    return "s390x";
  default:
    return "unknown machine";
  }
}

/* Which side of ThreadSanitizer's interface is in the symbol table SCN. */
static void build_hooks(Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr, struct symbols_build *out) {
  Elf_Data *data = elf_getdata(scn, NULL);
  size_t n = data && shdr->sh_entsize ? data->d_size / shdr->sh_entsize : 0;
  for (size_t i = 0; i < n && i <= INT32_MAX; i++) {
    GElf_Sym sym;
    const char *name = gelf_getsym(data, (int)i, &sym) ? elf_strptr(elf, shdr->sh_link, sym.st_name) : NULL;
    if (!name || strncmp(name, "__tsan_", 7) != 0)
      continue;
    if (sym.st_shndx == SHN_UNDEF)
      out->tsan_hooks = true;
    else if (strcmp(name, "__tsan_init") == 0)
      out->tsan_inside = true;
  }
}

static void build_elf(Elf *elf, struct symbols_build *out) {
  size_t n = 0;
  if (elf_getphdrnum(elf, &n) == 0)
    for (size_t i = 0; i < n && i <= INT32_MAX; i++) {
      GElf_Phdr ph;
      if (gelf_getphdr(elf, (int)i, &ph) && ph.p_type == PT_INTERP)
        out->dynamic = true;
    }
  for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;) {
    GElf_Shdr shdr;
    if (gelf_getshdr(scn, &shdr) && (shdr.sh_type == SHT_DYNSYM || shdr.sh_type == SHT_SYMTAB))
      build_hooks(elf, scn, &shdr, out);
  }
  out->tsan_hooks = out->tsan_hooks && !out->tsan_inside;
}

/* The first number with dots in TEXT, as "NAME number". */
static void build_version(const char *name, const char *text, struct symbols_build *out) {
  size_t n = 0;
  for (; *text; text += n ? n : 1) {
    n = strspn(text, "0123456789.");
    if (n > 0 && memchr(text, '.', n)) {
      snprintf(out->compiler, sizeof out->compiler, "%s %.*s", name, (int)(n > 24 ? 24 : n), text);
      return;
    }
  }
  snprintf(out->compiler, sizeof out->compiler, "%s", name);
}

static void build_producer(const char *text, struct symbols_build *out) {
  bool gnu = strncmp(text, "GNU ", 4) == 0;
  if (gnu)
    build_version("gcc", text, out);
  else if (strstr(text, "clang version"))
    build_version("clang", strstr(text, "clang version"), out);
  else
    snprintf(out->compiler, sizeof out->compiler, "%.40s", text);
  for (const char *p = text; (p = strstr(p, " -O")) != NULL; p++) {
    int n = (int)strcspn(p + 1, " ");
    if (n == 2) /* the last one counts, as for the compiler; a bare -O is -O1 */
      snprintf(out->optimise, sizeof out->optimise, "-O1");
    else if (n < (int)sizeof out->optimise)
      snprintf(out->optimise, sizeof out->optimise, "%.*s", n, p + 1);
  }
  /* gcc writes down its switches; no -O among them was none. clang writes none down. */
  if (gnu && !out->optimise[0] && strstr(text, " -g"))
    snprintf(out->optimise, sizeof out->optimise, "-O0");
}

/* Of all that was linked together, the unit that has main speaks for the program; what the
 * compiler adds itself (parts of its run time) comes with debug information too. */
static struct binary_unit *build_main_unit(struct binary *b) {
  const struct symtab_entry *e = symtab_named(&b->symtab, SYMTAB_CODE, "main");
  struct binary_unit *u = e ? binary_unit_at(b, e->addr) : NULL;
  for (size_t i = 0; i < b->units.len && !u; i++)
    if (b->units.at[i].ranges.len)
      u = &b->units.at[i];
  return u;
}

bool symbols_build(const char *path, struct symbols_build *out) {
  memset(out, 0, sizeof *out);
  struct binary *b = binary_open(path);
  if (!b)
    return false;
  out->elf = true;
  snprintf(out->machine, sizeof out->machine, "%s", build_machine(b->machine));
  GElf_Ehdr ehdr;
  out->pie = b->program && gelf_getehdr(b->elf, &ehdr) && ehdr.e_type == ET_DYN;
  build_elf(b->elf, out);
  struct binary_unit *u = build_main_unit(b);
  out->debug_info = u != NULL;
  Dwarf_Attribute mem;
  const char *producer = u ? dwarf_formstring(dwarf_attr(&u->head, DW_AT_producer, &mem)) : NULL;
  if (!producer && u)
    producer = dwarf_formstring(dwarf_attr(&u->body, DW_AT_producer, &mem));
  if (producer)
    build_producer(producer, out);
  binary_free(b);
  return true;
}

void symbols_build_text(const struct symbols_build *b, struct buf *out) {
  if (!b->elf) {
    buf_puts(out, "not an ELF program");
    return;
  }
  buf_puts(out, b->compiler[0] ? b->compiler : "unknown compiler");
  if (b->optimise[0])
    buf_printf(out, " %s", b->optimise);
  buf_puts(out, b->tsan_inside  ? ", ThreadSanitizer linked in statically"
                : b->tsan_hooks ? ", -fsanitize=thread"
                                : ", without -fsanitize=thread");
  buf_puts(out, b->debug_info ? ", debug information" : ", no debug information");
  if (!b->dynamic)
    buf_puts(out, ", static");
}
#endif
