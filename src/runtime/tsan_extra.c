/* tsan_extra.c — the rest of what a program built with -fsanitize=thread may call.
 *
 * Annotations for the ThreadSanitizer that tell plait nothing it does not see itself.
 * They must exist, because the program was linked against a library that has them. */
#include "runtime/rt.h"

#include <stdlib.h>

#define EMPTY(name, ...)                                                       \
  RT_EXPORT void name(__VA_ARGS__);                                            \
  RT_EXPORT void name(__VA_ARGS__) {}

#pragma GCC diagnostic ignored "-Wunused-parameter"
EMPTY(__tsan_ignore_thread_begin, void)
EMPTY(__tsan_ignore_thread_end, void)
EMPTY(__tsan_acquire, void *a)
EMPTY(__tsan_release, void *a)
EMPTY(__tsan_flush_memory, void)
EMPTY(__tsan_mutex_create, void *m, unsigned flags)
EMPTY(__tsan_mutex_destroy, void *m, unsigned flags)
EMPTY(__tsan_mutex_pre_lock, void *m, unsigned flags)
EMPTY(__tsan_mutex_post_lock, void *m, unsigned flags, int depth)
EMPTY(__tsan_mutex_post_unlock, void *m, unsigned flags)
EMPTY(__tsan_mutex_pre_signal, void *m, unsigned flags)
EMPTY(__tsan_mutex_post_signal, void *m, unsigned flags)
EMPTY(__tsan_mutex_pre_divert, void *m, unsigned flags)
EMPTY(__tsan_mutex_post_divert, void *m, unsigned flags)
RT_EXPORT int __tsan_mutex_pre_unlock(void *m, unsigned flags);
RT_EXPORT int __tsan_mutex_pre_unlock(void *m, unsigned flags) { return 0; }

EMPTY(AnnotateHappensBefore, const char *file, int line, const void *a)
EMPTY(AnnotateHappensAfter, const char *file, int line, const void *a)
EMPTY(AnnotateIgnoreReadsBegin, const char *file, int line)
EMPTY(AnnotateIgnoreReadsEnd, const char *file, int line)
EMPTY(AnnotateIgnoreWritesBegin, const char *file, int line)
EMPTY(AnnotateIgnoreWritesEnd, const char *file, int line)
EMPTY(AnnotateIgnoreSyncBegin, const char *file, int line)
EMPTY(AnnotateIgnoreSyncEnd, const char *file, int line)
EMPTY(AnnotateBenignRace, const char *file, int line, const void *a, const char *why)
EMPTY(AnnotateBenignRaceSized, const char *file, int line, const void *a, size_t n, const char *why)
EMPTY(AnnotateNewMemory, const char *file, int line, const void *a, size_t n)
EMPTY(AnnotateRWLockCreate, const char *file, int line, const void *a)
EMPTY(AnnotateRWLockDestroy, const char *file, int line, const void *a)
EMPTY(AnnotateRWLockAcquired, const char *file, int line, const void *a, long writer)
EMPTY(AnnotateRWLockReleased, const char *file, int line, const void *a, long writer)
EMPTY(AnnotateThreadName, const char *file, int line, const char *name)
EMPTY(AnnotateFlushState, const char *file, int line)

/* glibc has atexit only in its static part; the sanitizer's library exports one, and programs linked with it use that. */
extern int __cxa_atexit(void (*f)(void *), void *arg, void *dso);
RT_EXPORT int atexit(void (*f)(void)) { return __cxa_atexit((void (*)(void *))(uintptr_t)f, NULL, NULL); }
