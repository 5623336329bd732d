/* site.c — from an address to the source; see site.h. */
#ifdef HAVE_LIBDW
#include "symbols/site.h"

#include "symbols/die.h"

#include <dwarf.h>

/* The name of the innermost inlined function in SCOPE that contains ADDR; *name stays when there is none. */
static void site_inlined(Dwarf_Die *scope, uint64_t addr, const char **name, unsigned depth) {
  Dwarf_Die die;
  if (depth > DIE_DEPTH)
    return;
  for (bool more = die_child(scope, &die); more; more = die_next(&die)) {
    int tag = dwarf_tag(&die);
    if ((tag != DW_TAG_lexical_block && tag != DW_TAG_inlined_subroutine) || !die_has_code(&die, addr))
      continue;
    if (tag == DW_TAG_inlined_subroutine)
      *name = die_name(&die);
    site_inlined(&die, addr, name, depth + 1);
    return;
  }
}

/* The row of the line table for ADDR. Rows that stand for no line (clang's line 0) count as the line before. */
static void site_line(struct binary_unit *u, uint64_t addr, struct site *out) {
  Dwarf_Lines *lines;
  size_t n;
  if (dwarf_getsrclines(&u->head, &lines, &n) != 0)
    return;
  size_t lo = 0, hi = n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    Dwarf_Addr at;
    if (dwarf_lineaddr(dwarf_onesrcline(lines, mid), &at) != 0)
      return;
    if (at <= addr)
      lo = mid + 1;
    else
      hi = mid;
  }
  while (lo > 0) {
    Dwarf_Line *line = dwarf_onesrcline(lines, --lo);
    bool end = false;
    int number = 0;
    if (dwarf_lineendsequence(line, &end) != 0 || end || dwarf_lineno(line, &number) != 0)
      return;
    if (number <= 0)
      continue;
    out->path = dwarf_linesrc(line, NULL, NULL);
    out->line = out->path ? (unsigned)number : 0;
    return;
  }
}

bool site_find(struct binary *b, uint64_t addr, struct site *out) {
  *out = (struct site){.comp_dir = ""};
  struct binary_unit *u = binary_unit_at(b, addr);
  if (u) {
    const struct binary_func *f = binary_func_at(u, addr);
    if (f) {
      Dwarf_Die die = f->die;
      const char *name = die_name(&die);
      site_inlined(&die, addr, &name, 0);
      buf_puts(&out->func, name);
    }
    out->comp_dir = binary_comp_dir(u);
    site_line(u, addr, out);
  }
  const struct symtab_entry *s = out->func.len ? NULL : symtab_find(&b->symtab, SYMTAB_CODE, addr);
  if (s)
    symtab_plain(s->name, &out->func);
  return out->func.len > 0 || out->line > 0;
}

void site_fini(struct site *s) { buf_fini(&s->func); }
#endif
