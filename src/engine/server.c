/* server.c — starts and ends the fork server; see server.h. */
#include "engine/server.h"

#include "base/array.h"
#include "base/buf.h"
#include "engine/launch.h"
#include "engine/layout.h"
#include "engine/target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

/* Constructors of C++ libraries and slow disks; a program that is not at main by then will not get there. */
static const int64_t boot_limit = 30 * SECOND;
/* How often to look whether the process is still there while nothing rings. */
static const int64_t glance = SECOND / 20;

/* ---- its input ---------------------------------------------------------------- */

/* A pipe cannot be rewound for the next execution: it is read to its end and kept. */
static int server_copy_input(int from, const char *name, struct plait_err *err) {
  int to = memfd_create("plait-stdin", MFD_CLOEXEC);
  char bytes[65536];
  ssize_t n = to < 0 ? -1 : 0;
  while (n >= 0 && (n = read(from, bytes, sizeof bytes)) != 0) {
    if (n < 0 && errno == EINTR)
      n = 0;
    else if (n > 0 && write(to, bytes, (size_t)n) != n)
      n = -1;
  }
  if (n < 0) {
    plait_err_set(err, PLAIT_EXIT_USAGE, "cannot read the standard input '%s': %s", name, strerror(errno));
    if (to >= 0)
      close(to);
    return -1;
  }
  return to;
}

static int server_input(const char *name, struct plait_err *err) {
  int fd = open(name ? name : "/dev/null", O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0) {
    plait_err_set(err, PLAIT_EXIT_USAGE, "cannot open the standard input '%s': %s", name ? name : "/dev/null",
                  strerror(errno));
    if (fd >= 0)
      close(fd);
    return -1;
  }
  if (S_ISDIR(st.st_mode)) {
    plait_err_set(err, PLAIT_EXIT_USAGE, "the standard input '%s' is a folder", name);
    close(fd);
    return -1;
  }
  if (!name || S_ISREG(st.st_mode))
    return fd;
  int copy = server_copy_input(fd, name, err);
  close(fd);
  return copy;
}

void server_rewind(struct server *s) {
  lseek(s->in, 0, SEEK_SET);
  struct stat st;
  if (fstat(s->log, &st) == 0 && st.st_size > 0 && ftruncate(s->log, 0) != 0)
    return; /* then an old line may be shown in a message; nothing depends on it */
}

bool server_said(const struct server *s, char *line, size_t size) {
  char text[1024];
  ssize_t n = pread(s->log, text, sizeof text - 1, 0);
  if (n <= 0)
    return false;
  text[n] = '\0';
  const char *start = text + strspn(text, "\n ");
  snprintf(line, size, "%.*s", (int)strcspn(start, "\n"), start);
  return *line != '\0';
}

/* ---- its life -------------------------------------------------------------------- */

bool server_alive(struct server *s) {
  if (s->pid == 0 || s->lost)
    return false;
  if (waitpid(s->pid, &s->lost_status, WNOHANG) != s->pid)
    return true;
  s->lost = true;
  return false;
}

bool server_lost(struct server *s, struct plait_err *err) {
  if (*s->channel.ctl->trouble)
    return plait_err_set(err, PLAIT_EXIT_TARGET, "%s", s->channel.ctl->trouble);
  if (WIFSIGNALED(s->lost_status))
    return plait_err_set(err, PLAIT_EXIT_TARGET, "the process that runs '%s' was killed by signal %d (%s)", s->program,
                         WTERMSIG(s->lost_status), strsignal(WTERMSIG(s->lost_status)));
  return plait_err_set(err, PLAIT_EXIT_TARGET, "the process that runs '%s' ended unexpectedly with status %d",
                       s->program, WEXITSTATUS(s->lost_status));
}

/* It ended before it was ready. */
static bool server_boot_failed(struct server *s, struct plait_err *err) {
  char line[512];
  if (!*s->channel.ctl->trouble && server_said(s, line, sizeof line))
    return plait_err_set(err, PLAIT_EXIT_TARGET, "'%s' did not start: %s", s->program, line);
  if (*s->channel.ctl->trouble || WIFSIGNALED(s->lost_status))
    return server_lost(s, err);
  return plait_err_set(err, PLAIT_EXIT_TARGET, "'%s' ended with status %d before its main, or without plait's runtime",
                       s->program, WEXITSTATUS(s->lost_status));
}

static bool server_boot(struct server *s, struct plait_err *err) {
  struct channel *c = &s->channel;
  int64_t limit = channel_now() + boot_limit;
  for (;;) {
    uint32_t heard = channel_bell(c);
    uint32_t state = channel_state(c);
    if (state == WIRE_READY && !*c->ctl->trouble)
      return true;
    if (c->ctl->magic != WIRE_MAGIC)
      return plait_err_set(err, PLAIT_EXIT_TARGET, "the runtime libplait_rt.so is of another version than plait: run 'make' again");
    if (state != WIRE_BOOT)
      return plait_err_set(err, PLAIT_EXIT_TARGET, "%s", *c->ctl->trouble ? c->ctl->trouble : "the runtime did not start");
    /* Alive is asked before the bell is waited for, so that the last words of one that has just ended are seen. */
    if (!server_alive(s))
      return channel_state(c) != WIRE_BOOT ? server_lost(s, err) : server_boot_failed(s, err);
    if (channel_now() > limit)
      return plait_err_set(err, PLAIT_EXIT_TARGET,
                           "'%s' did not get to its main within %d seconds; does something before main wait or loop?",
                           s->program, (int)(boot_limit / SECOND));
    channel_wait(c, heard, glance);
  }
}

/* The name that the program sees as its own. A compiled FILE.c is called FILE, wherever the executable lies, so that what
 * it prints about itself is the same on every machine. */
static char *server_argv0(const struct server_options *o) {
  char *name = xstrdup(o->title ? o->title : o->program);
  size_t n = strlen(name);
  if (o->title && n > 2 && strcmp(name + n - 2, ".c") == 0)
    name[n - 2] = '\0';
  return name;
}

static bool server_start(struct server *s, const struct server_options *o, struct plait_err *err) {
  struct launch l = {.args = o->args, .env = o->env, .cwd = o->cwd, .in = s->in, .out = s->log, .ctl = s->channel.fd};
  char *path = target_find(o->program, err);
  char *runtime = path ? layout_runtime(err) : NULL;
  char *tsan_dir = runtime ? layout_tsan_dir(err) : NULL;
  char *argv0 = server_argv0(o);
  if (tsan_dir) {
    l.path = path;
    l.argv0 = argv0;
    l.runtime = runtime;
    l.tsan_dir = tsan_dir;
    pid_t pid = launch(&l, err);
    s->pid = pid > 0 ? pid : 0;
  }
  free(path);
  free(runtime);
  free(tsan_dir);
  free(argv0);
  return s->pid != 0;
}

/* The kernel likes to put whoever is woken beside whoever wakes: plait would end up on the one processor that the
 * program may use, and each would wait for the other. */
static void server_keep_off(struct server *s) {
  if (sched_getaffinity(s->pid, sizeof s->its, &s->its) != 0 || sched_getaffinity(0, sizeof s->before, &s->before) != 0)
    return;
  CPU_XOR(&s->rest, &s->before, &s->its);
  CPU_AND(&s->rest, &s->rest, &s->before);
  s->moved = CPU_COUNT(&s->its) == 1 && CPU_COUNT(&s->rest) > 0 && sched_setaffinity(0, sizeof s->rest, &s->rest) == 0;
}

void server_beside(struct server *s, bool beside) {
  if (s->moved && sched_setaffinity(0, sizeof s->rest, beside ? &s->its : &s->rest) == 0)
    channel_patience(&s->channel);
}

bool server_init(struct server *s, const struct server_options *o, struct plait_err *err) {
  *s = (struct server){.channel.fd = -1, .in = -1, .log = -1};
  s->program = xstrdup(o->title ? o->title : o->program);
  s->in = server_input(o->stdin_file, err);
  if (s->in < 0 || !channel_init(&s->channel, err))
    return false;
  s->log = memfd_create("plait-log", MFD_CLOEXEC);
  if (s->log < 0 || fcntl(s->log, F_SETFL, O_APPEND) != 0)
    return plait_err_set(err, PLAIT_EXIT_TARGET, "cannot keep the program's messages: %s", strerror(errno));
  if (!server_start(s, o, err))
    return false;
  server_keep_off(s);
  return server_boot(s, err);
}

void server_fini(struct server *s) {
  if (s->moved)
    sched_setaffinity(0, sizeof s->before, &s->before);
  if (s->pid != 0) {
    kill(-s->pid, SIGKILL); /* the group: also what executions have started */
    if (!s->lost)
      waitpid(s->pid, NULL, 0);
  }
  channel_fini(&s->channel);
  if (s->in >= 0)
    close(s->in);
  if (s->log >= 0)
    close(s->log);
  free(s->program);
  *s = (struct server){.channel.fd = -1, .in = -1, .log = -1};
}
