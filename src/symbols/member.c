/* member.c — descends through records, unions and arrays; see member.h.
 *
 * There may be several ways down: a union offers each of its members, and a struct and its first
 * member begin at one address. Each way is followed and rated by how well what is found
 * fits what was asked; the best is taken, the outer one when they are equal, so
 * that copying a whole struct names the struct and touching its only
 * member names the member.
 *
 * A budget bounds the work, because unions within unions multiply. */
#ifdef HAVE_LIBDW
#include "symbols/member.h"

#include "symbols/ctype.h"
#include "symbols/die.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

enum member_fit {
  FIT_NONE,
  FIT_PART,   /* some bytes of it, or several things at once */
  FIT_WHOLE,  /* all of a struct, union or array */
  FIT_INSIDE, /* within an object of a pthread type */
  FIT_EXACT,  /* all of a scalar or of an object of a pthread type */
};

struct member_walk {
  uint64_t size;
  unsigned budget;
};

struct member_hit {
  enum member_fit fit;
  struct buf path;
  Dwarf_Die type;       /* meaningful for FIT_WHOLE and FIT_EXACT */
  bool untyped;         /* no single type says how to read it: bit-fields sharing their bytes, a row of a matrix */
  enum symbols_enc enc; /* of something untyped */
};

static void member_descend(struct member_walk *w, Dwarf_Die *type, uint64_t off, unsigned depth,
                           struct member_hit *hit);

static uint64_t member_span(const struct member_walk *w) { return w->size ? w->size : 1; }

/* Takes OTHER when it fits better than what is known so far. */
static void member_better(struct member_hit *best, struct member_hit *other) {
  if (other->fit > best->fit) {
    struct member_hit old = *best;
    *best = *other;
    *other = old;
  }
  buf_fini(&other->path);
}

/* Members of types that to a reader are one thing: `done` is the C++ atomic, not `done._M_i`; atomic_flag has `__val`.
 */
static bool member_is_wrapper(const char *name) {
  return strcmp(name, "_M_i") == 0 || strcmp(name, "_M_mutex") == 0 || strcmp(name, "_M_cond") == 0 ||
         strcmp(name, "_M_base") == 0 || strcmp(name, "__val") == 0;
}

/* Where a member lies, in bits from the start of its record; false for a static member and for a computed place. */
static bool member_bits(Dwarf_Die *record, Dwarf_Die *member, uint64_t *first, uint64_t *count) {
  uint64_t byte = 0, bit, bits, unit;
  bool placed = die_udata(member, DW_AT_data_member_location, &byte);
  if (byte > UINT64_MAX / 16)
    return false;
  if (die_udata(member, DW_AT_bit_size, &bits)) {
    if (die_udata(member, DW_AT_data_bit_offset, &bit))
      *first = byte * 8 + bit;
    else if (die_udata(member, DW_AT_bit_offset, &bit) && die_udata(member, DW_AT_byte_size, &unit))
      /* DWARF 2 and 3 count from the most significant bit of the unit that holds the field. */
      *first = byte * 8 + unit * 8 - bit - bits;
    else
      return false;
    *count = bits;
    return true;
  }
  if (!placed && dwarf_tag(record) != DW_TAG_union_type)
    return false;
  *first = byte * 8;
  *count = 0;
  return true;
}

/* The bit-fields that share the accessed bytes: `.ready|done`, `.a|..|f` when there are more than three. */
static void member_bitfields(struct member_walk *w, Dwarf_Die *record, uint64_t off, struct member_hit *hit) {
  Dwarf_Die m;
  const char *name[3] = {0}, *last = NULL;
  unsigned n = 0;
  for (bool more = die_child(record, &m); more; more = die_next(&m)) {
    uint64_t first, count;
    if (dwarf_tag(&m) != DW_TAG_member || !member_bits(record, &m, &first, &count) || count == 0)
      continue;
    if (first + count <= off * 8 || first >= (off + member_span(w)) * 8 || !die_name(&m)[0])
      continue;
    last = die_name(&m);
    if (n < 3)
      name[n] = last;
    n++;
    if (!die_type(&m, &hit->type))
      return;
  }
  if (n == 0)
    return;
  hit->fit = FIT_WHOLE;
  hit->untyped = true;
  hit->enc = SYMBOLS_ENC_UNSIGNED;
  buf_printf(&hit->path, ".%s", name[0]);
  if (n > 3)
    buf_printf(&hit->path, "|..|%s", last);
  for (unsigned i = 1; i < n && n <= 3; i++)
    buf_printf(&hit->path, "|%s", name[i]);
}

static void member_in_record(struct member_walk *w, Dwarf_Die *record, uint64_t off, unsigned depth,
                             struct member_hit *best) {
  Dwarf_Die m, type;
  bool fields = false;
  for (bool more = die_child(record, &m); more && w->budget > 0; more = die_next(&m)) {
    int tag = dwarf_tag(&m);
    uint64_t first, count;
    if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) || !member_bits(record, &m, &first, &count))
      continue;
    if (count) {
      fields = fields || (first < (off + member_span(w)) * 8 && first + count > off * 8);
      continue;
    }
    uint64_t at = first / 8;
    if (off < at || !die_type(&m, &type))
      continue;
    uint64_t size = ctype_size(&type);
    Dwarf_Die bare;
    /* A flexible array has no size, and whatever follows it belongs to it. */
    bool flexible = size == 0 && ctype_classify(&type, &bare) == CTYPE_ARRAY;
    if (!flexible && (size == 0 || off - at >= size || member_span(w) > size - (off - at)))
      continue;
    struct member_hit hit = {0};
    const char *name = tag == DW_TAG_inheritance || member_is_wrapper(die_name(&m)) ? "" : die_name(&m);
    if (name[0])
      buf_printf(&hit.path, ".%s", name);
    member_descend(w, &type, off - at, depth + 1, &hit);
    member_better(best, &hit);
  }
  if (fields && best->fit < FIT_WHOLE) {
    struct member_hit hit = {0};
    member_bitfields(w, record, off, &hit);
    member_better(best, &hit);
  }
}

static void member_in_array(struct member_walk *w, Dwarf_Die *bare, uint64_t off, unsigned depth,
                            struct member_hit *best) {
  struct ctype_array array;
  if (!ctype_array(bare, &array))
    return;
  struct member_hit hit = {0};
  for (unsigned d = 0; d < array.dims; d++) {
    uint64_t i = off / array.stride[d], within = off % array.stride[d];
    if (member_span(w) > array.stride[d] - within || (array.count[d] && i >= array.count[d])) {
      /* A run of elements: all of a row is a thing, anything else is an offset in it. */
      hit.fit = d > 0 && off == 0 && w->size == array.stride[d - 1] ? FIT_WHOLE : FIT_PART;
      hit.type = array.element;
      hit.untyped = true;
      if (d == 0)
        hit.fit = FIT_NONE;
      else if (off)
        buf_printf(&hit.path, "+%llu", (unsigned long long)off);
      member_better(best, &hit);
      return;
    }
    buf_printf(&hit.path, "[%llu]", (unsigned long long)i);
    off = within;
  }
  member_descend(w, &array.element, off, depth + 1, &hit);
  member_better(best, &hit);
}

/* Rates TYPE itself and everything in it that contains the access; appends the way to the best to hit->path. */
static void member_descend(struct member_walk *w, Dwarf_Die *type, uint64_t off, unsigned depth,
                           struct member_hit *hit) {
  Dwarf_Die bare;
  struct member_hit self = {.fit = FIT_PART, .type = *type}, inner = {0};
  if (w->budget > 0)
    w->budget--;
  enum ctype_class class = depth < DIE_DEPTH ? ctype_classify(type, &bare) : CTYPE_UNKNOWN;
  bool whole = off == 0 && (w->size == 0 || w->size == ctype_size(type));
  if (class == CTYPE_SCALAR)
    self.fit = whole && w->size ? FIT_EXACT : off == 0 && w->size == 0 ? FIT_WHOLE : FIT_PART;
  else if (class == CTYPE_OPAQUE)
    self.fit = whole || off == 0 ? FIT_EXACT : FIT_INSIDE;
  else if (whole)
    self.fit = FIT_WHOLE;
  if (off && self.fit < FIT_EXACT)
    buf_printf(&self.path, "+%llu", (unsigned long long)off);

  if (class == CTYPE_RECORD && w->budget > 0)
    member_in_record(w, &bare, off, depth, &inner);
  else if (class == CTYPE_ARRAY && w->budget > 0)
    member_in_array(w, &bare, off, depth, &inner);
  /* Equally good: the outer one when it is whole, the inner one when both are parts. */
  if (inner.fit > self.fit || (inner.fit == FIT_PART && self.fit == FIT_PART)) {
    struct member_hit old = self;
    self = inner;
    inner = old;
  }
  buf_puts(&hit->path, buf_str(&self.path));
  hit->fit = self.fit;
  hit->type = self.type;
  hit->untyped = self.untyped;
  hit->enc = self.enc;
  buf_fini(&inner.path);
  buf_fini(&self.path);
}

void member_path(Dwarf_Die *type, uint64_t off, uint64_t size, struct buf *path, struct buf *text,
                 enum symbols_enc *enc) {
  struct member_walk w = {.size = size, .budget = 4096};
  struct member_hit hit = {0};
  member_descend(&w, type, off, 0, &hit);
  buf_puts(path, buf_str(&hit.path));
  *enc = hit.enc;
  if ((hit.fit == FIT_WHOLE || hit.fit == FIT_EXACT) && !hit.untyped) {
    ctype_text(&hit.type, text);
    *enc = ctype_encoding(&hit.type);
  }
  buf_fini(&hit.path);
}
#endif
