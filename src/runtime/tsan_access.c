/* tsan_access.c — the hooks for plain reads and writes, and for function entry and exit.
 *
 * Compiler ABI: llvm compiler-rt lib/tsan/rtl/tsan_interface.h; gcc emits the same
 * names. A hook is called before the access. So a read's value is what memory holds
 * when the thread has been chosen, and a write's value is fetched when the thread next
 * comes by (rt_take_write_value). */
#include "runtime/rt_tsan.h"

static uint64_t load(const volatile void *addr, size_t size, uint64_t *high) {
  uint64_t v[2] = {0, 0};
  rt_copy(v, (const void *)(uintptr_t)addr, size < 16 ? size : 16);
  *high = v[1];
  return v[0];
}

__attribute__((noinline)) void rt_quiet_point(void *pc) {
  __builtin_unwind_init();
  struct rt_wait w = {.op = OP_YIELD, .pc = pc};
  rt_point(&w);
}

/* A variable that holds a composite ("static struct plait_queue *orders;") and that nobody has written since there is
 * more than one thread only says where the object is. To read it tells nobody anything: it is no step. */
static bool handle(const volatile void *addr, size_t size) {
  uint64_t touched, high;
  if (size != sizeof touched)
    return false;
  rt_copy(&touched, rt_shadow_of((uintptr_t)addr), sizeof touched);
  return touched == 0 && rt_obj_composite((uintptr_t)load(addr, size, &high));
}

__attribute__((noinline)) bool rt_access_slow(const volatile void *addr, size_t size, enum plait_op op, void *pc) {
  /* All registers of the caller go to the stack here, where a spinning thread's state is compared (spin.c). */
  __builtin_unwind_init();
  if (op == OP_READ && handle(addr, size))
    return true;
  enum rt_touch touch = rt_touch((uintptr_t)addr, size);
  if (touch == TOUCH_PRIVATE)
    return true;
  struct rt_wait w = {.op = op, .addr = addr, .size = (uint8_t)(size < 255 ? size : 255), .pc = pc, .unasked = touch == TOUCH_NEW};
  if (!rt_point(&w))
    return true;
  if (op == OP_WRITE) {
    rt.write_open = true;
    return false;
  }
  rt.open.value[0] = load(addr, size, &rt.open.value[1]);
  rt_step_flags(STEP_VALUE);
  return false;
}

void rt_access_range(const volatile void *addr, size_t n, bool write, void *pc) {
  if (n && rt.multi && rt_self) {
    rt_finish_write();
    if (rt_access_slow(addr, n, write ? OP_WRITE : OP_READ, pc) && write)
      rt_wrote_own(rt_self, (uintptr_t)addr, n);
  }
}

#define HOOKS(n)                                                               \
  RT_EXPORT void __tsan_read##n(void *a);                                      \
  RT_EXPORT void __tsan_read##n(void *a) { rt_access(a, n, OP_READ, RT_PC); }  \
  RT_EXPORT void __tsan_write##n(void *a);                                     \
  RT_EXPORT void __tsan_write##n(void *a) { rt_access(a, n, OP_WRITE, RT_PC); }        \
  RT_EXPORT void __tsan_unaligned_read##n(void *a);                            \
  RT_EXPORT void __tsan_unaligned_read##n(void *a) { rt_access(a, n, OP_READ, RT_PC); }        \
  RT_EXPORT void __tsan_unaligned_write##n(void *a);                           \
  RT_EXPORT void __tsan_unaligned_write##n(void *a) { rt_access(a, n, OP_WRITE, RT_PC); }      \
  RT_EXPORT void __tsan_volatile_read##n(void *a);                             \
  RT_EXPORT void __tsan_volatile_read##n(void *a) { rt_access(a, n, OP_READ, RT_PC); } \
  RT_EXPORT void __tsan_volatile_write##n(void *a);                            \
  RT_EXPORT void __tsan_volatile_write##n(void *a) { rt_access(a, n, OP_WRITE, RT_PC); }       \
  RT_EXPORT void __tsan_unaligned_volatile_read##n(void *a);                   \
  RT_EXPORT void __tsan_unaligned_volatile_read##n(void *a) { rt_access(a, n, OP_READ, RT_PC); }       \
  RT_EXPORT void __tsan_unaligned_volatile_write##n(void *a);                  \
  RT_EXPORT void __tsan_unaligned_volatile_write##n(void *a) { rt_access(a, n, OP_WRITE, RT_PC); }     \
  RT_EXPORT void __tsan_read_write##n(void *a);                                \
  RT_EXPORT void __tsan_read_write##n(void *a) {                               \
    rt_access(a, n, OP_READ, RT_PC);                                           \
    rt_access(a, n, OP_WRITE, RT_PC);                                          \
  }
HOOKS(1)
HOOKS(2)
HOOKS(4)
HOOKS(8)
HOOKS(16)

#define HOOK(name, ...)                                                        \
  RT_EXPORT void name(__VA_ARGS__);                                            \
  RT_EXPORT void name(__VA_ARGS__)

HOOK(__tsan_read16_pc, void *a, void *pc) { rt_access(a, 16, OP_READ, pc); }
HOOK(__tsan_write16_pc, void *a, void *pc) { rt_access(a, 16, OP_WRITE, pc); }
HOOK(__tsan_read_range_pc, void *a, size_t n, void *pc) { rt_access_range(a, n, false, pc); }
HOOK(__tsan_write_range_pc, void *a, size_t n, void *pc) { rt_access_range(a, n, true, pc); }
HOOK(__tsan_read_range, void *a, size_t n) { rt_access_range(a, n, false, RT_PC); }
HOOK(__tsan_write_range, void *a, size_t n) { rt_access_range(a, n, true, RT_PC); }
HOOK(__tsan_read1_pc, void *a, void *pc) { rt_access(a, 1, OP_READ, pc); }
HOOK(__tsan_read2_pc, void *a, void *pc) { rt_access(a, 2, OP_READ, pc); }
HOOK(__tsan_read4_pc, void *a, void *pc) { rt_access(a, 4, OP_READ, pc); }
HOOK(__tsan_read8_pc, void *a, void *pc) { rt_access(a, 8, OP_READ, pc); }
HOOK(__tsan_write1_pc, void *a, void *pc) { rt_access(a, 1, OP_WRITE, pc); }
HOOK(__tsan_write2_pc, void *a, void *pc) { rt_access(a, 2, OP_WRITE, pc); }
HOOK(__tsan_write4_pc, void *a, void *pc) { rt_access(a, 4, OP_WRITE, pc); }
HOOK(__tsan_write8_pc, void *a, void *pc) { rt_access(a, 8, OP_WRITE, pc); }
/* C++ virtual tables: the pointer is written by constructors and read by calls. */
HOOK(__tsan_vptr_update, void **a, void *value) {
  if (*a != value)
    rt_access(a, sizeof *a, OP_WRITE, RT_PC);
}
HOOK(__tsan_vptr_read, void **a) { rt_access(a, sizeof *a, OP_READ, RT_PC); }

HOOK(__tsan_init, void) {
  if (rt.ctl)
    rt.ctl->has_tsan = 1;
}

/* The stack of calls, for naming stack variables. The caller's frame pointer is at our own frame's start when it
 * keeps one (always at -O0); whatever else is found there is refused as implausible. Stale entries, from
 * longjmp or exceptions, lie below the new frame and are dropped here. */
HOOK(__tsan_func_entry, void *call_pc) {
  (void)call_pc;
  struct rt_thread *t = rt_self;
  if (!t)
    return;
  rt_finish_write();
  const uintptr_t *frame = __builtin_frame_address(0);
  uintptr_t sp = (uintptr_t)(frame + 2), cfa = frame[0] + 16;
  if (cfa <= sp || cfa - sp > (1 << 20) || cfa > t->base)
    cfa = 0;
  while (cfa && t->frames_len && t->frames_len <= RT_FRAMES && t->frames[t->frames_len - 1].cfa && t->frames[t->frames_len - 1].cfa <= cfa)
    t->frames_len--;
  if (t->frames_len < RT_FRAMES)
    t->frames[t->frames_len] = (struct rt_frame){(uintptr_t)RT_PC, cfa};
  t->frames_len++;
}

HOOK(__tsan_func_exit, void) {
  struct rt_thread *t = rt_self;
  if (!t)
    return;
  rt_finish_write();
  if (t->frames_len)
    t->frames_len--;
}
