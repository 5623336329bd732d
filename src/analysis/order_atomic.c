/* order_atomic.c — what an atomic access or a fence comes after by the C11 memory model (7.17.3, 5.1.2.4).
 *
 * A location carries what an acquire of it would come after: what the heads of the release sequences that its present
 * value belongs to knew. A release store begins a sequence; a read-modify-write by anybody goes on with those that
 * are there, and a release one is a head besides; a relaxed store ends all but those whose head is its own thread.
 * (C++20 ends these too; C11 to C23 do not, so a race reported here is one in all of them.) A release fence makes
 * later relaxed stores of its thread heads that know what it knew; an acquire fence turns earlier relaxed loads into
 * acquires. That sequentially consistent fences have one order is nothing more here: plait gives everything one order.
 *
 * Nearly always a location has one head, and its clock is the location's; only then it is not stored twice. */
#include "analysis/order.h"

static bool known(const struct order_object *x, const struct vclock *me) {
  return x->wrote <= vclock_get(me, x->writer); /* wrote 0: carries nothing; UINT32_MAX: no single step stands for all */
}

static void drop_heads(struct order_object *x) {
  for (size_t i = 0; i < x->heads.len; i++)
    vclock_fini(&x->heads.at[i].clock);
  x->heads.len = 0;
}

static struct vclock *head_of(struct order_object *x, uint16_t thread) {
  for (size_t i = 0; i < x->heads.len; i++)
    if (x->heads.at[i].thread == thread)
      return &x->heads.at[i].clock;
  struct order_head *h = ARRAY_PUSH(&x->heads);
  *h = (struct order_head){.thread = thread};
  return &h->clock;
}

static bool empty(const struct order_object *x) { return x->clock.len == 0; }

void order_atomic_load(struct order_thread *me, struct order_object *x, enum plait_order order) {
  if (known(x, &me->clock))
    return;
  if (plait_order_acquires(order))
    vclock_join(&me->clock, &x->clock);
  else
    vclock_join(&me->seen, &x->clock);
}

void order_atomic_store(struct order_thread *me, uint16_t thread, uint32_t step, struct order_object *x, enum plait_order order) {
  if (plait_order_releases(order)) {
    drop_heads(x);
    vclock_copy(&x->clock, &me->clock);
    x->head = thread;
    x->wrote = step;
    x->writer = thread;
    return;
  }
  if (x->heads.len)
    vclock_copy(&x->clock, head_of(x, thread));
  else if (x->head != thread)
    vclock_clear(&x->clock);
  bool alone = !x->heads.len && !empty(x);
  drop_heads(x);
  vclock_join(&x->clock, &me->fenced);
  x->head = thread;
  if (!alone || me->fenced.len)
    x->wrote = empty(x) ? 0 : UINT32_MAX;
}

void order_atomic_update(struct order_thread *me, uint16_t thread, uint32_t step, struct order_object *x, enum plait_order order) {
  const struct vclock *adds = plait_order_releases(order) ? &me->clock : &me->fenced;
  if (!adds->len)
    return; /* goes on with what is there */
  if (empty(x)) {
    x->head = thread;
  } else if (x->heads.len || x->head != thread) {
    if (!x->heads.len)
      vclock_copy(head_of(x, x->head), &x->clock);
    vclock_join(head_of(x, thread), adds);
  }
  vclock_join(&x->clock, adds);
  bool one_step = order == MEMORY_SEQ_CST || order == MEMORY_ACQ_REL; /* it came after all the others */
  x->wrote = one_step ? step : UINT32_MAX;
  x->writer = thread;
}

/* A plain write: what is there now was not stored atomically. */
void order_atomic_forget(struct order_object *x) {
  drop_heads(x);
  vclock_clear(&x->clock);
  x->wrote = 0;
}

void order_atomic_fini(struct order_object *x) {
  drop_heads(x);
  ARRAY_FREE(&x->heads);
}

void order_fence_acquire(struct order_thread *me, enum plait_order order) {
  if (plait_order_acquires(order)) {
    vclock_join(&me->clock, &me->seen);
    vclock_clear(&me->seen);
  }
}

void order_fence_release(struct order_thread *me, enum plait_order order) {
  if (plait_order_releases(order))
    vclock_copy(&me->fenced, &me->clock);
}
