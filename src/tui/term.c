/* term.c — see term.h.
 *
 * Signals only write their number into a pipe; the loop reads it. That includes
 * SIGINT and SIGTSTP: the terminal is in raw mode, so the keys for them arrive as
 * characters, and a signal of that kind comes from outside.
 *
 * A crash of plait itself is different: nothing may be trusted any more, least of
 * all ncurses. What resets the terminal was therefore made into plain bytes when
 * the screen was opened, and the handler only does write(), tcsetattr() and
 * raises the signal again, all of which are async-signal-safe. */
#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

static const int term_quitting[] = {SIGINT, SIGTERM, SIGHUP};
static const int term_fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};
static const int term_watched[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};
enum {
  TERM_QUITTING = sizeof term_quitting / sizeof *term_quitting,
  TERM_FATAL = sizeof term_fatal / sizeof *term_fatal,
  TERM_WATCHED = sizeof term_watched / sizeof *term_watched,
};

static struct {
  bool open;
  struct term_info info;
  SCREEN *screen;
  FILE *input;             /* the terminal, when stdin is something else */
  int pipe[2];
  struct termios saved;    /* as it was found */
  char reset[512];         /* bytes that leave every mode we enter */
  size_t reset_len;
  struct sigaction old_watched[TERM_WATCHED], old_fatal[TERM_FATAL];
} term = {.pipe = {-1, -1}};

bool term_present(void) { return isatty(STDOUT_FILENO); }
const struct term_info *term_info(void) { return &term.info; }

static void term_on_signal(int sig) {
  int saved = errno;
  unsigned char byte = (unsigned char)sig;
  if (write(term.pipe[1], &byte, 1) < 0) { /* full: news is waiting already */
  }
  errno = saved;
}

static void term_on_fatal(int sig) {
  if (write(STDOUT_FILENO, term.reset, term.reset_len) < 0) { /* nothing left to try */
  }
  tcsetattr(STDOUT_FILENO, TCSANOW, &term.saved);
  signal(sig, SIG_DFL);
  raise(sig);
}

static void term_handlers(void) {
  struct sigaction watch = {.sa_handler = term_on_signal, .sa_flags = SA_RESTART};
  struct sigaction fatal = {.sa_handler = term_on_fatal, .sa_flags = SA_RESETHAND | SA_NODEFER};
  sigemptyset(&watch.sa_mask);
  sigemptyset(&fatal.sa_mask);
  /* Before ncurses starts: it leaves alone what is handled already. */
  for (int i = 0; i < TERM_WATCHED; i++) sigaction(term_watched[i], &watch, &term.old_watched[i]);
  for (int i = 0; i < TERM_FATAL; i++) sigaction(term_fatal[i], &fatal, &term.old_fatal[i]);
}

static void term_unhandle(void) {
  for (int i = 0; i < TERM_WATCHED; i++) sigaction(term_watched[i], &term.old_watched[i], NULL);
  for (int i = 0; i < TERM_FATAL; i++) sigaction(term_fatal[i], &term.old_fatal[i], NULL);
}

static int term_collect(int c) {
  if (term.reset_len < sizeof term.reset) term.reset[term.reset_len++] = (char)c;
  return c;
}

/* What endwin would write, as bytes, while asking is still safe. */
static void term_learn_reset(void) {
  const char *caps[] = {exit_attribute_mode, orig_pair, keypad_local, cursor_normal, exit_ca_mode};
  term.reset_len = 0;
  if (key_mouse)
    for (const char *p = "\033[?1000l\033[?1002l\033[?1006l"; *p; p++) term_collect(*p);
  for (size_t i = 0; i < sizeof caps / sizeof *caps; i++)
    if (caps[i] && caps[i] != (char *)-1) tputs(caps[i], 1, term_collect);
  term_collect('\r');
  term_collect('\n');
}

static bool term_set(const char *name) {
  const char *v = getenv(name);
  return v && *v;
}

static enum term_colours term_count_colours(void) {
  if (term_set("NO_COLOR") || !has_colors() || start_color() == ERR || use_default_colors() == ERR) return TERM_MONO;
  return COLORS > 256 ? TERM_DIRECT : COLORS >= 256 ? TERM_256 : COLORS >= 16 ? TERM_16 : TERM_8;
}

/* TERM=xterm is what old set-ups say of terminals that can do more; COLORTERM says so. */
static const char *term_name(void) {
  const char *name = getenv("TERM");
  if (!name || !*name) return NULL;
  if (strcmp(name, "xterm") == 0 && term_set("COLORTERM") && !term_set("NO_COLOR")) return "xterm-256color";
  return name;
}

static bool term_pipe(struct plait_err *err) {
  if (pipe2(term.pipe, O_CLOEXEC | O_NONBLOCK) == 0) return true;
  return plait_err_set(err, PLAIT_EXIT_USAGE, "no pipe for signals: %s", strerror(errno));
}

static void term_unpipe(void) {
  close(term.pipe[0]);
  close(term.pipe[1]);
  term.pipe[0] = term.pipe[1] = -1;
}

/* Cursor keys in the mode that the terminal should not be in, for those that do not care. */
static void term_other_keys(void) {
  static const struct {
    const char *bytes;
    int key;
  } keys[] = {{"\033[A", KEY_UP},   {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT}, {"\033[D", KEY_LEFT},
              {"\033[H", KEY_HOME}, {"\033[F", KEY_END},  {"\033[1~", KEY_HOME}, {"\033[4~", KEY_END}};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    if (key_defined(keys[i].bytes) == 0) define_key(keys[i].bytes, keys[i].key);
}

static void term_modes(void) {
  raw();
  noecho();
  nonl();
  term.info.cursor_stays = curs_set(0) == ERR;
  keypad(stdscr, TRUE);
  term_other_keys();
  nodelay(stdscr, TRUE);
  set_escdelay(25);
  mouseinterval(0);
  mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
}

bool term_open(struct plait_err *err) {
  const char *name = term_name();
  FILE *in = stdin;
  if (!isatty(STDIN_FILENO) && !(in = term.input = fopen("/dev/tty", "re")))
    return plait_err_set(err, PLAIT_EXIT_USAGE, "no terminal to read keys from; plait record and plait show need none");
  if (!name) return plait_err_set(err, PLAIT_EXIT_USAGE, "TERM is not set, so the terminal's kind is unknown");
  tcgetattr(STDOUT_FILENO, &term.saved);
  if (!term_pipe(err)) return false;
  term_handlers();
  if (!(term.screen = newterm(name, stdout, in)) && !(term.screen = newterm("vt100", stdout, in))) {
    term_unhandle();
    term_unpipe();
    return plait_err_set(err, PLAIT_EXIT_USAGE, "the terminal '%s' is unknown here; try TERM=xterm or TERM=vt100", name);
  }
  term_learn_reset();
  term_modes();
  term.open = true;
  term.info = (struct term_info){
      .colours = term_count_colours(),
      .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
      .cursor_stays = term.info.cursor_stays,
      .slow = baudrate() > 0 && baudrate() < 38400,
      .input_fd = fileno(in),
      .signal_fd = term.pipe[0],
  };
  term_measure();
  return true;
}

void term_close(void) {
  if (!term.open) return;
  term.open = false;
  endwin();
  tcsetattr(STDOUT_FILENO, TCSADRAIN, &term.saved);
  delscreen(term.screen);
  term_unhandle();
  term_unpipe();
  if (term.input) fclose(term.input);
  term.input = NULL;
}

bool term_measure(void) {
  struct winsize ws;
  int cols = COLS, rows = LINES;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col && ws.ws_row) {
    cols = ws.ws_col;
    rows = ws.ws_row;
    if (cols != COLS || rows != LINES) resizeterm(rows, cols);
  }
  bool changed = cols != term.info.cols || rows != term.info.rows;
  term.info.cols = cols;
  term.info.rows = rows;
  return changed;
}

struct term_signals term_signals(void) {
  struct term_signals s = {0};
  unsigned char bytes[64];
  ssize_t n;
  while ((n = read(term.pipe[0], bytes, sizeof bytes)) > 0)
    for (ssize_t i = 0; i < n; i++) {
      s.resized |= bytes[i] == SIGWINCH;
      s.suspend |= bytes[i] == SIGTSTP;
      s.continued |= bytes[i] == SIGCONT;
      for (int k = 0; k < TERM_QUITTING; k++)
        if (bytes[i] == term_quitting[k]) s.quit = bytes[i];
    }
  return s;
}

void term_redraw(void) { clearok(curscr, TRUE); }

void term_retake(void) {
  endwin(); /* the next refresh enters every mode anew */
  reset_prog_mode(); /* until then keys must not become signals: those throw away what is on its way to the terminal */
  clearok(curscr, TRUE);
}

void term_suspend(void) {
  struct sigaction stop, cont, usual = {.sa_handler = SIG_DFL};
  sigemptyset(&usual.sa_mask);
  endwin();
  tcsetattr(STDOUT_FILENO, TCSADRAIN, &term.saved);
  sigaction(SIGTSTP, &usual, &stop);
  sigaction(SIGCONT, &usual, &cont); /* this one is expected */
  kill(0, SIGTSTP); /* the whole job, as the key would have: plait may have been started by make */
  sigaction(SIGTSTP, &stop, NULL);
  sigaction(SIGCONT, &cont, NULL);
  tcgetattr(STDOUT_FILENO, &term.saved); /* may have been changed meanwhile; is to be left like that then */
  reset_prog_mode();
  term_measure();
  clearok(curscr, TRUE);
}
