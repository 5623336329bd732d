/* theme.c — the built-in themes, and how a cell gets its style.
 *
 * Both are made for a projector: strong foregrounds, and a background only where a
 * region must be seen as one (critical sections, the current source line). With 16
 * colours critical sections have no background: there is none that leaves every
 * letter readable. */
#include "view/theme.h"

#include "view/theme_colour.h"

#include <string.h>

#define RGB THEME_RGB
#define NONE THEME_DEFAULT
#define BOLD THEME_BOLD
#define DIM THEME_DIM
#define UNDER THEME_UNDERLINE
#define REV THEME_REVERSE

/* foreground, background, attributes with colours, attributes without */
static const struct theme theme_dark = {
    .name = "dark",
    .style =
        {
            [EL_TEXT] = {NONE, NONE, 0, 0},
            [EL_DIM] = {RGB(0x7f8794, 102, 8), NONE, 0, DIM},
            [EL_STRONG] = {RGB(0xffffff, 231, 15), NONE, BOLD, BOLD},
            [EL_TITLE] = {RGB(0xffffff, 231, 15), RGB(0x303a4a, 237, -1), BOLD, BOLD | REV},
            [EL_BORDER] = {RGB(0x5c6675, 60, 8), NONE, 0, DIM},
            [EL_BORDER_FOCUS] = {RGB(0x87d7ff, 117, 14), NONE, BOLD, BOLD},
            [EL_CURSOR] = {RGB(0x000000, 16, 0), RGB(0xeeeeee, 255, 7), BOLD, BOLD | REV},
            [EL_STATUS] = {RGB(0xd0d0d0, 252, 7), RGB(0x303a4a, 237, -1), 0, REV},
            [EL_KEY] = {RGB(0xffd75f, 221, 11), NONE, BOLD, BOLD},
            [EL_ERROR] = {RGB(0xff5f5f, 203, 9), NONE, BOLD, BOLD},
            [EL_GOOD] = {RGB(0x87d75f, 113, 10), NONE, BOLD, BOLD},
            [EL_WARN] = {RGB(0xffaf5f, 215, 11), NONE, BOLD, BOLD},
            [EL_LANE] = {RGB(0x7f8794, 102, 7), NONE, 0, 0},
            [EL_LANE_BLOCKED] = {RGB(0xd78787, 174, 1), NONE, 0, DIM},
            [EL_LANE_CURRENT] = {RGB(0xe4e4e4, 254, 15), NONE, BOLD, BOLD},
            [EL_OP_READ] = {RGB(0x5fd7ff, 81, 14), NONE, BOLD, BOLD},
            [EL_OP_WRITE] = {RGB(0xff875f, 209, 9), NONE, BOLD, BOLD},
            [EL_OP_ATOMIC] = {RGB(0xd787ff, 177, 13), NONE, BOLD, BOLD},
            [EL_OP_LOCK] = {RGB(0xffd75f, 221, 11), NONE, BOLD, BOLD},
            [EL_OP_UNLOCK] = {RGB(0xffd75f, 221, 11), NONE, BOLD, BOLD},
            [EL_OP_WAIT] = {RGB(0xd7afff, 183, 13), NONE, BOLD, BOLD},
            [EL_OP_SIGNAL] = {RGB(0xff87d7, 212, 13), NONE, BOLD, BOLD},
            [EL_OP_SEM] = {RGB(0x87ffaf, 121, 10), NONE, BOLD, BOLD},
            [EL_OP_BARRIER] = {RGB(0x87d7ff, 117, 14), NONE, BOLD, BOLD},
            [EL_OP_THREAD] = {RGB(0xffffff, 231, 15), NONE, BOLD, BOLD},
            [EL_OP_QUEUE] = {RGB(0xffd7af, 223, 11), NONE, BOLD, BOLD},
            [EL_OP_TIME] = {RGB(0xafafd7, 146, 7), NONE, 0, 0},
            [EL_OP_OUTPUT] = {RGB(0x87d75f, 113, 10), NONE, BOLD, BOLD},
            [EL_OP_BAD] = {RGB(0xffffff, 231, 15), RGB(0xd70000, 160, 1), BOLD, BOLD | REV},
            [EL_CRITICAL] = {RGB(0xffd75f, 221, 11), RGB(0x3a3310, 236, -1), BOLD, BOLD},
            [EL_OWNER] = {RGB(0xffd75f, 221, 11), NONE, BOLD, BOLD},
            [EL_WAITER] = {RGB(0xd78787, 174, 9), NONE, 0, 0},
            [EL_VALUE] = {RGB(0xffffff, 231, 15), NONE, 0, 0},
            [EL_CHANGED] = {RGB(0x000000, 16, 0), RGB(0xffd75f, 221, 3), BOLD, BOLD | UNDER},
            [EL_SOURCE] = {RGB(0xc6c6c6, 251, 7), NONE, 0, 0},
            [EL_SOURCE_LINE] = {RGB(0x767f8c, 243, 8), NONE, 0, DIM},
            [EL_SOURCE_HERE] = {RGB(0xffffff, 231, 15), RGB(0x2b4a6b, 24, 4), BOLD, BOLD | REV},
            [EL_FLASH] = {RGB(0x000000, 16, 0), RGB(0xffffff, 231, 7), BOLD, BOLD | REV},
            [EL_PREEMPT] = {RGB(0xff8700, 208, 9), NONE, BOLD, BOLD},
            [EL_NAME] = {RGB(0xd7d7af, 187, 7), NONE, 0, 0},
            [EL_CAUSE_BEFORE] = {RGB(0x87afff, 111, 12), NONE, BOLD, 0},
            [EL_CAUSE_AFTER] = {RGB(0xffaf5f, 215, 11), NONE, BOLD, 0},
            [EL_CAUSE_BESIDE] = {RGB(0x87ff87, 120, 10), NONE, BOLD | UNDER, BOLD | UNDER},
            [EL_LOCK0] = {RGB(0xffd75f, 221, 11), RGB(0x4a3d08, 58, -1), BOLD, BOLD},
            [EL_LOCK1] = {RGB(0x5fd7ff, 81, 14), RGB(0x073f57, 23, -1), BOLD, BOLD},
            [EL_LOCK2] = {RGB(0xff87d7, 212, 13), RGB(0x57183f, 53, -1), BOLD, BOLD},
            [EL_LOCK3] = {RGB(0x87ff87, 120, 10), RGB(0x0f4a1c, 22, -1), BOLD, BOLD},
            [EL_LOCK4] = {RGB(0xffaf87, 216, 9), RGB(0x5c2810, 52, -1), BOLD, BOLD},
            [EL_LOCK5] = {RGB(0xafafff, 147, 12), RGB(0x2f2f73, 17, -1), BOLD, BOLD},
            [EL_THREAD0] = {RGB(0xe4e4e4, 254, 15), NONE, BOLD, BOLD},
            [EL_THREAD1] = {RGB(0x5fd7ff, 81, 14), NONE, BOLD, BOLD},
            [EL_THREAD2] = {RGB(0xffaf5f, 215, 11), NONE, BOLD, BOLD},
            [EL_THREAD3] = {RGB(0x87ff87, 120, 10), NONE, BOLD, BOLD},
            [EL_THREAD4] = {RGB(0xff87d7, 212, 13), NONE, BOLD, BOLD},
            [EL_THREAD5] = {RGB(0xafafff, 147, 12), NONE, BOLD, BOLD},
            [EL_THREAD6] = {RGB(0xffff87, 228, 11), NONE, BOLD, BOLD},
            [EL_THREAD7] = {RGB(0xff8787, 210, 9), NONE, BOLD, BOLD},
        },
};

static const struct theme theme_light = {
    .name = "light",
    .style =
        {
            [EL_TEXT] = {NONE, NONE, 0, 0},
            [EL_DIM] = {RGB(0x767676, 243, 8), NONE, 0, DIM},
            [EL_STRONG] = {RGB(0x000000, 16, 0), NONE, BOLD, BOLD},
            [EL_TITLE] = {RGB(0x000000, 16, 0), RGB(0xd0d7e0, 252, -1), BOLD, BOLD | REV},
            [EL_BORDER] = {RGB(0x8a8a8a, 245, 8), NONE, 0, DIM},
            [EL_BORDER_FOCUS] = {RGB(0x005faf, 25, 4), NONE, BOLD, BOLD},
            [EL_CURSOR] = {RGB(0xffffff, 231, 15), RGB(0x303030, 236, 0), BOLD, BOLD | REV},
            [EL_STATUS] = {RGB(0x303030, 236, 0), RGB(0xd0d7e0, 252, -1), 0, REV},
            [EL_KEY] = {RGB(0x875f00, 94, 4), NONE, BOLD, BOLD},
            [EL_ERROR] = {RGB(0xaf0000, 124, 1), NONE, BOLD, BOLD},
            [EL_GOOD] = {RGB(0x007000, 28, 2), NONE, BOLD, BOLD},
            [EL_WARN] = {RGB(0xaf5f00, 130, 5), NONE, BOLD, BOLD},
            [EL_LANE] = {RGB(0x8a8a8a, 245, 8), NONE, 0, 0},
            [EL_LANE_BLOCKED] = {RGB(0xaf5f5f, 131, 1), NONE, 0, DIM},
            [EL_LANE_CURRENT] = {RGB(0x000000, 16, 0), NONE, BOLD, BOLD},
            [EL_OP_READ] = {RGB(0x005fd7, 26, 4), NONE, BOLD, BOLD},
            [EL_OP_WRITE] = {RGB(0xd70000, 160, 1), NONE, BOLD, BOLD},
            [EL_OP_ATOMIC] = {RGB(0x8700af, 91, 5), NONE, BOLD, BOLD},
            [EL_OP_LOCK] = {RGB(0x875f00, 94, 0), NONE, BOLD, BOLD},
            [EL_OP_UNLOCK] = {RGB(0x875f00, 94, 0), NONE, BOLD, BOLD},
            [EL_OP_WAIT] = {RGB(0x5f00af, 55, 5), NONE, BOLD, BOLD},
            [EL_OP_SIGNAL] = {RGB(0xaf0087, 126, 5), NONE, BOLD, BOLD},
            [EL_OP_SEM] = {RGB(0x007040, 29, 2), NONE, BOLD, BOLD},
            [EL_OP_BARRIER] = {RGB(0x005f87, 24, 6), NONE, BOLD, BOLD},
            [EL_OP_THREAD] = {RGB(0x000000, 16, 0), NONE, BOLD, BOLD},
            [EL_OP_QUEUE] = {RGB(0x875f00, 94, 0), NONE, BOLD, BOLD},
            [EL_OP_TIME] = {RGB(0x5f5f87, 60, 8), NONE, 0, 0},
            [EL_OP_OUTPUT] = {RGB(0x007000, 28, 2), NONE, BOLD, BOLD},
            [EL_OP_BAD] = {RGB(0xffffff, 231, 15), RGB(0xd70000, 160, 1), BOLD, BOLD | REV},
            [EL_CRITICAL] = {RGB(0x875f00, 94, 0), RGB(0xffecb0, 230, -1), BOLD, BOLD},
            [EL_OWNER] = {RGB(0x875f00, 94, 0), NONE, BOLD, BOLD},
            [EL_WAITER] = {RGB(0xaf5f5f, 131, 1), NONE, 0, 0},
            [EL_VALUE] = {RGB(0x000000, 16, 0), NONE, 0, 0},
            [EL_CHANGED] = {RGB(0x000000, 16, 0), RGB(0xffd75f, 221, 3), BOLD, BOLD | UNDER},
            [EL_SOURCE] = {RGB(0x303030, 236, 0), NONE, 0, 0},
            [EL_SOURCE_LINE] = {RGB(0x8a8a8a, 245, 8), NONE, 0, DIM},
            [EL_SOURCE_HERE] = {RGB(0x000000, 16, 15), RGB(0xb9dcff, 153, 4), BOLD, BOLD | REV},
            [EL_FLASH] = {RGB(0xffffff, 231, 15), RGB(0x000000, 16, 0), BOLD, BOLD | REV},
            [EL_PREEMPT] = {RGB(0xd75f00, 166, 1), NONE, BOLD, BOLD},
            [EL_NAME] = {RGB(0x5f5f00, 58, 0), NONE, 0, 0},
            [EL_CAUSE_BEFORE] = {RGB(0x005fd7, 26, 4), NONE, BOLD, 0},
            [EL_CAUSE_AFTER] = {RGB(0xaf4f00, 130, 1), NONE, BOLD, 0},
            [EL_CAUSE_BESIDE] = {RGB(0x007000, 28, 2), NONE, BOLD | UNDER, BOLD | UNDER},
            [EL_LOCK0] = {RGB(0x7a5200, 94, 0), RGB(0xffe08a, 222, -1), BOLD, BOLD},
            [EL_LOCK1] = {RGB(0x005f87, 24, 4), RGB(0xb8e6ff, 153, -1), BOLD, BOLD},
            [EL_LOCK2] = {RGB(0x87005f, 89, 5), RGB(0xffc8e8, 218, -1), BOLD, BOLD},
            [EL_LOCK3] = {RGB(0x005f00, 22, 2), RGB(0xc2f0c2, 151, -1), BOLD, BOLD},
            [EL_LOCK4] = {RGB(0x873000, 88, 1), RGB(0xffd2b8, 223, -1), BOLD, BOLD},
            [EL_LOCK5] = {RGB(0x3030a0, 61, 4), RGB(0xd4d4ff, 189, -1), BOLD, BOLD},
            [EL_THREAD0] = {RGB(0x303030, 236, 0), NONE, BOLD, BOLD},
            [EL_THREAD1] = {RGB(0x005faf, 25, 4), NONE, BOLD, BOLD},
            [EL_THREAD2] = {RGB(0xaf4f00, 130, 1), NONE, BOLD, BOLD},
            [EL_THREAD3] = {RGB(0x007000, 28, 2), NONE, BOLD, BOLD},
            [EL_THREAD4] = {RGB(0xaf0087, 126, 5), NONE, BOLD, BOLD},
            [EL_THREAD5] = {RGB(0x5f5fd7, 62, 4), NONE, BOLD, BOLD},
            [EL_THREAD6] = {RGB(0x6b6b00, 58, 0), NONE, BOLD, BOLD},
            [EL_THREAD7] = {RGB(0xaf0000, 124, 1), NONE, BOLD, BOLD},
        },
};

static const struct theme *const theme_all[] = {&theme_dark, &theme_light};
static const char *const theme_all_names[] = {"dark", "light", NULL};

const struct theme *theme_builtin(const char *name) {
  if (!name)
    return &theme_dark;
  for (size_t i = 0; i < sizeof theme_all / sizeof *theme_all; i++)
    if (!strcmp(theme_all[i]->name, name))
      return theme_all[i];
  return NULL;
}

const char *const *theme_names(void) { return theme_all_names; }

/* The critical section that a cell is part of; 0: none. A lock's own sign is part of its section. */
static uint8_t theme_section(const struct theme *t, const struct grid_cell *c) {
  if (c->element == EL_CRITICAL || (c->element >= EL_LOCK0 && c->element < EL_LOCK0 + GRID_LOCKS))
    return c->element;
  return t->style[c->element].bg.c256 < 0 ? c->band : 0; /* what has a background of its own stays visible */
}

struct theme_style theme_cell(const struct theme *t, const struct grid_cell *c) {
  struct theme_style s = t->style[c->element];
  uint8_t section = theme_section(t, c);
  if (section && s.bg.c256 < 0)
    s.bg = t->style[section].bg;
  /* one colour for the whole of a reversed region: the cursor is a column, not a patchwork; but where it crosses a
   * critical section it has that one's colour at full strength */
  if (c->reverse) {
    uint8_t mono = s.mono ^ THEME_REVERSE;
    s = t->style[EL_CURSOR];
    s.mono = mono;
    if (section && t->style[section].fg.c256 >= 0)
      s.bg = t->style[section].fg;
  }
  return s;
}
