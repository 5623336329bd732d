/* elf.c — reads just enough of an ELF file; see elf.h.
 *
 * The bytes are not trusted: every offset goes through elf_at, which answers
 * NULL for anything that does not lie wholly inside the file. */
#include "engine/elf.h"

#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct image {
  const unsigned char *at;
  size_t size;
};

#if defined __x86_64__
#define HERE EM_X86_64
#elif defined __aarch64__
#define HERE EM_AARCH64
#elif defined __riscv
#define HERE EM_RISCV
#elif defined __powerpc64__
#define HERE EM_PPC64
#elif defined __s390x__
#define HERE EM_S390
#else
#error "plait does not know this processor yet"
#endif

static const void *elf_at(const struct image *m, uint64_t off, uint64_t len) {
  return off <= m->size && len <= m->size - off ? m->at + off : NULL;
}

/* A NUL-terminated string inside the file, or "". */
static const char *elf_string(const struct image *m, uint64_t off) {
  const char *s = elf_at(m, off, 1);
  return s && memchr(s, '\0', m->size - off) ? s : "";
}

static void elf_machine(uint16_t machine, bool is32, char out[32]) {
  static const struct {
    uint16_t machine;
    const char *name;
  } names[] = {{EM_X86_64, "x86-64"}, {EM_386, "x86"},     {EM_AARCH64, "aarch64"}, {EM_ARM, "arm"},
               {EM_RISCV, "risc-v"},  {EM_PPC64, "ppc64"}, {EM_S390, "s390"},       {EM_MIPS, "mips"}};
  const char *name = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].machine == machine)
      name = names[i].name;
  if (name)
    snprintf(out, 32, "%s%s", is32 ? "32-bit " : "", name);
  else
    snprintf(out, 32, "processor type %u", machine);
}

/* Is this symbol the mark of a sanitizer's run-time library? */
static void elf_symbols(const struct image *m, const Elf64_Shdr *table, const Elf64_Shdr *strings,
                        struct elf_facts *out) {
  if (table->sh_entsize != sizeof(Elf64_Sym))
    return;
  const Elf64_Sym *syms = elf_at(m, table->sh_offset, table->sh_size);
  if (!syms || table->sh_offset % _Alignof(Elf64_Sym))
    return;
  for (uint64_t i = 0; i < table->sh_size / sizeof *syms; i++) {
    if (syms[i].st_name >= strings->sh_size)
      continue;
    const char *name = elf_string(m, strings->sh_offset + syms[i].st_name);
    if (name[0] != '_' || name[1] != '_')
      continue;
    bool defined = syms[i].st_shndx != SHN_UNDEF;
    if (strcmp(name, "__tsan_init") == 0)
      *(defined ? &out->has_tsan : &out->calls_tsan) = true;
    else if (strcmp(name, "__asan_init") == 0)
      out->has_asan = true; /* also when undefined: libasan insists on being loaded before the runtime */
  }
}

static void elf_sections(const struct image *m, const Elf64_Ehdr *head, struct elf_facts *out) {
  const Elf64_Shdr *sections = elf_at(m, head->e_shoff, (uint64_t)head->e_shnum * sizeof(Elf64_Shdr));
  if (!sections || head->e_shentsize != sizeof(Elf64_Shdr) || head->e_shoff % _Alignof(Elf64_Shdr))
    return;
  for (unsigned i = 0; i < head->e_shnum; i++) {
    const Elf64_Shdr *s = &sections[i];
    if ((s->sh_type == SHT_DYNSYM || s->sh_type == SHT_SYMTAB) && s->sh_link < head->e_shnum)
      elf_symbols(m, s, &sections[s->sh_link], out);
    /* clang's -shared-libsan names its library after itself, so nothing of plait's stands in for it. */
    if (s->sh_type == SHT_DYNAMIC && s->sh_link < head->e_shnum && s->sh_offset % _Alignof(Elf64_Dyn) == 0) {
      const Elf64_Dyn *dyn = elf_at(m, s->sh_offset, s->sh_size);
      for (uint64_t k = 0; dyn && k < s->sh_size / sizeof *dyn && dyn[k].d_tag != DT_NULL; k++)
        if (dyn[k].d_tag == DT_NEEDED && dyn[k].d_un.d_val < sections[s->sh_link].sh_size &&
            strstr(elf_string(m, sections[s->sh_link].sh_offset + dyn[k].d_un.d_val), "clang_rt.tsan"))
          out->has_tsan = true;
    }
  }
}

/* Programs and libraries are both ET_DYN; a flag in the dynamic section tells a static PIE from a library. */
static bool elf_is_pie(const struct image *m, const Elf64_Phdr *dynamic) {
  const Elf64_Dyn *dyn = elf_at(m, dynamic->p_offset, dynamic->p_filesz);
  if (!dyn || dynamic->p_offset % _Alignof(Elf64_Dyn))
    return false;
  for (uint64_t k = 0; k < dynamic->p_filesz / sizeof *dyn && dyn[k].d_tag != DT_NULL; k++)
    if (dyn[k].d_tag == DT_FLAGS_1 && (dyn[k].d_un.d_val & DF_1_PIE))
      return true;
  return false;
}

static void elf_segments(const struct image *m, const Elf64_Ehdr *head, struct elf_facts *out) {
  const Elf64_Phdr *ph = elf_at(m, head->e_phoff, (uint64_t)head->e_phnum * sizeof(Elf64_Phdr));
  if (!ph || head->e_phentsize != sizeof(Elf64_Phdr) || head->e_phoff % _Alignof(Elf64_Phdr)) {
    out->shape = ELF_NOT;
    return;
  }
  bool pie = false;
  out->shape = ELF_STATIC;
  for (unsigned i = 0; i < head->e_phnum; i++) {
    if (ph[i].p_type == PT_INTERP) {
      out->shape = ELF_DYNAMIC;
      snprintf(out->interpreter, sizeof out->interpreter, "%s", elf_string(m, ph[i].p_offset));
    } else if (ph[i].p_type == PT_DYNAMIC) {
      pie = elf_is_pie(m, &ph[i]);
    }
  }
  if (out->shape == ELF_STATIC && head->e_type == ET_DYN && !pie)
    out->shape = ELF_LIBRARY;
}

void elf_examine(const void *bytes, size_t size, struct elf_facts *out) {
  *out = (struct elf_facts){.shape = ELF_NOT};
  struct image m = {bytes, size};
  const unsigned char *ident = elf_at(&m, 0, EI_NIDENT + 4);
  if (!ident || memcmp(ident, ELFMAG, SELFMAG) != 0)
    return;
  bool little = ident[EI_DATA] == ELFDATA2LSB, is32 = ident[EI_CLASS] == ELFCLASS32;
  uint16_t machine = (uint16_t)(little ? ident[18] | ident[19] << 8 : ident[18] << 8 | ident[19]);
  elf_machine(machine, is32, out->machine);
  bool little_here = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
  if (is32 || machine != HERE || little != little_here) {
    out->shape = ELF_FOREIGN;
    return;
  }
  const Elf64_Ehdr *head = elf_at(&m, 0, sizeof *head);
  if (!head)
    return;
  if (head->e_type == ET_REL) {
    out->shape = ELF_OBJECT;
  } else if (head->e_type != ET_EXEC && head->e_type != ET_DYN) {
    out->shape = ELF_OTHER;
  } else {
    elf_segments(&m, head, out);
    elf_sections(&m, head, out);
  }
}
