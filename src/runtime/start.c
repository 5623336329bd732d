/* start.c — from the dynamic loader to main, and the fork server in between.
 *
 * The constructor finds the control file and puts the environment back as the user
 * had it. Then libc calls the program's main through __libc_start_main, which is
 * replaced here: constructors of the program have run, main has not. At that point the
 * process becomes the server: it forks a child for each execution plait asks for, and
 * only children ever run main. So a new execution costs a fork, not an exec, dynamic linking
 * and constructors. */
#include "runtime/rt_life.h"
#include "runtime/rt_output.h"
#include "runtime/rt_thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

uintptr_t rt_main_base;
static int (*program_main)(int, char **, char **);

static void restore(const char *name, const char *saved) {
  const char *value = getenv(saved);
  if (value)
    setenv(name, value, 1);
  else
    unsetenv(name);
  unsetenv(saved);
}

static void connect(const char *fd_text) {
  int fd = atoi(fd_text);
  struct stat st;
  if (fstat(fd, &st) != 0 || (size_t)st.st_size < sizeof(struct wire_ctl))
    return;
  struct wire_ctl *c = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (c == MAP_FAILED)
    return;
  if (c->magic != WIRE_MAGIC || c->version != WIRE_VERSION) {
    c->magic = 0; /* plait sees that the runtime is of another version */
    return;
  }
  rt.ctl = c;
}

static void trouble(const char *text) {
  rt_format(rt.ctl->trouble, sizeof rt.ctl->trouble, "%s", text);
  atomic_store(&rt.ctl->state, WIRE_ENDED);
  rt_bell();
  rt_exit_now(4);
}

__attribute__((constructor)) static void construct(void) {
  rt_real_init();
  const char *fd = getenv(WIRE_ENV);
  if (!fd)
    return;
  connect(fd);
  unsetenv(WIRE_ENV);
  restore("LD_PRELOAD", "PLAIT_LD_PRELOAD");
  restore("LD_LIBRARY_PATH", "PLAIT_LD_LIBRARY_PATH");
  restore("LD_BIND_NOW", "PLAIT_LD_BIND_NOW"); /* set so that no child binds a symbol that its siblings bind too */
  if (!rt.ctl)
    return;
  /* Registered before everything else, so it runs after all exit handlers of the program. */
  on_exit(rt_exit_handler, NULL);
  rt.ctl->server = rt_real_tid();
  if (!rt_shadow_init() || !rt_signal_stacks_init())
    trouble("this system does not let plait reserve address space (ulimit -v, or vm.overcommit_memory=2): lift the limit and try again");
}

/* ---- the server ------------------------------------------------------------ */

static bool stdin_is_file;

/* Everything that every execution needs alike, done once: what a child writes to costs it a page fault. */
static void prepare(void) {
  struct stat st;
  stdin_is_file = fstat(0, &st) == 0 && S_ISREG(st.st_mode);
  rt_place_init();
  rt_thread_adopt_main(rt_main_base);
  rt_signal_stack();
  rt_signals_init();
  rt_output_init();
  rt_exit_init();
}

static void begin_child(void) {
  rt_die_with_parent();
  if (stdin_is_file)
    lseek(0, 0, SEEK_SET); /* each execution reads it from the start */
  rt.random = rt.ctl->run_seed;
  rt.entropy = rt.ctl->run_seed ^ 0x706c616974u;
  rt_self->tid = rt_real_tid();
  rt_shadow_begin();
  rt.active = true;
  rt_declare_thread(0, 0, (void *)program_main);
}

static void reset_results(struct wire_ctl *c) {
  c->end = END_NONE;
  c->end_status = c->exit_status = 0;
  c->found_shared = 0;
  c->threads = 0;
  c->steps = c->time_ns = c->used = c->diverged_at = 0;
  c->stall_done = c->asleep = 0;
  c->end_text[0] = c->trouble[0] = '\0';
  atomic_store(&c->head, 0);
  atomic_store(&c->tail, 0);
}

/* A search asks for the next execution at once: not worth going to sleep for, unless it needs this processor to do so. */
enum { SPINS = 2000 };

/* Returns in a child, once for each execution. */
static void serve(void) {
  struct wire_ctl *c = rt.ctl;
  uint32_t done = atomic_load(&c->command);
  atomic_store(&c->state, WIRE_READY);
  rt_bell();
  for (;;) {
    for (int i = 0; c->apart && i < SPINS && atomic_load(&c->command) == done; i++)
      __builtin_ia32_pause();
    while (atomic_load(&c->command) == done)
      rt_futex_wait_shared(&c->command, done);
    done = atomic_load(&c->command);
    reset_results(c);
    rt_shadow_index();
    atomic_store(&c->state, WIRE_RUNNING);
    pid_t child = _Fork();
    if (child == 0) {
      begin_child();
      return;
    }
    c->child = child;
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
      ;
    if (child < 0)
      rt_format(c->trouble, sizeof c->trouble, "no process could be forked (error %d)", errno);
    c->exit_status = status;
    atomic_store(&c->state, WIRE_ENDED);
    rt_bell();
  }
}


/* Not inlined: its frame is where main's stack begins, so places on it do not depend on the environment. */
__attribute__((noinline)) static int main_under_plait(int argc, char **argv, char **envp) {
  rt_main_base = (uintptr_t)__builtin_frame_address(0);
  prepare();
  serve();
  /* Not a tail call: main's frame must lie below this one, or it would not count as part of the stack. */
  int status = program_main(argc, argv, envp);
  exit(status);
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end); /* no header declares it */
RT_EXPORT int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                                void (*fini)(void), void (*rtld_fini)(void), void *stack_end) {
  if (!rt.ctl)
    return ((__typeof__(rt_real.start_main))rt_resolve("__libc_start_main"))(main, argc, argv, init, fini, rtld_fini, stack_end);
  program_main = main;
  return rt_real.start_main(main_under_plait, argc, argv, init, fini, rtld_fini, stack_end);
}
