/* input.h — the keys and clicks waiting in the terminal. */
#ifndef PLAIT_TUI_INPUT_H
#define PLAIT_TUI_INPUT_H

#include "view/keymap.h"

struct input {
  uint32_t key; /* of view/keymap.h; VKEY_CLICK has a place */
  int x, y;
  int wheel;    /* VKEY_NONE with −1 or 1: the wheel was turned up or down at the place */
};

/* The next one, without waiting; false: none is there. */
bool input_next(struct input *in);

#endif
