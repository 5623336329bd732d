/* probe.h — what the terminal says it can do, without taking it over. */
#ifndef PLAIT_TUI_PROBE_H
#define PLAIT_TUI_PROBE_H

#include <stdbool.h>

struct probe {
  bool known;  /* there is a description for TERM */
  int colours; /* 0: none */
};

struct probe probe_terminal(void);

#endif
