/* interrupt.h — ^C during long work: the work is told to stop, what is known is reported, and then the process ends as
 * the signal would have ended it, so that a script's loop ends too.
 *
 * SIGINT and SIGTERM are blocked between begin and end and come through a descriptor instead; threads started in between
 * inherit that. */
#ifndef PLAIT_CLI_INTERRUPT_H
#define PLAIT_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct interrupt {
  int fd;     /* -1: none; then signals do what they always do */
  int signal; /* the one that came; 0: none */
  sigset_t before;
};

void interrupt_begin(struct interrupt *i);
/* Has one come? Does not block. */
bool interrupt_came(struct interrupt *i);
/* Ends the process when one came; call it when all is printed and freed. */
void interrupt_end(struct interrupt *i);

#endif
