/* log.c — appends records to the ring that plait reads.
 *
 * Only the holder of the baton writes, so the head needs no lock. The step being
 * made is kept in rt.open and copied out by rt_close when its thread comes back:
 * until then a write's value is not known, and declarations made
 * meanwhile must stand before it. */
#include "runtime/rt.h"
#include "runtime/rt_circle.h"

RT_HOT static uint64_t head, tail_seen;

/* The next free slot; sleeps while plait has not made room. */
static union wire_record *slot(void) {
  struct wire_ctl *c = rt.ctl;
  while (head - tail_seen >= WIRE_RING) {
    tail_seen = atomic_load_explicit(&c->tail, memory_order_acquire);
    if (head - tail_seen < WIRE_RING)
      break;
    uint32_t seq = atomic_load(&c->tail_seq);
    atomic_store(&c->tail_wanted, 1);
    if (head - atomic_load(&c->tail) < WIRE_RING)
      continue;
    rt_bell();
    rt_futex_wait_shared(&c->tail_seq, seq);
  }
  return &wire_ring(c)[head & (WIRE_RING - 1)];
}

static void publish(void) {
  head++;
  atomic_store_explicit(&rt.ctl->head, head, memory_order_release);
  if ((head & (WIRE_RING / 2 - 1)) == 0)
    rt_bell();
}

void rt_bell(void) {
  atomic_fetch_add(&rt.ctl->bell, 1);
  if (atomic_exchange(&rt.ctl->bell_wanted, 0))
    rt_futex_wake_shared(&rt.ctl->bell, 1);
}

static void text(const char *at, size_t len) {
  while (len) {
    size_t n = len < WIRE_TEXT_BYTES ? len : WIRE_TEXT_BYTES;
    struct wire_text *t = &slot()->text;
    *t = (struct wire_text){.type = WIRE_TEXT, .more = len > n, .len = (uint16_t)n};
    rt_copy(t->bytes, at, n);
    publish();
    at += n;
    len -= n;
  }
}

static void declare(struct wire_decl d, const char *name) {
  slot()->decl = d;
  publish();
  text(name, rt_length(name));
}

void rt_log_module(uint32_t id, const char *path) { declare((struct wire_decl){.type = WIRE_MODULE, .id = id}, path); }

void rt_log_block(const struct rt_block *b) {
  struct wire_decl d = {.type = WIRE_BLOCK, .place = PLACE_HEAP, .place_owner = b->owner, .place_seq = b->seq, .a = b->size};
  rt_pc(b->pc, &d.pc_module, &d.pc_off);
  declare(d, NULL);
}

void rt_log_frame(const struct rt_place *p, uintptr_t pc, uint64_t below_cfa) {
  struct wire_decl d = {.type = WIRE_FRAME, .place = PLACE_STACK, .place_owner = p->owner, .owner = p->owner, .place_off = p->off, .a = below_cfa};
  rt_pc(pc, &d.pc_module, &d.pc_off);
  declare(d, NULL);
}

static struct wire_decl at_address(uint8_t type, uintptr_t addr) {
  struct rt_place p = rt_place(addr);
  rt_place_declare(&p, addr);
  return (struct wire_decl){.type = type, .place = p.kind, .place_owner = p.owner, .place_seq = p.seq, .place_off = p.off, .pc_module = 0xffff};
}

void rt_log_object(const struct rt_obj *o) {
  struct wire_decl d = at_address(WIRE_OBJECT, o->addr);
  d.id = o->id;
  d.kind = o->kind;
  d.a = o->param;
  d.b = o->type;
  d.owner = (uint16_t)((o->composite ? OBJECT_COMPOSITE : 0) | (o->name ? OBJECT_NAMED : 0));
  d.whole = o->whole ? o->whole->id : 0;
  declare(d, o->name);
}

void rt_declare_thread(uint16_t index, uint16_t creator, void *start) {
  struct wire_decl d = {.type = WIRE_THREAD, .id = index, .owner = creator};
  rt_pc((uintptr_t)start + 1, &d.pc_module, &d.pc_off);
  declare(d, NULL);
}

void rt_log_name(enum plait_kind kind, uint32_t id, const volatile void *addr, size_t size, const char *name) {
  struct wire_decl d = {.type = WIRE_NAME, .pc_module = 0xffff};
  if (addr)
    d = at_address(WIRE_NAME, (uintptr_t)addr);
  d.kind = (uint8_t)kind;
  d.id = id;
  d.a = size;
  declare(d, name);
}

/* Fills the fields that say what an operation is about; shared by steps and pending operations. */
struct about {
  uint32_t object, place_seq;
  uint16_t place_owner, pc_module;
  uint32_t pc_off;
  uint8_t place;
  uint64_t place_off;
};

static struct about about(const struct rt_wait *w) {
  struct about a = {0};
  rt_pc((uintptr_t)w->pc, &a.pc_module, &a.pc_off);
  if (w->obj) {
    rt_declare(w->obj);
    a.object = w->obj->id;
    if (w->obj2) {
      rt_declare(w->obj2);
      a.place_off = w->obj2->id;
    }
  } else if (w->addr) {
    struct rt_place p = rt_place((uintptr_t)w->addr);
    rt_place_declare(&p, (uintptr_t)w->addr);
    a.place = p.kind;
    a.place_owner = p.owner;
    a.place_seq = p.seq;
    a.place_off = p.off;
  }
  return a;
}

uint8_t rt_nature(const struct rt_wait *w) {
  bool due = rt.now >= w->deadline || rt.ctl->run_flags & RUN_FREE_TIME;
  bool by_itself = (w->may_time_out && due) || (w->may_be_spurious && (rt.ctl->run_flags & RUN_SPURIOUS));
  return (uint8_t)((w->ready ? 0 : NATURE_FREE) | (by_itself ? NATURE_TIMED : 0));
}

void rt_log_options(const uint32_t *options, unsigned n, uint32_t taken) {
  do {
    struct wire_options *o = &slot()->options;
    unsigned k = n < WIRE_OPTIONS_MAX ? n : WIRE_OPTIONS_MAX;
    *o = (struct wire_options){.type = WIRE_OPTIONS, .more = n > k, .count = (uint16_t)k, .taken = taken};
    rt_copy(o->choice, options, k * sizeof *options);
    publish();
    options += k;
    n -= k;
  } while (n);
}

void rt_open_step(const struct rt_wait *w, uint8_t why, unsigned flags) {
  struct about a = about(w);
  rt.steps++;
  rt.open = (struct wire_step){
      .type = WIRE_STEP, .op = (uint8_t)w->op, .why = why, .size = w->size, .flags = (uint16_t)(w->flags | flags),
      .thread = rt_self->index, .other = w->other, .pc_module = a.pc_module, .pc_off = a.pc_off, .object = a.object,
      .nature = (uint8_t)(rt_nature(w) | rt.clock_nature), .place = a.place, .place_owner = a.place_owner, .place_seq = a.place_seq, .place_off = a.place_off,
      .result = w->result, .time_ns = rt.now};
  rt.clock_nature = 0;
  rt.open_addr = w->addr;
  rt.open_obj = w->obj;
  rt.open_obj2 = w->obj2;
  rt.open_text = w->text;
  rt.open_text_len = w->text_len;
  rt.step_open = true;
}

void rt_take_write_value(void) {
  rt.write_open = false;
  size_t n = rt.open.size < 16 ? rt.open.size : 16;
  const volatile unsigned char *from = rt.open_addr;
  unsigned char *to = (unsigned char *)rt.open.value;
  for (size_t i = 0; i < n; i++)
    to[i] = from[i];
  rt.open.flags |= STEP_VALUE;
}

void rt_close(void) {
  if (!rt.step_open)
    return;
  rt_finish_write();
  rt.step_open = false;
  slot()->step = rt.open;
  rt.ctl->steps = rt.steps;
  publish();
  uintptr_t addr = rt.open_obj ? rt.open_obj->addr : (uintptr_t)rt.open_addr;
  rt_spin_note(rt.thread[rt.open.thread], &rt.open, addr);
  rt_circle_note(rt.thread[rt.open.thread], &rt.open, addr);
  if (rt.open_text_len) {
    text(rt.open_text, rt.open_text_len);
    rt.open_text_len = 0;
  }
}

void rt_publish_pending(void) {
  struct wire_ctl *c = rt.ctl;
  c->threads = rt.threads;
  c->current = rt.current;
  c->time_ns = rt.now;
  c->circle = rt.circle;
  c->used = rt.used;
  for (uint16_t i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    struct wire_thread *p = &c->thread[i];
    *p = (struct wire_thread){.state = t->state, .tid = t->tid, .deadline = RT_NEVER, .spins = t->spins};
    const struct rt_wait *w = t->wait;
    if (t->state != THREAD_LIVE || !w)
      continue;
    struct about a = about(w);
    p->op = (uint8_t)w->op;
    p->size = w->size;
    p->enabled = rt_ready(t);
    p->can_timeout = rt_can_time_out(t);
    p->can_spurious = w->may_be_spurious && rt_can_be_spurious(t);
    p->spinning = t->parked;
    p->other = w->other;
    p->nature = rt_nature(w);
    p->object = a.object;
    p->place = a.place;
    p->place_owner = a.place_owner;
    p->place_seq = a.place_seq;
    p->place_off = a.place_off;
    p->pc_module = a.pc_module;
    p->pc_off = a.pc_off;
    if (w->deadline)
      p->deadline = w->deadline;
    if (w->op == OP_SPAN_BEGIN) {
      p->value = w->value;
      p->flags = w->flags;
      for (size_t k = 0; k < w->text_len && k + 1 < WIRE_VERB; k++)
        p->verb[k] = w->text[k];
    }
  }
}
