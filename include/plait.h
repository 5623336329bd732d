/* plait.h — annotations for programs that are looked at with plait.
 *
 * Everything here is optional, does nothing when the program runs without plait,
 * and needs no library: the functions are weak, and the macros call them only
 * when plait's runtime is there.
 *
 *   plait_name_thread("producer")         name the calling thread
 *   plait_name(&m, "door")                name a mutex, condition, variable, …
 *   plait_note("cache is cold")           leave a note in the timeline: one step
 *   plait_queue(&q, "orders", 4)          declare a queue of at most 4 items (0: unbounded)
 *   plait_queue_put(&q, value)            an item (an integer, shown in its slot) entered it: one step
 *   plait_queue_get(&q, value)            the oldest such item left it: one step
 *   plait_assert(cond)                    like assert, and the execution ends as "assert"
 *   plait_await()                         a point where a cooperative task may be switched
 *
 * None of them blocks or fails. Strings are copied. Works with C99 and later,
 * C++, gcc and clang. */
#ifndef PLAIT_H
#define PLAIT_H

#ifdef __cplusplus
extern "C" {
#endif

__attribute__((weak)) void plait_rt_name_thread(const char *name);
__attribute__((weak)) void plait_rt_name(const volatile void *object, unsigned long size, const char *name);
__attribute__((weak)) void plait_rt_note(const char *text);
__attribute__((weak)) void plait_rt_queue(const volatile void *queue, const char *name, unsigned long capacity);
__attribute__((weak)) void plait_rt_queue_put(const volatile void *queue, long long value);
__attribute__((weak)) void plait_rt_queue_get(const volatile void *queue, long long value);
__attribute__((weak)) void plait_rt_assert_fail(const char *expr, const char *file, int line, const char *func);
__attribute__((weak)) void plait_rt_await(void);

#define plait_name_thread(name) (plait_rt_name_thread ? plait_rt_name_thread(name) : (void)0)
#define plait_name(object, name) (plait_rt_name ? plait_rt_name((object), sizeof *(object), (name)) : (void)0)
#define plait_note(text) (plait_rt_note ? plait_rt_note(text) : (void)0)
#define plait_queue(queue, name, capacity) (plait_rt_queue ? plait_rt_queue((queue), (name), (capacity)) : (void)0)
#define plait_queue_put(queue, value) (plait_rt_queue_put ? plait_rt_queue_put((queue), (long long)(value)) : (void)0)
#define plait_queue_get(queue, value) (plait_rt_queue_get ? plait_rt_queue_get((queue), (long long)(value)) : (void)0)
#define plait_await() (plait_rt_await ? plait_rt_await() : (void)0)
#define plait_assert(cond)                                                     \
  ((cond) ? (void)0                                                            \
          : (plait_rt_assert_fail ? plait_rt_assert_fail(#cond, __FILE__, __LINE__, __func__) : (void)0, __builtin_abort()))

#ifdef __cplusplus
}
#endif
#endif
