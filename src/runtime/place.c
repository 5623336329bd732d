/* place.c — from addresses to places and back.
 *
 * An address never leaves the process: events say module and offset, heap block and
 * offset, thread stack and depth. Modules are listed once in the server; the
 * runtime's heap and stacks lie at fixed addresses, so most questions are a
 * comparison or two. */
#include "runtime/rt.h"
#include "runtime/rt_circle.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MODULES = 64 };

static struct module {
  uintptr_t base, lo, hi; /* load address, and the span of its segments */
  const char *path; /* in the arena */
} module[MODULES];
static int modules;
RT_HOT static uint64_t modules_declared; /* a bit each: in the log */
_Static_assert(MODULES <= 64, "a bit each");

/* Called for each module, the ones there from the start always in the same order: numbers stay what they are when
 * more are loaded later. */
static int add_module(struct dl_phdr_info *info, size_t size, void *ctx) {
  (void)size;
  int *nth = ctx;
  if ((*nth)++ < modules)
    return 0;
  if (modules == MODULES)
    return 1;
  struct module *m = &module[modules];
  *m = (struct module){.lo = UINTPTR_MAX};
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    if (p->p_type != PT_LOAD)
      continue;
    uintptr_t lo = info->dlpi_addr + (p->p_vaddr & ~(uintptr_t)4095), hi = info->dlpi_addr + p->p_vaddr + p->p_memsz;
    m->lo = lo < m->lo ? lo : m->lo;
    m->hi = hi > m->hi ? hi : m->hi;
  }
  m->base = m->lo;
  char own[4096];
  ssize_t n = modules == 0 ? readlink("/proc/self/exe", own, sizeof own - 1) : 0;
  own[n > 0 ? n : 0] = '\0';
  const char *path = modules == 0 ? own : info->dlpi_name;
  char *kept = rt_arena(rt_length(path) + 1);
  rt_copy(kept, path, rt_length(path) + 1);
  m->path = kept;
  modules++;
  return 0;
}

void rt_place_init(void) {
  int nth = 0;
  dl_iterate_phdr(add_module, &nth);
}

static struct module *module_of(uintptr_t addr) {
  for (int i = 0; i < modules; i++)
    if (addr - module[i].lo < module[i].hi - module[i].lo) {
      if (rt.active && !(modules_declared >> i & 1)) {
        modules_declared |= UINT64_C(1) << i;
        rt_log_module((uint32_t)i, module[i].path);
      }
      return &module[i];
    }
  return NULL;
}

void rt_pc(uintptr_t pc, uint16_t *number, uint32_t *off) {
  const struct module *m = module_of(pc);
  if (!m && pc) { /* loaded by dlopen since */
    rt_place_init();
    m = module_of(pc);
  }
  *number = m ? (uint16_t)(m - module) : 0xffff;
  *off = m ? (uint32_t)(pc - m->base) : 0;
}

bool rt_pc_in_program(uintptr_t pc) { return modules && pc - module[0].lo < module[0].hi - module[0].lo; }

/* Thread-local storage of a thread lies just below its thread pointer. */
enum { TLS_BYTES = 64 << 10 };

static struct rt_place of_stack(const struct rt_thread *t, uintptr_t addr) {
  if (addr > t->base)
    return (struct rt_place){PLACE_TLS, t->index, 0, t->tp - addr};
  return (struct rt_place){PLACE_STACK, t->index, 0, t->base - addr};
}

struct rt_place rt_place(uintptr_t addr) {
  if (rt_heap_has(addr)) {
    const struct rt_block *b = rt_block_at(addr);
    if (b)
      return (struct rt_place){PLACE_HEAP, b->owner, b->seq, addr - ((uintptr_t)b + b->offset)};
  }
  const struct module *m = module_of(addr);
  if (m)
    return (struct rt_place){PLACE_MODULE, (uint16_t)(m - module), 0, addr - m->base};
  for (uint16_t i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (addr - t->stack_lo < t->stack_hi - t->stack_lo)
      return of_stack(t, addr);
    if (t->tp - addr < TLS_BYTES)
      return (struct rt_place){PLACE_TLS, t->index, 0, t->tp - addr};
  }
  return (struct rt_place){PLACE_ABS, 0, 0, addr};
}

uintptr_t rt_place_address(const struct wire_shared *s) {
  const struct rt_thread *t = s->owner < rt.threads ? rt.thread[s->owner] : NULL;
  switch (s->place) {
  case PLACE_MODULE: return s->owner < modules ? module[s->owner].base + s->off : 0;
  case PLACE_HEAP: {
    uintptr_t at = rt_block_find(s->owner, s->seq);
    return at ? at + s->off : 0;
  }
  case PLACE_STACK: return t ? t->base - s->off : 0;
  case PLACE_TLS: return t ? t->tp - s->off : 0;
  case PLACE_ABS: return s->off;
  default: return 0;
  }
}

/* ---- declarations ---------------------------------------------------------- */

/* Whose frame a stack address lies in is logged when it differs from what was last said of that address. */
enum { FRAMES_SAID = 64 };
static struct said {
  uintptr_t addr, pc;
} frame_said[FRAMES_SAID];

static void declare_frame(const struct rt_place *p, uintptr_t addr) {
  const struct rt_thread *t = rt.thread[p->owner];
  for (const struct rt_frame *f = rt_innermost(t); f && f >= t->frames; f--) {
    if (f->cfa <= addr)
      continue;
    struct said *s = &frame_said[(addr >> 2) % FRAMES_SAID];
    if (s->addr == addr && s->pc == f->pc)
      return;
    *s = (struct said){addr, f->pc};
    rt_log_frame(p, f->pc, f->cfa - addr);
    return;
  }
}

void rt_place_declare(const struct rt_place *p, uintptr_t addr) {
  if (p->kind == PLACE_HEAP) {
    struct rt_block *b = rt_block_at(addr);
    if (!b->declared) {
      b->declared = 1;
      rt_log_block(b);
    }
  } else if (p->kind == PLACE_STACK) {
    declare_frame(p, addr);
  }
}

bool rt_map(uintptr_t addr, size_t size) {
  void *at = mmap((void *)addr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (at != (void *)addr)
    return false;
  /* A huge page for the first byte touched would cost more than the whole execution. */
  madvise(at, size, MADV_NOHUGEPAGE);
  madvise(at, size, MADV_DONTDUMP);
  return true;
}

/* POSIX munmap. What the program last wrote there is taken into its event before it is gone; what comes to lie
 * there next is new memory. */
RT_EXPORT int munmap(void *at, size_t size) {
  if (rt.active && rt_self) {
    rt_finish_write();
    rt_circle_forget();
    uintptr_t lo = ((uintptr_t)at + 4095) & ~(uintptr_t)4095, hi = ((uintptr_t)at + size) & ~(uintptr_t)4095;
    if (hi > lo)
      madvise((void *)(uintptr_t)rt_shadow_of(lo), hi - lo, MADV_DONTNEED);
  }
  return rt_real.munmap(at, size);
}
