/* input.c — see input.h: the numbers of ncurses to those of view/keymap.h. */
#include "tui/input.h"

#include <curses.h>

static uint32_t input_function(wint_t code) {
  switch (code) {
  case KEY_UP: return VKEY_UP;
  case KEY_DOWN: return VKEY_DOWN;
  case KEY_LEFT: return VKEY_LEFT;
  case KEY_RIGHT: return VKEY_RIGHT;
  case KEY_HOME: return VKEY_HOME;
  case KEY_END: return VKEY_END;
  case KEY_PPAGE: return VKEY_PGUP;
  case KEY_NPAGE: return VKEY_PGDN;
  case KEY_BTAB: return VKEY_BACKTAB;
  case KEY_DC: return VKEY_DELETE;
  case KEY_IC: return VKEY_INSERT;
  case KEY_F(1): return VKEY_F1;
  case KEY_BACKSPACE: return VKEY_BACKSPACE;
  case KEY_ENTER: return VKEY_ENTER;
  default: return VKEY_NONE;
  }
}

static bool input_mouse(struct input *in) {
  MEVENT e;
  if (getmouse(&e) != OK) return false;
  in->x = e.x;
  in->y = e.y;
  if (e.bstate & BUTTON1_PRESSED) in->key = VKEY_CLICK;
  if (e.bstate & BUTTON4_PRESSED) in->wheel = -1;
  if (e.bstate & BUTTON5_PRESSED) in->wheel = 1;
  return in->key != VKEY_NONE || in->wheel;
}

bool input_next(struct input *in) {
  wint_t code;
  for (;;) {
    *in = (struct input){0};
    int kind = get_wch(&code);
    if (kind == ERR) return false;
    if (kind == KEY_CODE_YES && code == KEY_MOUSE) {
      if (input_mouse(in)) return true;
      continue;
    }
    in->key = kind == KEY_CODE_YES ? input_function(code) : code == '\r' ? VKEY_ENTER : code == 8 ? VKEY_BACKSPACE : (uint32_t)code;
    if (in->key != VKEY_NONE) return true;
  }
}
