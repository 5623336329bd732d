/* objects.c — the table of synchronisation objects, by address and kind.
 *
 * A hash with chains whose nodes come from the arena: found in O(1), never moved, so
 * primitives keep pointers across scheduling points. Dropped nodes are reused
 * only for the same address, so a thread that still waits on a destroyed object
 * (a bug in the target) finds valid memory. */
#include "runtime/rt.h"

enum { BUCKETS = 512 }; /* one page: executions are short, and each page written to costs them a fault */
static struct rt_obj *bucket[BUCKETS];
RT_HOT static uint32_t numbered; /* objects mentioned in the log */

static struct rt_obj **chain_of(uintptr_t addr) { return &bucket[(addr >> 3) * 0x9e3779b97f4a7c15u >> 55]; }

static void fresh(struct rt_obj *o) {
  *o = (struct rt_obj){.addr = o->addr, .chain = o->chain, .kind = o->kind, .owner = -1, .name = o->name, .composite = o->composite, .whole = o->whole};
}

/* Its memory is no longer what it was: what was said about it is not about what comes next. */
static void forget(struct rt_obj *o) {
  o->name = NULL;
  o->composite = false;
  o->whole = NULL;
  fresh(o);
}

struct rt_obj *rt_obj_find(const volatile void *addr, enum plait_kind kind) {
  for (struct rt_obj *o = *chain_of((uintptr_t)addr); o; o = o->chain)
    if (o->addr == (uintptr_t)addr && o->kind == kind)
      return o;
  return NULL;
}

bool rt_obj_composite(uintptr_t addr) {
  for (struct rt_obj *o = *chain_of(addr); o; o = o->chain)
    if (o->addr == addr && o->composite)
      return true;
  return false;
}

struct rt_obj *rt_obj(const volatile void *addr, enum plait_kind kind) {
  struct rt_obj *o = rt_obj_find(addr, kind);
  if (o)
    return o;
  struct rt_obj **head = chain_of((uintptr_t)addr);
  o = rt_arena(sizeof *o);
  o->addr = (uintptr_t)addr;
  o->kind = (uint8_t)kind;
  o->chain = *head;
  *head = o;
  fresh(o);
  return o;
}

struct rt_obj *rt_obj_reset(const volatile void *addr, enum plait_kind kind) {
  struct rt_obj *o = rt_obj(addr, kind);
  fresh(o);
  return o;
}

void rt_obj_drop(const volatile void *addr, enum plait_kind kind) {
  struct rt_obj *o = rt_obj_find(addr, kind);
  if (o)
    forget(o);
}

void rt_obj_drop_range(uintptr_t lo, uintptr_t hi) {
  /* Freed blocks are mostly small: look only where their addresses hash to. */
  if (hi - lo <= 8 * BUCKETS) {
    for (uintptr_t a = lo; a < hi; a += 4) /* pthread_once_t and spin locks are ints */
      for (struct rt_obj *o = *chain_of(a); o; o = o->chain)
        if (o->addr == a)
          forget(o);
    return;
  }
  for (int i = 0; i < BUCKETS; i++)
    for (struct rt_obj *o = bucket[i]; o; o = o->chain)
      if (o->addr >= lo && o->addr < hi)
        forget(o);
}

void rt_declare(struct rt_obj *o) {
  if (!o->id) {
    o->id = ++numbered;
    rt_log_object(o);
  }
}
