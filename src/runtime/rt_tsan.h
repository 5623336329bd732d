/* rt_tsan.h — memory accesses, as the compiler's ThreadSanitizer instrumentation reports them. */
#ifndef PLAIT_RUNTIME_RT_TSAN_H
#define PLAIT_RUNTIME_RT_TSAN_H

#include "runtime/rt.h"

/* A thread that touches nothing but its own memory for this many accesses comes to a scheduling point (a
 * yield) all the same: it may be waiting in a loop for memory that no other thread has touched yet. */
enum { RT_QUIET = 1 << 20 };
void rt_quiet_point(void *pc);

/* The slow part: ADDR is not known to be touched by this thread only. */
void rt_access_slow(const volatile void *addr, size_t size, enum plait_op op, void *pc);
/* N bytes, as memcpy and friends touch them: one step when any of them is shared. */
void rt_access_range(const volatile void *addr, size_t n, bool write, void *pc);

/* The part every access of the program pays: is this memory the thread's own? */
static inline __attribute__((always_inline)) void rt_access(const volatile void *addr, size_t size, enum plait_op op, void *pc) {
  if (!rt.multi)
    return;
  struct rt_thread *t = rt_self;
  if (!t)
    return;
  rt_finish_write();
  if (op == OP_WRITE && (uintptr_t)addr - t->stack_lo >= t->stack_hi - t->stack_lo)
    t->wrote = true;
  if (__builtin_expect(++t->quiet >= RT_QUIET, 0))
    rt_quiet_point(pc);
  const uint8_t *s = rt_shadow_of((uintptr_t)addr);
  uint64_t mine = (uint64_t)(t->index + 1) * 0x0101010101010101u, seen;
  switch (size) {
  case 1: if (*s == (uint8_t)mine) return; break;
  case 2: __builtin_memcpy(&seen, s, 2); if ((uint16_t)seen == (uint16_t)mine) return; break;
  case 4: __builtin_memcpy(&seen, s, 4); if ((uint32_t)seen == (uint32_t)mine) return; break;
  case 8: __builtin_memcpy(&seen, s, 8); if (seen == mine) return; break;
  default: break;
  }
  rt_access_slow(addr, size, op, pc);
}

#endif
