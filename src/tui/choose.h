/* choose.h — a list on the terminal, one entry of which is chosen. */
#ifndef PLAIT_TUI_CHOOSE_H
#define PLAIT_TUI_CHOOSE_H

#include "tui/loop.h"

#include <stddef.h>

struct choose_item {
  const char *name;  /* one word */
  const char *title; /* one line */
  const char *text;  /* a few sentences, shown for the marked one */
};

/* Shows the list; *chosen is N when the user left without choosing. False and *err when there is no usable terminal. */
bool choose_run(const char *title, const struct choose_item *items, size_t n, const struct loop_options *o, size_t *chosen,
                int *signal, struct plait_err *err);

#endif
