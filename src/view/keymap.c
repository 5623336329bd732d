/* keymap.c — see keymap.h: the table, key names in both directions, the hint line. */
#include "view/keymap.h"

#include "view/grid.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

const char *const keymap_section_titles[SECTION_COUNT] = {
#define X(id, title) title,
    KEYMAP_SECTIONS(X)
#undef X
};

const struct keymap_entry keymap_table[ACTION_COUNT] = {
    [ACTION_NONE] = {"", "", "", "", SECTION_MOVE},
#define X(id, keys, section, name, hint, text) [ACTION_##id] = {keys, name, hint, text, SECTION_##section},
    KEYMAP_ACTIONS(X)
#undef X
};

/* Names of keys: those of VIEW_KEYS and the characters that cannot be written as themselves. */
static const struct keymap_name {
  const char *name, *label; /* label: the UTF-8 drawing, NULL: the name */
  uint32_t key;
} keymap_names[] = {
    {"Tab", NULL, VKEY_TAB},     {"Enter", NULL, VKEY_ENTER},   {"Esc", NULL, VKEY_ESC},
    {"Space", NULL, VKEY_SPACE}, {"Backspace", NULL, VKEY_BACKSPACE},
    {"Up", "↑", VKEY_UP},        {"Down", "↓", VKEY_DOWN},      {"Left", "←", VKEY_LEFT},
    {"Right", "→", VKEY_RIGHT},
#define X(id, name) {name, NULL, VKEY_##id},
    VIEW_KEYS(X)
#undef X
};
enum { KEYMAP_NAMES = sizeof keymap_names / sizeof *keymap_names };

static bool keymap_is(const char *name, const char *text, int len) {
  return strncmp(name, text, (size_t)len) == 0 && name[len] == 0;
}

uint32_t keymap_key(const char *name, int len) {
  for (int i = 0; i < KEYMAP_NAMES; i++)
    if (keymap_is(keymap_names[i].name, name, len)) return keymap_names[i].key;
  if (len == 3 && name[0] == 'C' && name[1] == '-' && name[2] >= 'a' && name[2] <= 'z')
    return (uint32_t)(name[2] - 'a' + 1);
  utf8proc_int32_t cp;
  if (len > 0 && utf8proc_iterate((const utf8proc_uint8_t *)name, len, &cp) == len && cp > ' ') return (uint32_t)cp;
  return VKEY_NONE;
}

void keymap_key_name(uint32_t key, char out[16]) {
  for (int i = 0; i < KEYMAP_NAMES; i++)
    if (keymap_names[i].key == key) {
      snprintf(out, 16, "%s", keymap_names[i].name);
      return;
    }
  if (key >= 1 && key <= 26) {
    snprintf(out, 16, "C-%c", (char)('a' + key - 1));
    return;
  }
  utf8proc_ssize_t n = key < VKEY_FIRST_ ? utf8proc_encode_char((utf8proc_int32_t)key, (utf8proc_uint8_t *)out) : 0;
  out[n > 0 ? n : 0] = 0;
}

enum keymap_action keymap_action(uint32_t key) {
  if (key == VKEY_NONE) return ACTION_NONE;
  for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
    for (const char *k = keymap_table[a].keys; *k;) {
      int len = (int)strcspn(k, " ");
      if (keymap_key(k, len) == key) return (enum keymap_action)a;
      k += len + (k[len] == ' ');
    }
  return ACTION_NONE;
}

const char *keymap_key_label(const char *name, int len, bool ascii, char out[24]) {
  snprintf(out, 24, "%.*s", len, name);
  for (int i = 0; i < KEYMAP_NAMES; i++)
    if (!ascii && keymap_names[i].label && keymap_is(keymap_names[i].name, name, len)) return keymap_names[i].label;
  return out;
}

/* The most useful first, so that a narrow terminal keeps what matters. */
static const enum keymap_action keymap_weight[] = {
    ACTION_HELP, ACTION_QUIT, ACTION_FORWARD, ACTION_BACK, ACTION_CHOOSE, ACTION_EXPLORE, ACTION_PLAY,
    ACTION_EVENT_NEXT, ACTION_PANE_NEXT, ACTION_SPAN, ACTION_ZOOM, ACTION_END, ACTION_SEARCH};
/* And the order in which they are drawn. */
static const enum keymap_action keymap_shown[] = {
    ACTION_FORWARD, ACTION_BACK, ACTION_CHOOSE, ACTION_PLAY, ACTION_EXPLORE, ACTION_EVENT_NEXT, ACTION_PANE_NEXT,
    ACTION_ZOOM, ACTION_SPAN, ACTION_END, ACTION_SEARCH, ACTION_HELP, ACTION_QUIT};
enum { KEYMAP_HINTS = sizeof keymap_weight / sizeof *keymap_weight };
_Static_assert(sizeof keymap_weight == sizeof keymap_shown, "the same hints in both orders");

static void keymap_hint_text(enum keymap_action a, bool ascii, char *out, size_t size) {
  const char *keys = keymap_table[a].keys;
  char label[24];
  const char *key = a == ACTION_CHOOSE ? (ascii ? "1-9" : "1…9")
                                       : keymap_key_label(keys, (int)strcspn(keys, " "), ascii, label);
  snprintf(out, size, "%s %s", key, keymap_table[a].hint);
}

void keymap_hint(struct buf *out, int cols, bool ascii, bool live, bool calls) {
  bool keep[ACTION_COUNT] = {false};
  int used = 0;
  char text[64];
  for (int i = 0; i < KEYMAP_HINTS; i++) {
    enum keymap_action a = keymap_weight[i];
    if ((a == ACTION_CHOOSE && !live) || (a == ACTION_SPAN && !calls)) continue;
    keymap_hint_text(a, ascii, text, sizeof text);
    int w = grid_width(text) + (used ? 2 : 0);
    if (used + w > cols) break;
    used += w;
    keep[a] = true;
  }
  bool any = false;
  for (int i = 0; i < KEYMAP_HINTS; i++) {
    if (!keep[keymap_shown[i]]) continue;
    keymap_hint_text(keymap_shown[i], ascii, text, sizeof text);
    if (any) buf_puts(out, "  ");
    buf_puts(out, text);
    any = true;
  }
}
