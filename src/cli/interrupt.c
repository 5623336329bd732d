/* interrupt.c — see interrupt.h. */
#include "cli/interrupt.h"

#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

void interrupt_begin(struct interrupt *i) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, &i->before);
  i->signal = 0;
  i->fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  if (i->fd < 0)
    sigprocmask(SIG_SETMASK, &i->before, NULL);
}

bool interrupt_came(struct interrupt *i) {
  struct signalfd_siginfo info;
  if (i->fd >= 0 && read(i->fd, &info, sizeof info) == sizeof info)
    i->signal = (int)info.ssi_signo;
  return i->signal != 0;
}

void interrupt_end(struct interrupt *i) {
  if (i->fd >= 0) {
    close(i->fd);
    sigprocmask(SIG_SETMASK, &i->before, NULL);
  }
  if (i->signal) {
    fflush(stdout);
    signal(i->signal, SIG_DFL);
    raise(i->signal);
  }
}
