/* Any text as a theme: a theme that every cell can be drawn with, or one line about what is wrong. */
#include "fuzz.h"

#include "view/theme.h"

#include <stdlib.h>
#include <string.h>

static void require(bool good) {
  if (!good)
    abort();
}

static void check(const struct theme_colour *c) {
  require(c->c256 >= -1 && c->c256 < 256 && c->c16 >= -1 && c->c16 < 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct buf text = {0};
  struct theme theme;
  struct plait_err err = {0};
  buf_add(&text, size ? (const char *)data : "", size);
  if (!theme_parse("input", text.at, &theme, &err)) {
    require(err.text[0] && !strchr(err.text, '\n') && err.code == PLAIT_EXIT_USAGE);
  } else {
    for (int e = 0; e < EL_COUNT; e++) {
      struct theme_style s = theme_cell(&theme, &(struct grid_cell){.element = (uint8_t)e, .reverse = e % 2});
      check(&s.fg);
      check(&s.bg);
      require((s.attrs | s.mono) < 2 * THEME_ITALIC);
    }
    require(memchr(theme.name, 0, sizeof theme.name));
  }
  buf_fini(&text);
  return 0;
}

bool fuzz_seed(size_t i, struct buf *out) {
  static const char *const seeds[] = {
      "# comment\nbase = dark\nop.write = #ff8800 bold\ncritical = default on #002244\ncursor = bright-white on blue "
      "bold\n",
      "base=light\r\nthread.0 = red dim underline reverse italic\nlane.blocked = none\ntext = default on default\n",
  };
  if (i >= sizeof seeds / sizeof *seeds)
    return false;
  buf_puts(out, seeds[i]);
  return true;
}
