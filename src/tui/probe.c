/* probe.c — asks terminfo, for `plait doctor`. Must not write to the terminal or change its state. */
#include "tui/probe.h"

#include <curses.h>
#include <term.h>
#include <unistd.h>

struct probe probe_terminal(void) {
  struct probe p = {0};
  int status = 0;
  p.known = setupterm(NULL, STDOUT_FILENO, &status) == OK;
  if (!p.known)
    return p;
  p.colours = tigetnum("colors");
  if (p.colours < 0)
    p.colours = 0;
  del_curterm(cur_term);
  return p;
}
