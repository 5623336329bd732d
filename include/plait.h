/* plait.h — annotations for programs that are looked at with plait.
 *
 * Everything here is optional, does nothing when the program runs without plait,
 * and needs no library: the functions are weak, and the macros call them only
 * when plait's runtime is there.
 *
 *   plait_name_thread("producer")         name the calling thread
 *   plait_name(&m, "door")                name a mutex, condition, variable, …
 *   plait_note("cache is cold")           leave a note in the timeline: one step
 *   plait_show_queue(&q, "orders", 4)     show &q as a queue of at most 4 items (0: unbounded)
 *   plait_show_put(&q, value)             an item (an integer, shown in its slot) entered it: one step
 *   plait_show_get(&q, value)             the oldest such item left it: one step
 *   plait_assert(cond)                    like assert, and the execution ends as "assert"
 *   plait_await()                         a point where a cooperative task may be switched
 *
 * None of them blocks or fails. Strings are copied. Works with C99 and later,
 * C++, gcc and clang.
 *
 * The second half is for libraries of synchronisation objects built on pthreads, as
 * <plait/sync.h> is: what they report lets plait draw a queue as a queue and not as
 * the mutex and the two conditions inside. */
#ifndef PLAIT_H
#define PLAIT_H

#ifdef __cplusplus
extern "C" {
#endif

__attribute__((weak)) void plait_rt_name_thread(const char *name);
__attribute__((weak)) void plait_rt_name(const volatile void *object, unsigned long size, const char *name);
__attribute__((weak)) void plait_rt_note(const char *text);
__attribute__((weak)) void plait_rt_show_queue(const volatile void *queue, const char *name, unsigned long capacity);
__attribute__((weak)) void plait_rt_show_put(const volatile void *queue, long long value);
__attribute__((weak)) void plait_rt_show_get(const volatile void *queue, long long value);
__attribute__((weak)) void plait_rt_assert_fail(const char *expr, const char *file, int line, const char *func);
__attribute__((weak)) void plait_rt_await(void);

#define plait_name_thread(name) (plait_rt_name_thread ? plait_rt_name_thread(name) : (void)0)
#define plait_name(object, name) (plait_rt_name ? plait_rt_name((object), sizeof *(object), (name)) : (void)0)
#define plait_note(text) (plait_rt_note ? plait_rt_note(text) : (void)0)
#define plait_show_queue(queue, name, capacity) (plait_rt_show_queue ? plait_rt_show_queue((queue), (name), (capacity)) : (void)0)
#define plait_show_put(queue, value) (plait_rt_show_put ? plait_rt_show_put((queue), (long long)(value)) : (void)0)
#define plait_show_get(queue, value) (plait_rt_show_get ? plait_rt_show_get((queue), (long long)(value)) : (void)0)
#define plait_await() (plait_rt_await ? plait_rt_await() : (void)0)
#define plait_assert(cond)                                                     \
  ((cond) ? (void)0                                                            \
          : (plait_rt_assert_fail ? plait_rt_assert_fail(#cond, __FILE__, __LINE__, __func__) : (void)0, __builtin_abort()))

/* ---- for libraries ---------------------------------------------------------
 *
 * A *composite* is an object made of mutexes and conditions. What a library says about
 * one must be true: plait shows it and judges by it. Objects are known by their address
 * and kind; memory that is freed and used again holds another object.
 *
 * Each of span_begin, span_end and effect is one step, at which another thread may be
 * chosen; CALLER (__builtin_return_address(0) of the public function) gives them the
 * line of the program. Check that a function is there before calling it. */

enum {
  PLAIT_KIND_MUTEX = 2,
  PLAIT_KIND_RWLOCK = 3,
  PLAIT_KIND_COND = 4,
  PLAIT_KIND_SEM = 5,
  PLAIT_KIND_BARRIER = 6,
  PLAIT_KIND_ONCE = 8,
  PLAIT_KIND_QUEUE = 12,
  PLAIT_KIND_RLOCK = 14,
  PLAIT_KIND_EVENT = 15,
  PLAIT_KIND_CHANNEL = 16,
  PLAIT_KIND_WAITGROUP = 17,
  PLAIT_KIND_POOL = 18,
  PLAIT_KIND_FUTURE = 19,
  PLAIT_KIND_LOOP = 20 /* an event loop; reported like an rlock */
};

/* A composite of KIND begins its life. NAME: what plait calls it (NULL: "queue 1"); copied. PARAM: capacity of a queue or
 * channel (queue: 0 unbounded; channel: 0 unbuffered), permits, parties. VARIANT: queue 0 first in first out, 1 last in
 * first out, 2 by priority; rwlock 0 readers first, 1 writers first, 2 fair; semaphore 1 bounded; else 0. */
__attribute__((weak)) void plait_rt_object(const volatile void *object, int kind, const char *name, unsigned long param,
                                           int variant);
/* PART, a mutex or condition that is initialised already, lies in WHOLE and is called "WHOLE.NAME"; copied. */
__attribute__((weak)) void plait_rt_part(const volatile void *part, int kind, const volatile void *whole, int whole_kind,
                                         const char *name);

/* A call begins and ends; spans nest. VERB: "put", "acquire": a string that lives on. VALUE: the argument, if any. RESULT: 0
 * or an errno value. EPERM, EOVERFLOW, EDEADLK, EINVAL and EPIPE say that the program made a mistake, and are reported. */
__attribute__((weak)) void plait_rt_span_begin(const volatile void *object, int kind, const char *verb, int has_value,
                                               long long value, const void *caller);
__attribute__((weak)) void plait_rt_span_end(const volatile void *object, int kind, const char *verb, int result,
                                             const void *caller);

enum {
  PLAIT_EFFECT_PUT = 1 << 7,
  PLAIT_EFFECT_GET = 1 << 8,
  PLAIT_EFFECT_SHARED = 1 << 5,
  PLAIT_EFFECT_BROKEN = 1 << 3
};

/* OBJECT has changed; called while the lock inside is held.
 *
 *   kind        PUT             GET              value           more
 *   queue       item entered    item left        the item        low 32 bits: unfinished tasks after; high 32: its place
 *               neither: task_done                               + 1 in the order shown (0: at the back; the oldest equal one)
 *   channel     item buffered   item left        the item        high 32 as above (unbuffered: one PUT, then one GET)
 *               neither: closed
 *   pool        job submitted   job begun        job's number    low 32: unfinished jobs after
 *               neither: job done
 *   semaphore   release         acquire          permits after
 *   rlock, loop acquire         release          depth after
 *   rwlock      acquire         release          readers after   SHARED: as a reader
 *   event       set             clear            1, 0
 *   barrier     arrived         opened or reset  arrived after   generation
 *   wait group  add             done             counter after
 *   once        begins          is done
 *   future      has its result                   the result
 *
 * BROKEN: a barrier is broken now; a queue, channel or pool is closed now. */
__attribute__((weak)) void plait_rt_effect(const volatile void *object, int kind, unsigned flags, long long value,
                                           long long more, const void *caller);

#ifdef __cplusplus
}
#endif
#endif
