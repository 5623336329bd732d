/* real.c — the functions of libc behind the ones replaced here. */
#include "runtime/rt_life.h"
#include "runtime/rt_output.h"

#include <dlfcn.h>

struct rt_real rt_real;

void *rt_resolve(const char *name) { return dlsym(RTLD_NEXT, name); }

/* POSIX says that a data pointer may be turned into a function pointer this way (dlsym, rationale). */
#define RESOLVE(member, name) (*(void **)&rt_real.member = rt_resolve(name))

void rt_real_init(void) {
  RESOLVE(start_main, "__libc_start_main");
  RESOLVE(pthread_create, "pthread_create");
  RESOLVE(pthread_exit, "pthread_exit");
  RESOLVE(pthread_setname_np, "pthread_setname_np");
  RESOLVE(munmap, "munmap");
  RESOLVE(abort, "abort");
  RESOLVE(fflush, "fflush");
  RESOLVE(vfprintf, "vfprintf");
}
