/* launch.c — from fork to exec; see launch.h.
 *
 * Everything that allocates happens before the fork, in struct plan; the child
 * makes system calls only, and says through a pipe which one failed. */
#include "engine/launch.h"

#include "base/array.h"
#include "base/buf.h"
#include "wire/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* High enough that the descriptors a program opens get the numbers they always get. */
enum { CTL_FD = 200 };

typedef ARRAY(char *) strings;

struct plan {
  strings argv, env;
  int report; /* write end of the pipe */
  pid_t parent;
  int cpu;    /* -1: any */
};

enum stage { STAGE_CWD, STAGE_FILES, STAGE_EXEC };
struct report {
  int stage, error;
};

/* ---- environment ------------------------------------------------------------ */

static size_t launch_key(const char *entry) { return strcspn(entry, "="); }

static char **launch_env_find(strings *env, const char *key, size_t n) {
  for (size_t i = 0; i < env->len; i++)
    if (launch_key(env->at[i]) == n && memcmp(env->at[i], key, n) == 0)
      return &env->at[i];
  return NULL;
}

static void launch_env_set(strings *env, char *entry) {
  char **old = launch_env_find(env, entry, launch_key(entry));
  if (old) {
    free(*old);
    *old = entry;
  } else {
    *ARRAY_PUSH(env) = entry;
  }
}

/* Puts FIRST in front of the list in variable KEY and keeps what it was in PLAIT_KEY, from where the runtime restores it. */
static void launch_env_prepend(strings *env, const char *key, const char *first, char separator) {
  struct buf now = {0}, kept = {0};
  char **old = launch_env_find(env, key, strlen(key));
  buf_printf(&now, "%s=%s", key, first);
  if (old) {
    const char *value = *old + strlen(key) + 1;
    buf_printf(&kept, "PLAIT_%s=%s", key, value);
    if (*value)
      buf_printf(&now, "%c%s", separator, value);
  }
  launch_env_set(env, xstrdup(buf_str(&now)));
  if (old)
    launch_env_set(env, xstrdup(buf_str(&kept)));
  buf_fini(&now);
  buf_fini(&kept);
}

static void launch_environment(const struct launch *l, strings *env) {
  for (char **e = environ; *e; e++)
    if (strncmp(*e, "PLAIT_", 6) != 0)
      *ARRAY_PUSH(env) = xstrdup(*e);
  for (char *const *e = l->env; e && *e; e++)
    launch_env_set(env, xstrdup(*e));
  launch_env_prepend(env, "LD_PRELOAD", l->runtime, ':');
  launch_env_prepend(env, "LD_LIBRARY_PATH", l->tsan_dir, ':');
  /* What the server binds no child has to: each symbol bound late would touch pages in every execution. */
  launch_env_prepend(env, "LD_BIND_NOW", "1", ' ');
  struct buf b = {0};
  buf_printf(&b, WIRE_ENV "=%d", CTL_FD);
  launch_env_set(env, xstrdup(buf_str(&b)));
  buf_fini(&b);
  *ARRAY_PUSH(env) = NULL;
}

/* ---- the processor ----------------------------------------------------------- */

/* One processor for all threads of the program: handing the baton over is then a switch and not a message between
 * processors. Not the one that plait is on, so that plait reads while the program writes. */
static int launch_cpu(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) == 0)
    return -1;
  int here = sched_getcpu();
  for (int i = 1; i <= CPU_SETSIZE; i++) {
    int cpu = (here + i) % CPU_SETSIZE;
    if (CPU_ISSET(cpu, &set))
      return cpu;
  }
  return -1;
}

/* ---- the child ------------------------------------------------------------------ */

static _Noreturn void launch_give_up(const struct plan *p, enum stage stage) {
  struct report r = {stage, errno};
  ssize_t n = write(p->report, &r, sizeof r);
  (void)n;
  _exit(127);
}

/* Moves descriptors so that only 0, 1, 2, CTL_FD and the report pipe stay. */
static void launch_files(const struct launch *l, struct plan *p) {
  /* Out of the way first: any of them may be one of the numbers wanted. */
  int in = fcntl(l->in, F_DUPFD, CTL_FD + 1), out = fcntl(l->out, F_DUPFD, CTL_FD + 1);
  int ctl = fcntl(l->ctl, F_DUPFD, CTL_FD + 1), report = fcntl(p->report, F_DUPFD_CLOEXEC, CTL_FD + 1);
  if (in < 0 || out < 0 || ctl < 0 || report < 0)
    launch_give_up(p, STAGE_FILES);
  p->report = report;
  if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 || dup2(ctl, CTL_FD) < 0)
    launch_give_up(p, STAGE_FILES);
  syscall(SYS_close_range, 3u, (unsigned)CTL_FD - 1, 0u);
  syscall(SYS_close_range, (unsigned)CTL_FD + 1, ~0u, 4u /* CLOSE_RANGE_CLOEXEC: the report pipe is still needed */);
}

static _Noreturn void launch_child(const struct launch *l, struct plan *p) {
  setsid(); /* a group to be killed as one, and deaf to the terminal's ^C */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != p->parent)
    _exit(127); /* plait was gone before the line above */
  for (int sig = 1; sig < NSIG; sig++)
    signal(sig, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  /* No core dumps of the many executions that crash: 1 and not 0, because only 1 also keeps the kernel from
   * starting a program that core_pattern names. */
  setrlimit(RLIMIT_CORE, &(struct rlimit){1, 1});
  personality(ADDR_NO_RANDOMIZE); /* forbidden in some containers; then addresses vary, and only they */
  if (p->cpu >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(p->cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
  }
  if (l->cwd && chdir(l->cwd) != 0)
    launch_give_up(p, STAGE_CWD);
  launch_files(l, p);
  execve(l->path, p->argv.at, p->env.at);
  launch_give_up(p, STAGE_EXEC);
}

/* ---- the parent ------------------------------------------------------------------- */

static bool launch_failed(const struct launch *l, const struct report *r, struct plait_err *err) {
  switch ((enum stage)r->stage) {
  case STAGE_CWD:
    return plait_err_set(err, PLAIT_EXIT_USAGE, "cannot go to the folder '%s': %s", l->cwd, strerror(r->error));
  case STAGE_FILES:
    return plait_err_set(err, PLAIT_EXIT_TARGET, "cannot prepare descriptors for '%s': %s", l->argv0,
                         strerror(r->error));
  case STAGE_EXEC:
    break;
  }
  return plait_err_set(err, PLAIT_EXIT_TARGET, "'%s' cannot be started: %s", l->argv0, strerror(r->error));
}

static bool launch_preloadable(const char *path, struct plait_err *err) {
  if (!strpbrk(path, " :;"))
    return true;
  return plait_err_set(err, PLAIT_EXIT_TARGET,
                       "plait's runtime is at '%s', but the dynamic linker cannot preload a path with a space, colon or "
                       "semicolon: move plait",
                       path);
}

static void launch_plan_fini(struct plan *p) {
  for (size_t i = 0; i < p->env.len; i++)
    free(p->env.at[i]);
  ARRAY_FREE(&p->env);
  ARRAY_FREE(&p->argv);
}

pid_t launch(const struct launch *l, struct plait_err *err) {
  int pipe_fd[2];
  if (!launch_preloadable(l->runtime, err))
    return -1;
  if (pipe2(pipe_fd, O_CLOEXEC) != 0) {
    plait_err_set(err, PLAIT_EXIT_TARGET, "cannot start '%s': %s", l->argv0, strerror(errno));
    return -1;
  }
  struct plan p = {.report = pipe_fd[1], .parent = getpid(), .cpu = launch_cpu()};
  *ARRAY_PUSH(&p.argv) = (char *)(uintptr_t)l->argv0;
  for (char *const *a = l->args; a && *a; a++)
    *ARRAY_PUSH(&p.argv) = *a;
  *ARRAY_PUSH(&p.argv) = NULL;
  launch_environment(l, &p.env);

  pid_t pid = fork();
  if (pid == 0)
    launch_child(l, &p);
  int fork_error = errno;
  close(pipe_fd[1]);
  launch_plan_fini(&p);
  struct report r = {.stage = STAGE_EXEC, .error = fork_error};
  ssize_t n = sizeof r;
  if (pid > 0)
    do
      n = read(pipe_fd[0], &r, sizeof r); /* nothing at all: exec has closed the other end */
    while (n < 0 && errno == EINTR);
  close(pipe_fd[0]);
  if (n != sizeof r)
    return pid;
  launch_failed(l, &r, err);
  if (pid > 0)
    waitpid(pid, NULL, 0);
  return -1;
}
