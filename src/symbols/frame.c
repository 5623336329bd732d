/* frame.c — local variables by their place in the frame; see frame.h.
 *
 * Everything is reckoned relative to the canonical frame address (the stack pointer before the call):
 * gcc's frame base is just that; clang's is a register whose distance from
 * it the unwind table tells. Only places that can be told without running the program
 * count: a variable-length array, which lives behind a pointer, has no name here. */
#ifdef HAVE_LIBDW
#include "symbols/frame.h"

#include "symbols/ctype.h"
#include "symbols/die.h"

#include <dwarf.h>
#include <stdlib.h>

struct frame_search {
  struct binary *b;
  uint64_t pc;
  int64_t cfa;
  bool has_base;
  int64_t base; /* the frame base, relative to the canonical frame address */
  unsigned budget;
  unsigned best; /* rating of *out; 0: nothing yet */
  struct frame_var *out;
};

/* The value of register REG at PC, relative to the canonical frame address. */
static bool frame_register(struct binary *b, uint64_t pc, uint64_t reg, int64_t *out) {
  Dwarf_Frame *frame = NULL;
  Dwarf_Op *op;
  size_t n;
  bool found = false;
  if (b->cfi && dwarf_cfi_addrframe(b->cfi, pc, &frame) == 0) {
    if (dwarf_frame_cfa(frame, &op, &n) == 0 && n == 1) {
      bool wide = op[0].atom == DW_OP_bregx;
      bool narrow = op[0].atom >= DW_OP_breg0 && op[0].atom <= DW_OP_breg31;
      uint64_t of = wide ? op[0].number : op[0].atom - (uint64_t)DW_OP_breg0;
      if ((wide || narrow) && of == reg) {
        *out = -(int64_t)(wide ? op[0].number2 : op[0].number);
        found = true;
      }
    }
    free(frame);
  }
  /* In a function that keeps rbp the table may still speak of rsp, but the layout is always the same. */
  if (!found && b->machine == EM_X86_64 && reg == 6) {
    *out = -16;
    found = true;
  }
  return found;
}

/* Where the expression points, relative to the canonical frame address. */
static bool frame_place(const struct frame_search *s, const Dwarf_Op *op, size_t n, int64_t *out) {
  if (n == 0 || n > 2 || (n == 2 && op[1].atom != DW_OP_plus_uconst && op[1].atom != DW_OP_stack_value))
    return false;
  if (n == 2 && op[1].atom == DW_OP_stack_value) /* a value, not a place */
    return false;
  uint64_t more = n == 2 ? op[1].number : 0;
  int64_t at;
  if (op[0].atom == DW_OP_fbreg) {
    if (!s->has_base)
      return false;
    at = (int64_t)((uint64_t)s->base + op[0].number);
  } else if (op[0].atom == DW_OP_call_frame_cfa) {
    at = 0;
  } else if (op[0].atom >= DW_OP_breg0 && op[0].atom <= DW_OP_breg31) {
    if (!frame_register(s->b, s->pc, op[0].atom - (uint64_t)DW_OP_breg0, &at))
      return false;
    at = (int64_t)((uint64_t)at + op[0].number);
  } else if (op[0].atom == DW_OP_bregx) {
    if (!frame_register(s->b, s->pc, op[0].number, &at))
      return false;
    at = (int64_t)((uint64_t)at + op[0].number2);
  } else {
    return false;
  }
  *out = (int64_t)((uint64_t)at + more);
  return true;
}

static void frame_base(struct frame_search *s, Dwarf_Die *func) {
  Dwarf_Attribute mem;
  Dwarf_Attribute *attr = dwarf_attr_integrate(func, DW_AT_frame_base, &mem);
  Dwarf_Op *op;
  size_t n;
  if (!attr || dwarf_getlocation_addr(attr, s->pc, &op, &n, 1) != 1 || n != 1)
    return;
  if (op[0].atom >= DW_OP_reg0 && op[0].atom <= DW_OP_reg31)
    s->has_base = frame_register(s->b, s->pc, op[0].atom - (uint64_t)DW_OP_reg0, &s->base);
  else if (op[0].atom != DW_OP_fbreg)
    s->has_base = frame_place(s, op, n, &s->base);
}

/* Considers one variable in a block RATING levels around PC. */
static void frame_consider(struct frame_search *s, Dwarf_Die *var, const char *func, unsigned rating) {
  Dwarf_Attribute mem;
  Dwarf_Attribute *attr = dwarf_attr_integrate(var, DW_AT_location, &mem);
  Dwarf_Addr origin, from, to;
  Dwarf_Op *op;
  size_t n;
  Dwarf_Die type;
  if (!attr || rating < s->best || !die_type(var, &type) || !die_name(var)[0])
    return;
  uint64_t size = ctype_size(&type);
  ptrdiff_t next = 0;
  for (unsigned i = 0; i < 1024 && (next = dwarf_getlocations(attr, next, &origin, &from, &to, &op, &n)) > 0; i++) {
    int64_t at;
    if (!frame_place(s, op, n, &at))
      continue;
    /* The byte asked for is at -cfa. */
    uint64_t off = (uint64_t)-s->cfa - (uint64_t)at;
    unsigned here = rating + (s->pc >= from && s->pc < to);
    if (off < size && here > s->best) {
      s->best = here;
      *s->out = (struct frame_var){.die = *var, .func = func, .off = off};
    }
  }
}

static void frame_walk(struct frame_search *s, Dwarf_Die *scope, const char *func, unsigned depth, bool inside) {
  Dwarf_Die die;
  if (depth > DIE_DEPTH)
    return;
  for (bool more = die_child(scope, &die); more && s->budget > 0; more = die_next(&die)) {
    s->budget--;
    int tag = dwarf_tag(&die);
    bool here = inside;
    switch (tag) {
    case DW_TAG_variable:
    case DW_TAG_formal_parameter:
      /* Blocks around PC go before the others, inner ones before outer ones. */
      frame_consider(s, &die, func, inside ? 1000 + 2 * depth : 2);
      break;
    case DW_TAG_lexical_block:
    case DW_TAG_inlined_subroutine:
      here = inside && die_has_code(&die, s->pc);
      frame_walk(s, &die, tag == DW_TAG_lexical_block ? func : die_name(&die), depth + 1, here);
      break;
    default:
      break;
    }
  }
}

bool frame_find(struct binary *b, uint64_t pc, int64_t cfa, struct frame_var *out) {
  struct binary_unit *u = binary_unit_at(b, pc);
  const struct binary_func *f = u ? binary_func_at(u, pc) : NULL;
  if (!f)
    return false;
  Dwarf_Die die = f->die;
  struct frame_search s = {.b = b, .pc = pc, .cfa = cfa, .budget = DIE_BUDGET, .out = out};
  frame_base(&s, &die);
  frame_walk(&s, &die, die_name(&die), 1, true);
  return s.best > 0;
}
#endif
