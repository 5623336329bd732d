/* vartab.c — the table of variables; see vartab.h. */
#ifdef HAVE_LIBDW
#include "symbols/vartab.h"

#include "symbols/ctype.h"
#include "symbols/die.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

static void vartab_add(struct vartab *t, const struct binary *b, Dwarf_Die *die, const char *func) {
  struct vartab_entry e = {.func = func, .die = *die};
  Dwarf_Die type;
  enum die_place place = die_location(die, &e.addr);
  if (place == DIE_NOWHERE || !die_name(die)[0])
    return;
  /* gcc with -gsplit-dwarf gives the address of the initial value instead of the offset. */
  if (place == DIE_TLS && e.addr >= b->tls_size && e.addr - b->tls_addr < b->tls_size)
    e.addr -= b->tls_addr;
  if (die_type(die, &type))
    e.size = ctype_size(&type);
  /* The initialiser of a flexible array is in the symbol's size only. */
  const struct symtab_entry *s = symtab_find(&b->symtab, place == DIE_TLS ? SYMTAB_TLS : SYMTAB_DATA, e.addr);
  if (s && s->addr == e.addr && s->size > e.size)
    e.size = s->size;
  if (e.size == 0)
    return;
  if (place == DIE_TLS)
    *ARRAY_PUSH(&t->locals) = e;
  else
    *ARRAY_PUSH(&t->statics) = e;
}

static void vartab_walk(struct vartab *t, const struct binary *b, Dwarf_Die *parent, const char *func, unsigned depth,
                        unsigned *budget) {
  Dwarf_Die die;
  if (depth > DIE_DEPTH)
    return;
  for (bool more = die_child(parent, &die); more && *budget > 0; more = die_next(&die)) {
    --*budget;
    switch (dwarf_tag(&die)) {
    case DW_TAG_variable:
      vartab_add(t, b, &die, func);
      break;
    case DW_TAG_subprogram:
    case DW_TAG_inlined_subroutine:
      vartab_walk(t, b, &die, die_name(&die), depth + 1, budget);
      break;
    case DW_TAG_lexical_block:
    case DW_TAG_namespace:
    case DW_TAG_module:
      vartab_walk(t, b, &die, func, depth + 1, budget);
      break;
    default:
      break;
    }
  }
}

/* Of several at one address the largest comes last, where vartab_find sees it first. */
static int vartab_order(const void *a, const void *b) {
  const struct vartab_entry *x = a, *y = b;
  if (x->addr != y->addr)
    return x->addr < y->addr ? -1 : 1;
  if (x->size != y->size)
    return x->size < y->size ? -1 : 1;
  return x->die.addr < y->die.addr ? 1 : x->die.addr > y->die.addr ? -1 : 0;
}

void vartab_read(struct vartab *t, struct binary *b) {
  for (size_t i = 0; i < b->units.len; i++) {
    unsigned budget = DIE_BUDGET;
    vartab_walk(t, b, &b->units.at[i].body, NULL, 0, &budget);
  }
  if (t->statics.len)
    qsort(t->statics.at, t->statics.len, sizeof *t->statics.at, vartab_order);
  if (t->locals.len)
    qsort(t->locals.at, t->locals.len, sizeof *t->locals.at, vartab_order);
}

void vartab_fini(struct vartab *t) {
  ARRAY_FREE(&t->statics);
  ARRAY_FREE(&t->locals);
}

struct vartab_entry *vartab_find(struct vartab *t, bool tls, uint64_t addr) {
  struct vartab_entry *at = tls ? t->locals.at : t->statics.at;
  size_t lo = 0, hi = tls ? t->locals.len : t->statics.len;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (at[mid].addr <= addr)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo > 0 && addr - at[lo - 1].addr < at[lo - 1].size ? &at[lo - 1] : NULL;
}
#endif
