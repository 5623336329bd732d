/* rt_tsan.h — memory accesses, as the compiler's ThreadSanitizer instrumentation reports them. */
#ifndef PLAIT_RUNTIME_RT_TSAN_H
#define PLAIT_RUNTIME_RT_TSAN_H

#include "runtime/rt.h"
#include "runtime/rt_circle.h"

/* A thread that touches nothing but its own memory for this many accesses comes to a scheduling point (a
 * yield) all the same: it may be waiting in a loop for memory that no other thread has touched yet. */
enum { RT_QUIET = 1 << 20 };
void rt_quiet_point(void *pc);

/* The slow part: ADDR is not known to be touched by this thread only. Returns whether it was no step all the same. */
bool rt_access_slow(const volatile void *addr, size_t size, enum plait_op op, void *pc);
/* N bytes, as memcpy and friends touch them: one step when any of them is shared. */
void rt_access_range(const volatile void *addr, size_t n, bool write, void *pc);

/* T has written to memory that it alone knows. On its stack that shows (spin.c, circle.c); elsewhere it has to be noted. */
static inline void rt_wrote_own(struct rt_thread *t, uintptr_t addr, size_t size) {
  if (addr - t->stack_lo < t->stack_hi - t->stack_lo)
    return;
  t->wrote = true;
  if (__builtin_expect(rt.looking, 0))
    rt_circle_wrote(addr, size);
}

/* The part every access of the program pays: is this memory the thread's own? */
static inline __attribute__((always_inline)) void rt_access(const volatile void *addr, size_t size, enum plait_op op, void *pc) {
  if (!rt.multi)
    return;
  struct rt_thread *t = rt_self;
  if (!t)
    return;
  rt_finish_write();
  if (__builtin_expect(++t->quiet >= RT_QUIET, 0))
    rt_quiet_point(pc);
  const uint8_t *s = rt_shadow_of((uintptr_t)addr);
  uint64_t mine = (uint64_t)(t->index + 1) * 0x0101010101010101u, seen;
  bool own = false;
  switch (size) {
  case 1: own = *s == (uint8_t)mine; break;
  case 2: __builtin_memcpy(&seen, s, 2); own = (uint16_t)seen == (uint16_t)mine; break;
  case 4: __builtin_memcpy(&seen, s, 4); own = (uint32_t)seen == (uint32_t)mine; break;
  case 8: __builtin_memcpy(&seen, s, 8); own = seen == mine; break;
  default: break;
  }
  if ((own || rt_access_slow(addr, size, op, pc)) && op == OP_WRITE)
    rt_wrote_own(t, (uintptr_t)addr, size);
}

#endif
