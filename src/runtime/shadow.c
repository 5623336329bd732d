/* shadow.c — which memory more than one thread touches.
 *
 * One shadow byte per byte of the target says which thread has touched it (its
 * number + 1) or that it is shared. Memory counts as shared only if it was
 * known to be when the execution began: what is found on the way is written to the
 * list in the control file and plait runs the execution again, so that the steps
 * of an execution do not depend on which thread happened to come second.
 *
 *   0           nobody has touched it since there is more than one thread
 *   1 … 250     only this thread
 *   CODE_FOUND  found in this very execution: no step yet
 *   CODE_NEW    found since the prefix was recorded (RUN_REMAP): a step without a choice
 *   CODE_SHARED a scheduling point */
#include "runtime/rt.h"

#include <sys/mman.h>

enum { HASH = 1 << 12 };
static uint32_t *head;            /* shared ranges of heap blocks by (owner, seq): number + 1; NULL: there are none */
static uint32_t *chain;           /* the next of the same hash, by range */
static uint32_t indexed;          /* ranges taken into the index */

/* A child begins with the shadow empty: copying and walking its page tables in fork would cost more than marking
 * the shared ranges again. */
bool rt_shadow_init(void) {
  if (!rt_map(RT_SHADOW, RT_SHADOW_MASK + 1))
    return false;
  madvise((void *)RT_SHADOW, RT_SHADOW_MASK + 1, MADV_WIPEONFORK);
  return true;
}

static uint8_t *shadow(uintptr_t addr) { return (uint8_t *)(RT_SHADOW + (addr & RT_SHADOW_MASK)); }

static uint32_t hash(uint16_t owner, uint32_t seq) { return (owner * 0x9e3779b1u ^ seq * 0x85ebca6bu) >> 20; }

static void mark(uintptr_t addr, size_t size, uint8_t code) {
  uint8_t *s = shadow(addr);
  for (size_t i = 0; i < size; i++)
    s[i] = code;
}

static uint8_t code_of(const struct wire_shared *s) {
  bool is_new = (rt.ctl->run_flags & RUN_REMAP) && s->generation > rt.ctl->run_generation;
  return is_new ? CODE_NEW : CODE_SHARED;
}

void rt_shadow_index(void) {
  const struct wire_shared *list = wire_shared(rt.ctl);
  for (; indexed < rt.ctl->shared_count; indexed++)
    if (list[indexed].place == PLACE_HEAP) {
      if (!head) {
        head = rt_arena(HASH * sizeof *head);
        chain = rt_arena(WIRE_SHARED * sizeof *chain);
      }
      uint32_t *h = &head[hash(list[indexed].owner, list[indexed].seq)];
      chain[indexed] = *h;
      *h = indexed + 1;
    }
}

void rt_shadow_begin(void) {
  const struct wire_shared *list = wire_shared(rt.ctl);
  for (uint32_t i = 0; i < indexed; i++) {
    uintptr_t at = rt_place_address(&list[i]);
    if (at)
      mark(at, list[i].len, code_of(&list[i]));
  }
}

void rt_shadow_begin_thread(struct rt_thread *t) {
  const struct wire_shared *list = wire_shared(rt.ctl);
  for (uint32_t i = 0; i < indexed; i++)
    if (list[i].owner == t->index && (list[i].place == PLACE_STACK || list[i].place == PLACE_TLS))
      mark(rt_place_address(&list[i]), list[i].len, code_of(&list[i]));
}

void rt_shadow_block(uint16_t owner, uint32_t seq, uintptr_t addr, size_t size) {
  if (!head)
    return;
  const struct wire_shared *list = wire_shared(rt.ctl);
  for (uint32_t i = head[hash(owner, seq)]; i; i = chain[i - 1]) {
    const struct wire_shared *s = &list[i - 1];
    if (s->owner == owner && s->seq == seq && s->off < size)
      mark(addr + s->off, s->len < size - s->off ? s->len : size - s->off, code_of(s));
  }
}

void rt_shadow_clear(uintptr_t addr, size_t size) { mark(addr, size, 0); }

static void found(uintptr_t addr, size_t size) {
  struct wire_ctl *c = rt.ctl;
  struct wire_shared *list = wire_shared(c);
  mark(addr, size, CODE_FOUND);
  c->found_shared++;
  struct rt_place p = rt_place(addr);
  /* Neighbours found one after the other (an array walked through) make one range. */
  struct wire_shared *last = c->shared_count > indexed ? &list[c->shared_count - 1] : NULL;
  if (last && last->place == p.kind && last->owner == p.owner && last->seq == p.seq) {
    bool down = p.kind == PLACE_STACK || p.kind == PLACE_TLS; /* offsets grow towards lower addresses */
    if (down ? last->off - last->len == p.off : last->off + last->len == p.off) {
      last->len += (uint32_t)size;
      return;
    }
  }
  if (c->shared_count == WIRE_SHARED)
    rt_end(END_STALL, OP_NONE, 0, NULL, "more separate pieces of memory are shared than plait can follow");
  list[c->shared_count++] = (struct wire_shared){
      .place = p.kind, .owner = p.owner, .seq = p.seq, .off = p.off, .len = (uint32_t)size, .generation = c->run_generation + 1};
}

enum rt_touch rt_touch(uintptr_t addr, size_t size) {
  uint8_t mine = (uint8_t)(rt_self->index + 1);
  uint8_t *s = shadow(addr);
  enum rt_touch touch = TOUCH_PRIVATE;
  for (size_t i = 0; i < size; i++) {
    if (s[i] == 0) {
      s[i] = mine;
    } else if (s[i] == CODE_SHARED) {
      touch = TOUCH_SHARED;
    } else if (s[i] == CODE_NEW) {
      touch = touch == TOUCH_SHARED ? touch : TOUCH_NEW;
    } else if (s[i] != mine && s[i] != CODE_FOUND) {
      size_t end = i;
      while (end < size && s[end] && s[end] != mine && s[end] < CODE_FOUND)
        end++;
      found(addr + i, end - i);
      i = end - 1;
    }
  }
  return touch;
}
