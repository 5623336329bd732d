/* tsan_atomic.c — C11 and __atomic operations: each is one step, performed whole.
 *
 * Unlike plain accesses the hook performs the operation itself. Memory orders do not
 * change what can be seen when one thread runs at a time, so every execution is
 * sequentially consistent; they are logged, because they decide what is a race. An
 * atomic on memory that only one thread has touched is no step, like any other access. */
#include "runtime/rt_tsan.h"

typedef uint8_t a8;
typedef uint16_t a16;
typedef uint32_t a32;
typedef uint64_t a64;
typedef unsigned __int128 a128;

/* The compiler numbers them from relaxed, 0, to seq_cst, 5, and may set hints above; the log counts from the other end. */
static uint16_t order_flags(int mo) {
  unsigned order = (unsigned)mo & 7;
  return (uint16_t)((order < MEMORY_ORDERS ? MEMORY_ORDERS - 1 - order : 0) << STEP_ORDER_SHIFT);
}

/* Opens the step of an atomic operation; true when there is one whose outcome is to be told. */
static bool begin(const volatile void *a, size_t size, enum plait_op op, int mo, void *pc) {
  if (!rt.multi || !rt_self)
    return false;
  rt_finish_write();
  enum rt_touch touch = rt_touch((uintptr_t)a, size);
  if (touch == TOUCH_PRIVATE) {
    if (op != OP_ATOMIC_LOAD)
      rt_wrote_own(rt_self, (uintptr_t)a, size);
    if (++rt_self->quiet >= RT_QUIET)
      rt_quiet_point(pc);
    return false;
  }
  struct rt_wait w = {.op = op, .flags = order_flags(mo), .addr = a, .size = (uint8_t)size, .pc = pc, .unasked = touch == TOUCH_NEW};
  __builtin_unwind_init(); /* see rt_access_slow */
  return rt_point(&w);
}

static void tell(uint64_t low, uint64_t high) {
  rt.open.value[0] = low;
  rt.open.value[1] = high;
  rt_step_flags(STEP_VALUE);
}
#define TELL(T, v) tell((uint64_t)(v), sizeof(T) > 8 ? (uint64_t)((a128)(v) >> 64) : 0)

#define RMW(T, n, name, expr)                                                  \
  RT_EXPORT T __tsan_atomic##n##_##name(volatile T *a, T v, int mo);           \
  RT_EXPORT T __tsan_atomic##n##_##name(volatile T *a, T v, int mo) {          \
    bool step = begin(a, sizeof(T), OP_ATOMIC_RMW, mo, RT_PC);                 \
    T old = *a;                                                                \
    T new_ = (T)(expr);                                                        \
    *a = new_;                                                                 \
    if (step) {                                                                \
      TELL(T, new_);                                                           \
      if (new_ == old)                                                         \
        rt_step_flags(STEP_SAME);                                              \
    }                                                                          \
    return old;                                                                \
  }

static bool exchange_failed(int mo) {
  rt.open.flags = (uint16_t)((rt.open.flags & ~STEP_ORDER) | order_flags(mo) | STEP_FAILED);
  return false;
}

#define ATOMICS(T, n)                                                          \
  RT_EXPORT T __tsan_atomic##n##_load(const volatile T *a, int mo);            \
  RT_EXPORT T __tsan_atomic##n##_load(const volatile T *a, int mo) {           \
    bool step = begin(a, sizeof(T), OP_ATOMIC_LOAD, mo, RT_PC);                \
    T v = *a;                                                                  \
    if (step)                                                                  \
      TELL(T, v);                                                              \
    return v;                                                                  \
  }                                                                            \
  RT_EXPORT void __tsan_atomic##n##_store(volatile T *a, T v, int mo);         \
  RT_EXPORT void __tsan_atomic##n##_store(volatile T *a, T v, int mo) {        \
    bool step = begin(a, sizeof(T), OP_ATOMIC_STORE, mo, RT_PC);               \
    *a = v;                                                                    \
    if (step)                                                                  \
      TELL(T, v);                                                              \
  }                                                                            \
  RMW(T, n, exchange, v)                                                       \
  RMW(T, n, fetch_add, old + v)                                                \
  RMW(T, n, fetch_sub, old - v)                                                \
  RMW(T, n, fetch_and, old & v)                                                \
  RMW(T, n, fetch_or, old | v)                                                 \
  RMW(T, n, fetch_xor, old ^ v)                                                \
  RMW(T, n, fetch_nand, ~(old & v))                                            \
  static bool cas##n(volatile T *a, T *expected, T v, int mo, int fmo, void *pc) { \
    bool step = begin(a, sizeof(T), OP_ATOMIC_CAS, mo, pc);                    \
    T old = *a;                                                                \
    bool ok = old == *expected;                                                \
    if (ok)                                                                    \
      *a = v;                                                                  \
    else                                                                       \
      *expected = old;                                                         \
    if (step) {                                                                \
      TELL(T, ok ? v : old);                                                   \
      return ok || exchange_failed(fmo);                                       \
    }                                                                          \
    return ok;                                                                 \
  }                                                                            \
  RT_EXPORT int __tsan_atomic##n##_compare_exchange_strong(volatile T *a, T *e, T v, int mo, int fmo);         \
  RT_EXPORT int __tsan_atomic##n##_compare_exchange_strong(volatile T *a, T *e, T v, int mo, int fmo) {        \
    return cas##n(a, e, v, mo, fmo, RT_PC);                                            \
  }                                                                            \
  RT_EXPORT int __tsan_atomic##n##_compare_exchange_weak(volatile T *a, T *e, T v, int mo, int fmo);           \
  RT_EXPORT int __tsan_atomic##n##_compare_exchange_weak(volatile T *a, T *e, T v, int mo, int fmo) {          \
    return cas##n(a, e, v, mo, fmo, RT_PC);                                            \
  }                                                                            \
  RT_EXPORT T __tsan_atomic##n##_compare_exchange_val(volatile T *a, T e, T v, int mo, int fmo);               \
  RT_EXPORT T __tsan_atomic##n##_compare_exchange_val(volatile T *a, T e, T v, int mo, int fmo) {              \
    cas##n(a, &e, v, mo, fmo, RT_PC);                                                   \
    return e;                                                                  \
  }

ATOMICS(a8, 8)
ATOMICS(a16, 16)
ATOMICS(a32, 32)
ATOMICS(a64, 64)
ATOMICS(a128, 128)

RT_EXPORT void __tsan_atomic_thread_fence(int mo);
RT_EXPORT void __tsan_atomic_thread_fence(int mo) {
  struct rt_wait w = {.op = OP_FENCE, .flags = order_flags(mo), .pc = RT_PC};
  if (rt.multi)
    rt_point(&w);
}
RT_EXPORT void __tsan_atomic_signal_fence(int mo);
RT_EXPORT void __tsan_atomic_signal_fence(int mo) { (void)mo; }
