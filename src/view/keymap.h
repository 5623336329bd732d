/* keymap.h — every key of the screen, in one table.
 *
 * The table feeds the dispatch of keys to actions, the help screen, the hints on
 * the bottom line, the --keys switch and the manual page, so that none of them
 * can say what is not true. A key is a number that no terminal knows of: a
 * Unicode code point, or one of enum view_key above all code points.
 *
 *   X(ACTION, "keys", SECTION, "name", "hint", "what it does")
 *
 * Keys are names separated by blanks (keymap_key reads them); the first is the
 * one shown in hints. The hint is "" for actions not worth the bottom line. */
#ifndef PLAIT_VIEW_KEYMAP_H
#define PLAIT_VIEW_KEYMAP_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define KEYMAP_SECTIONS(X)                                                     \
  X(MOVE, "Moving through the execution")                                      \
  X(CHOOSE, "Choosing who moves")                                              \
  X(FIND, "Finding things")                                                    \
  X(PANES, "Panes")                                                            \
  X(SCREEN, "The screen")

#define KEYMAP_ACTIONS(X)                                                      \
  X(FORWARD, "Right l", MOVE, "forward", "step", "one step forward")           \
  X(BACK, "Left h", MOVE, "back", "back", "one step back")                     \
  X(PLAY, "Space", MOVE, "play", "play", "play; again: pause")                 \
  X(FASTER, "+ =", MOVE, "faster", "", "play faster")                          \
  X(SLOWER, "-", MOVE, "slower", "", "play slower")                            \
  X(START, "g Home", MOVE, "start", "", "before the first step")               \
  X(END, "G End", MOVE, "end", "end", "the last step; once more, live: run on to the end") \
  X(GOTO, ":", MOVE, "goto", "", "go to a step: type its number and Enter")    \
  X(CHOOSE, "1 2 3 4 5 6 7 8 9", CHOOSE, "choose", "move a thread", "let that thread move; if it cannot, say why") \
  X(CLICK, "Click", CHOOSE, "click", "", "on a thread's name: let it move; on a step: go there; on a pane: go to it") \
  X(BRANCHES, "b", CHOOSE, "branches", "", "list the branches: every future chosen so far") \
  X(BRANCH_PREV, "[", CHOOSE, "branch-previous", "", "the branch before")      \
  X(BRANCH_NEXT, "]", CHOOSE, "branch-next", "", "the branch after")           \
  X(EXPLORE, "e", FIND, "explore", "explore", "explore from here: every way it can end; a number shows that future") \
  X(EVENT_NEXT, "n", FIND, "event-next", "event", "next event of interest, or match of the search") \
  X(EVENT_PREV, "N", FIND, "event-previous", "", "the one before")             \
  X(SEARCH, "/", FIND, "search", "search", "search the steps for a text; empty: end the search") \
  X(FINDINGS, "f", FIND, "findings", "", "list what is wrong here; Enter goes to its step") \
  X(PANE_NEXT, "Tab", PANES, "pane-next", "pane", "the next pane")             \
  X(PANE_PREV, "BackTab", PANES, "pane-previous", "", "the pane before")       \
  X(ZOOM, "z", PANES, "zoom", "zoom", "only this pane; again: all of them")    \
  X(SPAN, "x", PANES, "open-call", "open", "open or close a call: the one at the cursor, else all")  \
  X(SPANS, "X", PANES, "open-calls", "", "open or close all calls")            \
  X(CAUSALITY, "c", FIND, "causality", "causes", "what comes before, after, or is concurrent with this step; twice: in columns of causes; again: off") \
  X(LISTING, "L", PANES, "listing", "", "a scene from another language: its code there, beside the C code or instead of it") \
  X(CONTENTION, "w", PANES, "contention", "", "waiting: how contended each lock was; again: the objects") \
  X(UP, "Up k", PANES, "up", "", "scroll the pane up")                         \
  X(DOWN, "Down j", PANES, "down", "", "scroll the pane down")                 \
  X(PAGE_UP, "PgUp", PANES, "page-up", "", "a page up; in the lanes: ten steps back") \
  X(PAGE_DOWN, "PgDn", PANES, "page-down", "", "a page down; in the lanes: ten steps forward") \
  X(HELP, "? F1", SCREEN, "help", "help", "this list of keys, and the symbols")              \
  X(CANCEL, "Esc", SCREEN, "cancel", "", "close what is open, end the search, stop") \
  X(REDRAW, "C-l", SCREEN, "redraw", "", "draw the screen afresh")             \
  X(SUSPEND, "C-z", SCREEN, "suspend", "", "back to the shell; fg returns")    \
  X(QUIT, "q C-c", SCREEN, "quit", "quit", "quit")

enum keymap_action {
  ACTION_NONE,
#define X(id, keys, section, name, hint, text) ACTION_##id,
  KEYMAP_ACTIONS(X)
#undef X
      ACTION_COUNT
};

enum keymap_section {
#define X(id, title) SECTION_##id,
  KEYMAP_SECTIONS(X)
#undef X
      SECTION_COUNT
};
extern const char *const keymap_section_titles[SECTION_COUNT];

struct keymap_entry {
  const char *keys, *name, *hint, *text;
  enum keymap_section section;
};
extern const struct keymap_entry keymap_table[ACTION_COUNT]; /* [ACTION_NONE] is empty */

/* Keys that are not characters. X(ENUM, "name") */
#define VIEW_KEYS(X)                                                           \
  X(UP, "Up") X(DOWN, "Down") X(LEFT, "Left") X(RIGHT, "Right") X(HOME, "Home") X(END, "End")     \
  X(PGUP, "PgUp") X(PGDN, "PgDn") X(BACKTAB, "BackTab") X(DELETE, "Delete") X(INSERT, "Insert")   \
  X(F1, "F1") X(CLICK, "Click")

enum view_key {
  VKEY_NONE = 0,
  VKEY_TAB = '\t',
  VKEY_ENTER = '\n',
  VKEY_ESC = 27,
  VKEY_SPACE = ' ',
  VKEY_BACKSPACE = 127,
  VKEY_FIRST_ = 0x110000,
#define X(id, name) VKEY_##id,
  VIEW_KEYS(X)
#undef X
      VKEY_END_
};

/* The key of the name in [NAME, NAME+LEN): "Right", "Space", "C-c", "x", "é"; VKEY_NONE: there is none. */
uint32_t keymap_key(const char *name, int len);
/* The name of a key, into OUT of at least 16 bytes. */
void keymap_key_name(uint32_t key, char out[16]);
/* What a key does when nothing is open. */
enum keymap_action keymap_action(uint32_t key);
/* How a key's name is drawn, "Right" → "→" unless ASCII. */
const char *keymap_key_label(const char *name, int len, bool ascii, char out[24]);
/* The bottom line, "→ step  ← back …": as many of the hints, in the table's order of weight, as fit in COLS. LIVE: the keys that
 * need a program are offered; CALLS: those for calls that can be opened. */
void keymap_hint(struct buf *out, int cols, bool ascii, bool live, bool calls);

#endif
