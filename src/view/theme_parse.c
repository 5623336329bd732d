/* theme_parse.c — theme files. The format is described in theme.h. */
#include "view/theme_colour.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const parse_colours[8] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};
static const struct {
  const char *name;
  uint8_t bit;
} parse_attrs[] = {{"bold", THEME_BOLD},       {"dim", THEME_DIM},       {"underline", THEME_UNDERLINE},
                   {"reverse", THEME_REVERSE}, {"italic", THEME_ITALIC}, {"none", 0}};

/* The next word of *P, at most SIZE - 1 bytes; false when there is none. A '#' that begins a word and is
 * not a colour begins a comment. */
static bool parse_word(const char **p, char *out, size_t size) {
  *p += strspn(*p, " \t");
  size_t n = strcspn(*p, " \t");
  if (!n || (**p == '#' && !isxdigit((unsigned char)(*p)[1])))
    return false;
  snprintf(out, size, "%.*s", (int)(n < size ? n : size - 1), *p);
  *p += n;
  return true;
}

static bool parse_colour(const char *word, struct theme_colour *out) {
  unsigned r, g, b;
  if (!strcmp(word, "default")) {
    *out = (struct theme_colour)THEME_DEFAULT;
    return true;
  }
  if (word[0] == '#') {
    if (strlen(word) != 7 || strspn(word + 1, "0123456789abcdefABCDEF") != 6)
      return false;
    sscanf(word + 1, "%2x%2x%2x", &r, &g, &b);
    *out = theme_colour_rgb((uint8_t)r, (uint8_t)g, (uint8_t)b);
    return true;
  }
  int bright = strncmp(word, "bright-", 7) ? 0 : 8;
  for (int i = 0; i < 8; i++)
    if (!strcmp(word + (bright ? 7 : 0), parse_colours[i])) {
      *out = theme_colour_basic(i + bright);
      return true;
    }
  return false;
}

static bool parse_attr(const char *word, uint8_t *attrs) {
  for (size_t i = 0; i < sizeof parse_attrs / sizeof *parse_attrs; i++)
    if (!strcmp(word, parse_attrs[i].name)) {
      *attrs |= parse_attrs[i].bit;
      return true;
    }
  return false;
}

/* The right-hand side of a line. On failure WORD holds what was not understood. */
static bool parse_style(const char *p, struct theme_style *out, char *word, size_t size) {
  struct theme_style s = {THEME_DEFAULT, THEME_DEFAULT, 0, 0};
  bool fg = false, on = false, bg = false;
  while (parse_word(&p, word, size)) {
    if (!strcmp(word, "on") && !on && !bg) {
      on = true;
    } else if (on) {
      if (!parse_colour(word, &s.bg))
        return false;
      on = false;
      bg = true;
    } else if (parse_attr(word, &s.attrs)) {
      fg = true; /* colours come first */
    } else if (!fg && parse_colour(word, &s.fg)) {
      fg = true;
    } else {
      return false;
    }
  }
  if (on)
    return false; /* word is "on" */
  /* a terminal without colours shows the attributes */
  s.mono = s.attrs;
  *out = s;
  return true;
}

static int parse_element(const char *name) {
  for (int i = 0; i < EL_COUNT; i++)
    if (!strcmp(grid_element_names[i], name))
      return i;
  return -1;
}

static bool parse_line(const char *file, int number, const char *line, struct theme *out, struct plait_err *err) {
  char name[64], word[64];
  const char *p = line + strspn(line, " \t");
  if (!*p || *p == '#')
    return true;
  const char *eq = strchr(p, '=');
  if (!eq)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "%s:%d: expected `element = colour attributes`", file, number);
  size_t n = (size_t)(eq - p);
  while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
    n--;
  snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), p);
  p = eq + 1;
  if (!strcmp(name, "base")) {
    const struct theme *base = parse_word(&p, word, sizeof word) ? theme_builtin(word) : NULL;
    if (!base)
      return plait_err_set(err, PLAIT_EXIT_USAGE, "%s:%d: base must be dark or light", file, number);
    *out = *base;
    return true;
  }
  int element = parse_element(name);
  if (element < 0)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "%s:%d: unknown element '%s'", file, number, name);
  uint8_t mono = out->style[element].mono;
  if (!parse_style(p, &out->style[element], word, sizeof word))
    return plait_err_set(err, PLAIT_EXIT_USAGE,
                         "%s:%d: '%s' is neither a colour (#rrggbb, red, bright-red, …, default) nor an attribute "
                         "(bold dim underline reverse italic none)",
                         file, number, word);
  /* without attributes of its own the line changes colours only */
  if (!out->style[element].attrs)
    out->style[element].mono = mono;
  return true;
}

bool theme_parse(const char *name, const char *text, struct theme *out, struct plait_err *err) {
  struct theme t = *theme_builtin(NULL);
  int number = 0;
  while (*text) {
    char line[256];
    size_t n = strcspn(text, "\r\n");
    number++;
    if (n >= sizeof line)
      return plait_err_set(err, PLAIT_EXIT_USAGE, "%s:%d: the line is too long", name, number);
    memcpy(line, text, n);
    line[n] = 0;
    if (!parse_line(name, number, line, &t, err))
      return false;
    text += n;
    if (*text == '\r' && text[1] == '\n')
      text++;
    if (*text)
      text++;
  }
  snprintf(t.name, sizeof t.name, "%s", name);
  *out = t;
  return true;
}
