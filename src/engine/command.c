/* command.c — see command.h. No shell: names with spaces and quotes go through as they are. */
#include "engine/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void command_child(char *const *argv, const char *dir, int out, int report) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int null = open("/dev/null", O_RDONLY);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  if (null >= 0 && dup2(null, 0) >= 0 && dup2(out, 1) >= 0 && dup2(out, 2) >= 0 && (!dir || chdir(dir) == 0))
    execvp(argv[0], argv);
  int error = errno;
  ssize_t n = write(report, &error, sizeof error);
  (void)n;
  _exit(127);
}

static void command_read(int fd, struct buf *out) {
  char bytes[4096];
  ssize_t n;
  while ((n = read(fd, bytes, sizeof bytes)) != 0) {
    if (n > 0)
      buf_add(out, bytes, (size_t)n);
    else if (errno != EINTR)
      break;
  }
}

int command_run(char *const *argv, const char *dir, struct buf *out) {
  int text[2], report[2];
  if (pipe2(text, O_CLOEXEC) != 0)
    return -1;
  if (pipe2(report, O_CLOEXEC) != 0) {
    close(text[0]);
    close(text[1]);
    return -1;
  }
  pid_t pid = fork();
  if (pid == 0)
    command_child(argv, dir, text[1], report[1]);
  int error = pid < 0 ? errno : 0, status = 0;
  close(text[1]);
  close(report[1]);
  if (pid > 0) {
    command_read(text[0], out);
    if (read(report[0], &error, sizeof error) != sizeof error)
      error = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
      continue;
  }
  close(text[0]);
  close(report[0]);
  errno = error;
  if (error)
    return -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
