/* ctype.c — sizes, spelling and encoding of types; see ctype.h.
 *
 * libdw has dwarf_aggregate_size and dwarf_peel_type, but both follow a chain of types for as
 * long as it goes on, and in a broken file it may go on for ever. */
#ifdef HAVE_LIBDW
#include "symbols/ctype.h"

#include "symbols/die.h"

#include <dwarf.h>
#include <string.h>

static const char *const ctype_opaque[] = {
    "pthread_mutex_t",
    "pthread_cond_t",
    "pthread_rwlock_t",
    "pthread_spinlock_t",
    "pthread_barrier_t",
    "pthread_once_t",
    "sem_t",
    "mtx_t",
    "cnd_t",
    "once_flag",
    "atomic_flag",
};

static bool ctype_names_opaque(Dwarf_Die *typedef_die) {
  const char *name = die_name(typedef_die);
  for (size_t i = 0; i < sizeof ctype_opaque / sizeof *ctype_opaque; i++)
    if (strcmp(name, ctype_opaque[i]) == 0)
      return true;
  return false;
}

/* What TYPE stands for when it is only a name or a qualifier for something else. */
static bool ctype_step(Dwarf_Die *type) {
  Dwarf_Die next;
  Dwarf_Attribute mem;
  switch (dwarf_tag(type)) {
  case DW_TAG_typedef:
  case DW_TAG_const_type:
  case DW_TAG_volatile_type:
  case DW_TAG_atomic_type:
  case DW_TAG_restrict_type:
    if (!die_type(type, &next))
      return false;
    break;
  case DW_TAG_structure_type:
  case DW_TAG_union_type:
  case DW_TAG_class_type:
    /* -fdebug-types-section: here is a declaration, the type itself is in a unit of its own. */
    if (!dwarf_formref_die(dwarf_attr(type, DW_AT_signature, &mem), &next))
      return false;
    break;
  default:
    return false;
  }
  *type = next;
  return true;
}

enum ctype_class ctype_classify(Dwarf_Die *type, Dwarf_Die *bare) {
  *bare = *type;
  bool opaque = false;
  unsigned depth = 0;
  do
    opaque = opaque || (dwarf_tag(bare) == DW_TAG_typedef && ctype_names_opaque(bare));
  while (++depth < DIE_DEPTH && ctype_step(bare));
  switch (dwarf_tag(bare)) {
  case DW_TAG_base_type:
  case DW_TAG_pointer_type:
  case DW_TAG_enumeration_type:
  case DW_TAG_reference_type:
  case DW_TAG_rvalue_reference_type:
  case DW_TAG_ptr_to_member_type:
  case DW_TAG_unspecified_type:
    return opaque ? CTYPE_OPAQUE : CTYPE_SCALAR;
  case DW_TAG_structure_type:
  case DW_TAG_union_type:
  case DW_TAG_class_type:
    return opaque ? CTYPE_OPAQUE : CTYPE_RECORD;
  case DW_TAG_array_type:
    return CTYPE_ARRAY;
  default:
    return CTYPE_UNKNOWN;
  }
}

static uint64_t ctype_sized(Dwarf_Die *type, unsigned depth);

/* Elements of one dimension; 0: not said, or none. */
static uint64_t ctype_count(Dwarf_Die *subrange) {
  uint64_t count = 0;
  if (die_udata(subrange, DW_AT_count, &count))
    return count;
  Dwarf_Attribute mem;
  Dwarf_Attribute *attr = dwarf_attr_integrate(subrange, DW_AT_upper_bound, &mem);
  if (!attr)
    return 0;
  /* The form decides: 255 in one byte is the bound of `char a[256]`, but -1 as sdata that of `char a[0]`. */
  unsigned form = dwarf_whatform(attr);
  if (form == DW_FORM_sdata || form == DW_FORM_implicit_const) {
    Dwarf_Sword upper;
    return dwarf_formsdata(attr, &upper) == 0 && upper >= 0 ? (uint64_t)upper + 1 : 0;
  }
  Dwarf_Word upper;
  return dwarf_formudata(attr, &upper) == 0 ? upper + 1 : 0;
}

static bool ctype_dimensions(Dwarf_Die *bare, struct ctype_array *out, unsigned depth) {
  if (!die_type(bare, &out->element))
    return false;
  uint64_t stride = ctype_sized(&out->element, depth + 1);
  out->dims = 0;
  Dwarf_Die sub;
  for (bool more = die_child(bare, &sub); more; more = die_next(&sub)) {
    if (dwarf_tag(&sub) != DW_TAG_subrange_type)
      continue;
    if (out->dims == CTYPE_DIMS)
      return false;
    uint64_t count = ctype_count(&sub);
    out->count[out->dims++] = count;
  }
  if (stride == 0 || out->dims == 0)
    return false;
  for (unsigned d = out->dims; d-- > 0;) {
    out->stride[d] = stride;
    if (d > 0 && (out->count[d] == 0 || __builtin_mul_overflow(stride, out->count[d], &stride)))
      return false;
  }
  return true;
}

static uint64_t ctype_sized(Dwarf_Die *type, unsigned depth) {
  Dwarf_Die bare;
  uint64_t size = 0;
  if (depth > DIE_DEPTH)
    return 0;
  enum ctype_class class = ctype_classify(type, &bare);
  if (die_udata(&bare, DW_AT_byte_size, &size))
    return size;
  struct ctype_array array;
  if (class == CTYPE_ARRAY && ctype_dimensions(&bare, &array, depth) &&
      !__builtin_mul_overflow(array.stride[0], array.count[0], &size))
    return size;
  /* Pointers of some producers leave their size to the unit. */
  uint8_t address = 0;
  Dwarf_Die unit;
  if (class == CTYPE_SCALAR && dwarf_tag(&bare) != DW_TAG_base_type && dwarf_diecu(&bare, &unit, &address, NULL))
    return address;
  return 0;
}

uint64_t ctype_size(Dwarf_Die *type) { return ctype_sized(type, 0); }
bool ctype_array(Dwarf_Die *bare, struct ctype_array *out) { return ctype_dimensions(bare, out, 0); }

static enum symbols_enc ctype_enc(Dwarf_Die *type, unsigned depth) {
  Dwarf_Die bare, inner;
  uint64_t encoding = 0;
  if (depth > DIE_DEPTH)
    return SYMBOLS_ENC_UNKNOWN;
  enum ctype_class class = ctype_classify(type, &bare);
  if (class == CTYPE_OPAQUE && die_child(&bare, &inner)) {
    /* atomic_flag is a struct around one bool. */
    Dwarf_Die second = inner, of;
    return !die_next(&second) && die_type(&inner, &of) ? ctype_enc(&of, depth + 1) : SYMBOLS_ENC_UNKNOWN;
  }
  switch (dwarf_tag(&bare)) {
  case DW_TAG_pointer_type:
  case DW_TAG_reference_type:
  case DW_TAG_rvalue_reference_type:
    return SYMBOLS_ENC_POINTER;
  case DW_TAG_enumeration_type:
    if (die_type(&bare, &inner))
      return ctype_enc(&inner, depth + 1);
    return SYMBOLS_ENC_SIGNED;
  case DW_TAG_base_type:
    break;
  default:
    return SYMBOLS_ENC_UNKNOWN;
  }
  if (!die_udata(&bare, DW_AT_encoding, &encoding))
    return SYMBOLS_ENC_UNKNOWN;
  switch (encoding) {
  case DW_ATE_address:
    return SYMBOLS_ENC_POINTER;
  case DW_ATE_boolean:
    return SYMBOLS_ENC_BOOL;
  case DW_ATE_float:
    return SYMBOLS_ENC_FLOAT;
  case DW_ATE_signed:
    return SYMBOLS_ENC_SIGNED;
  case DW_ATE_unsigned:
  case DW_ATE_UTF:
    return SYMBOLS_ENC_UNSIGNED;
  /* Only plain char is meant as a character; int8_t and uint8_t are small numbers. */
  case DW_ATE_signed_char:
  case DW_ATE_unsigned_char:
    if (strcmp(die_name(&bare), "char") == 0)
      return SYMBOLS_ENC_CHAR;
    return encoding == DW_ATE_signed_char ? SYMBOLS_ENC_SIGNED : SYMBOLS_ENC_UNSIGNED;
  default:
    return SYMBOLS_ENC_UNKNOWN;
  }
}

enum symbols_enc ctype_encoding(Dwarf_Die *type) { return ctype_enc(type, 0); }

/* gcc's names of the basic types, where they are not what people write. */
static const char *ctype_basic(const char *name) {
  static const char *const names[][2] = {
      {"long int", "long"},
      {"long unsigned int", "unsigned long"},
      {"short int", "short"},
      {"short unsigned int", "unsigned short"},
      {"long long int", "long long"},
      {"long long unsigned int", "unsigned long long"},
      {"_Bool", "bool"},
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i][0]) == 0)
      return names[i][1];
  return name;
}

static void ctype_spell(Dwarf_Die *type, struct buf *out, unsigned depth);

/* DW_AT_type of DIE; no such attribute means void. */
static void ctype_spell_inner(Dwarf_Die *die, struct buf *out, unsigned depth) {
  Dwarf_Die inner;
  if (die_type(die, &inner))
    ctype_spell(&inner, out, depth + 1);
  else
    buf_puts(out, "void");
}

static void ctype_spell_parameters(Dwarf_Die *function, struct buf *out, unsigned depth) {
  Dwarf_Die param;
  bool first = true;
  for (bool more = die_child(function, &param); more; more = die_next(&param)) {
    int tag = dwarf_tag(&param);
    if (tag != DW_TAG_formal_parameter && tag != DW_TAG_unspecified_parameters)
      continue;
    buf_puts(out, first ? "" : ", ");
    first = false;
    if (tag == DW_TAG_unspecified_parameters)
      buf_puts(out, "...");
    else
      ctype_spell_inner(&param, out, depth);
  }
  buf_puts(out, first ? "void" : "");
}

static void ctype_spell_pointer(Dwarf_Die *pointer, const char *mark, struct buf *out, unsigned depth) {
  Dwarf_Die to;
  if (die_type(pointer, &to) && dwarf_tag(&to) == DW_TAG_subroutine_type) {
    ctype_spell_inner(&to, out, depth);
    buf_printf(out, " (%s)(", mark);
    ctype_spell_parameters(&to, out, depth + 1);
    buf_putc(out, ')');
    return;
  }
  ctype_spell_inner(pointer, out, depth);
  if (out->len && out->at[out->len - 1] != '*')
    buf_putc(out, ' ');
  buf_puts(out, mark);
}

static void ctype_spell_array(Dwarf_Die *type, struct buf *out, unsigned depth) {
  struct ctype_array array;
  ctype_spell_inner(type, out, depth);
  buf_putc(out, ' ');
  if (!ctype_dimensions(type, &array, depth)) {
    buf_puts(out, "[]");
    return;
  }
  for (unsigned d = 0; d < array.dims; d++)
    if (array.count[d])
      buf_printf(out, "[%llu]", (unsigned long long)array.count[d]);
    else
      buf_puts(out, "[]");
}

static void ctype_spell_tagged(Dwarf_Die *type, const char *keyword, struct buf *out) {
  const char *name = die_name(type);
  buf_puts(out, keyword);
  if (name[0])
    buf_printf(out, "%s%s", keyword[0] ? " " : "", name);
}

static void ctype_spell_qualified(Dwarf_Die *type, const char *word, struct buf *out, unsigned depth) {
  Dwarf_Die inner;
  if (die_type(type, &inner) && dwarf_tag(&inner) == DW_TAG_pointer_type) {
    ctype_spell(&inner, out, depth + 1);
    buf_puts(out, word);
    return;
  }
  buf_printf(out, "%s ", word);
  ctype_spell_inner(type, out, depth);
}

static void ctype_spell(Dwarf_Die *type, struct buf *out, unsigned depth) {
  if (depth > DIE_DEPTH || out->len > 512) {
    buf_puts(out, "...");
    return;
  }
  switch (dwarf_tag(type)) {
  case DW_TAG_base_type:
    buf_puts(out, ctype_basic(die_name(type)));
    break;
  case DW_TAG_typedef:
  case DW_TAG_class_type:
  case DW_TAG_unspecified_type:
    buf_puts(out, die_name(type));
    break;
  case DW_TAG_pointer_type:
    ctype_spell_pointer(type, "*", out, depth);
    break;
  case DW_TAG_reference_type:
    ctype_spell_pointer(type, "&", out, depth);
    break;
  case DW_TAG_rvalue_reference_type:
    ctype_spell_pointer(type, "&&", out, depth);
    break;
  case DW_TAG_const_type:
    ctype_spell_qualified(type, "const", out, depth);
    break;
  case DW_TAG_volatile_type:
    ctype_spell_qualified(type, "volatile", out, depth);
    break;
  case DW_TAG_atomic_type:
    ctype_spell_qualified(type, "_Atomic", out, depth);
    break;
  case DW_TAG_restrict_type:
    ctype_spell_inner(type, out, depth);
    break;
  case DW_TAG_structure_type:
    ctype_spell_tagged(type, "struct", out);
    break;
  case DW_TAG_union_type:
    ctype_spell_tagged(type, "union", out);
    break;
  case DW_TAG_enumeration_type:
    ctype_spell_tagged(type, "enum", out);
    break;
  case DW_TAG_array_type:
    ctype_spell_array(type, out, depth);
    break;
  default:
    break;
  }
}

void ctype_text(Dwarf_Die *type, struct buf *out) { ctype_spell(type, out, 0); }
#endif
