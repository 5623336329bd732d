/* terminal.h — plait on a terminal that a test can look at: a pseudo-terminal whose output
 * libvterm turns into a screen.
 *
 * plait runs as a shell would run it: in a process group of its own in the foreground
 * of a session, so that it can be suspended and continued. Nothing waits for a fixed
 * time: a test names what is to appear, and fails with a picture of the screen when it
 * has not after PTY_PATIENCE. */
#ifndef PLAIT_TESTS_TERMINAL_H
#define PLAIT_TESTS_TERMINAL_H

#include "base/buf.h"

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

enum { PTY_PATIENCE = 30000 }; /* ms */

struct pty {
  int fd, slave;         /* slave: kept open, to see what the terminal is left like */
  int news;              /* wait statuses of plait, from the shell */
  pid_t shell, pid;      /* pid: of plait */
  VTerm *vt;
  VTermScreen *screen;
  int cols, rows;
  struct buf raw;        /* everything plait has written */
  struct termios before;
  bool alternate, cursor; /* is the alternate screen shown, is the cursor visible */
  int mouse;             /* VTERM_PROP_MOUSE_… */
};

/* Starts ARGV (NULL-terminated) with the environment changed by ENV ("K=V", or "K" to remove; NULL-terminated). */
void pty_start(struct pty *p, int cols, int rows, const char *const *env, const char *const *argv);
/* Kills what is left and frees. */
void pty_end(struct pty *p);
void pty_send(struct pty *p, const char *keys);
void pty_resize(struct pty *p, int cols, int rows);
/* Until TEXT is on the screen; on row ROW (from 0) unless ROW is -1. */
void pty_wait(struct pty *p, int row, const char *text);
/* Until it is on the screen no more. */
void pty_wait_gone(struct pty *p, const char *text);
/* Until BYTES have been written, after the first FROM. */
void pty_wait_bytes(struct pty *p, size_t from, const char *bytes);
/* Does the screen show it now? */
bool pty_shows(const struct pty *p, int row, const char *text);
/* The next change of state, as waitpid reports it. */
int pty_status(struct pty *p);
/* Fails unless the terminal is as it was found: modes, alternate screen, cursor, mouse. */
void pty_assert_restored(struct pty *p);
/* Takes in what has been written but not looked at. */
void pty_drain(struct pty *p);

#endif
