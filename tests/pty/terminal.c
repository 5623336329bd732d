/* terminal.c — see terminal.h. */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the shell ------------------------------------------------------------------- */

static void child_env(const char *const *env) {
  unsetenv("NO_COLOR");
  unsetenv("COLORTERM");
  setenv("TERM", "xterm-256color", 1);
  setenv("LC_ALL", "C.UTF-8", 1);
  for (; env && *env; env++)
    if (strchr(*env, '='))
      putenv((char *)*env);
    else
      unsetenv(*env);
}

/* The process that leads the session: starts plait in the foreground and reports what becomes of it. */
static void shell(int slave, int news, const char *const *env, const char *const *argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setsid();
  ioctl(slave, TIOCSCTTY, 0);
  signal(SIGTTOU, SIG_IGN);
  for (int i = 0; i < 3; i++) dup2(slave, i);
  pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    tcsetpgrp(0, getpid());
    signal(SIGTTOU, SIG_DFL);
    child_env(env);
    closefrom(3);
    execv(argv[0], (char **)argv);
    _exit(127);
  }
  int report = (int)pid, status = 0;
  if (write(news, &report, sizeof report) < 0) _exit(1);
  while (waitpid(pid, &status, WUNTRACED) == pid) {
    if (write(news, &status, sizeof status) < 0) break;
    if (!WIFSTOPPED(status)) break;
  }
  pause(); /* while the session lives, what the terminal is left like can be looked at */
  _exit(0);
}

/* ---- the terminal ---------------------------------------------------------------- */

static int on_prop(VTermProp prop, VTermValue *val, void *user) {
  struct pty *p = user;
  if (prop == VTERM_PROP_ALTSCREEN) p->alternate = val->boolean;
  if (prop == VTERM_PROP_CURSORVISIBLE) p->cursor = val->boolean;
  if (prop == VTERM_PROP_MOUSE) p->mouse = val->number;
  return 1;
}

static void on_answer(const char *bytes, size_t len, void *user) {
  const struct pty *p = user;
  if (write(p->fd, bytes, len) < 0) { /* plait has gone */
  }
}

static bool read_int(int fd, int *out) {
  struct pollfd f = {fd, POLLIN, 0};
  return poll(&f, 1, PTY_PATIENCE) == 1 && read(fd, out, sizeof *out) == sizeof *out;
}

void pty_start(struct pty *p, int cols, int rows, const char *const *env, const char *const *argv) {
  static const VTermScreenCallbacks callbacks = {.settermprop = on_prop};
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
  int news[2], pid;
  *p = (struct pty){.cols = cols, .rows = rows, .cursor = true};
  assert_int_equal(openpty(&p->fd, &p->slave, NULL, NULL, &size), 0);
  fcntl(p->fd, F_SETFD, FD_CLOEXEC);
  tcgetattr(p->slave, &p->before);
  p->vt = vterm_new(rows, cols);
  vterm_set_utf8(p->vt, 1);
  vterm_output_set_callback(p->vt, on_answer, p);
  p->screen = vterm_obtain_screen(p->vt);
  vterm_screen_enable_altscreen(p->screen, 1);
  vterm_screen_set_callbacks(p->screen, &callbacks, p);
  vterm_screen_reset(p->screen, 1);
  assert_int_equal(pipe(news), 0);
  fflush(NULL);
  p->shell = fork();
  if (p->shell == 0) shell(p->slave, news[1], env, argv);
  close(news[1]);
  p->news = news[0];
  assert_true(read_int(p->news, &pid));
  p->pid = pid;
}

void pty_end(struct pty *p) {
  if (p->pid > 0) kill(-p->pid, SIGKILL);
  kill(p->shell, SIGKILL);
  waitpid(p->shell, NULL, 0);
  close(p->fd);
  close(p->slave);
  close(p->news);
  vterm_free(p->vt);
  buf_fini(&p->raw);
}

void pty_send(struct pty *p, const char *keys) {
  size_t n = strlen(keys);
  assert_int_equal(write(p->fd, keys, n), (int)n);
}

void pty_resize(struct pty *p, int cols, int rows) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
  pty_drain(p);
  p->cols = cols;
  p->rows = rows;
  vterm_set_size(p->vt, rows, cols);
  assert_int_equal(ioctl(p->fd, TIOCSWINSZ, &size), 0);
}

/* Waits for output, at most MS; false: none came. */
static bool take(struct pty *p, int ms) {
  struct pollfd f = {p->fd, POLLIN, 0};
  char bytes[8192];
  if (poll(&f, 1, ms) != 1 || !(f.revents & POLLIN)) return false;
  ssize_t n = read(p->fd, bytes, sizeof bytes);
  if (n <= 0) return false;
  buf_add(&p->raw, bytes, (size_t)n);
  vterm_input_write(p->vt, bytes, (size_t)n);
  vterm_screen_flush_damage(p->screen);
  return true;
}

void pty_drain(struct pty *p) {
  while (take(p, 0)) {}
}

/* ---- looking --------------------------------------------------------------------- */

static void row_text(const struct pty *p, int row, struct buf *out) {
  for (int x = 0; x < p->cols; x++) {
    VTermScreenCell cell;
    if (!vterm_screen_get_cell(p->screen, (VTermPos){row, x}, &cell)) continue;
    if (cell.chars[0] == (uint32_t)-1) continue; /* the right half of a wide one */
    char utf8[8 * VTERM_MAX_CHARS_PER_CELL];
    size_t n = 0;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
      uint32_t c = cell.chars[i];
      if (c < 0x80) {
        utf8[n++] = (char)c;
      } else if (c < 0x800) {
        utf8[n++] = (char)(0xc0 | c >> 6);
        utf8[n++] = (char)(0x80 | (c & 0x3f));
      } else {
        utf8[n++] = (char)(0xe0 | (c >> 12 & 0xf));
        utf8[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        utf8[n++] = (char)(0x80 | (c & 0x3f));
      }
    }
    if (!n) utf8[n++] = ' ';
    buf_add(out, utf8, n);
  }
}

bool pty_shows(const struct pty *p, int row, const char *text) {
  struct buf b = {0};
  bool found = false;
  for (int y = row < 0 ? 0 : row; !found && y < p->rows && (row < 0 || y == row); y++) {
    buf_clear(&b);
    row_text(p, y, &b);
    found = strstr(buf_str(&b), text) != NULL;
  }
  buf_fini(&b);
  return found;
}

static void picture(const struct pty *p) {
  struct buf b = {0};
  for (int y = 0; y < p->rows; y++) {
    buf_clear(&b);
    row_text(p, y, &b);
    while (b.len && b.at[b.len - 1] == ' ') b.at[--b.len] = 0;
    print_error("%s\n", buf_str(&b)); /* by lines: cmocka cuts long messages */
  }
  buf_fini(&b);
}

static void wait_until(struct pty *p, int row, const char *text, bool shown) {
  int64_t until = now_ms() + PTY_PATIENCE;
  while (pty_shows(p, row, text) != shown) {
    if (take(p, 100)) continue;
    if (now_ms() < until) continue;
    picture(p);
    fail_msg("'%s' did not %s", text, shown ? "appear" : "go away");
  }
}

void pty_wait(struct pty *p, int row, const char *text) { wait_until(p, row, text, true); }
void pty_wait_gone(struct pty *p, const char *text) { wait_until(p, -1, text, false); }

void pty_wait_bytes(struct pty *p, size_t from, const char *bytes) {
  int64_t until = now_ms() + PTY_PATIENCE;
  while (p->raw.len <= from || !strstr(p->raw.at + from, bytes)) {
    if (take(p, 100)) continue;
    if (now_ms() < until) continue;
    picture(p);
    fail_msg("the bytes of '%s' were not written", bytes);
  }
}

int pty_status(struct pty *p) {
  struct pollfd f = {p->news, POLLIN, 0};
  int status = 0;
  int64_t until = now_ms() + PTY_PATIENCE;
  /* What plait writes on its way out has to be read, or it would wait for us. */
  while (poll(&f, 1, 10) != 1 && now_ms() < until) pty_drain(p);
  if (!read_int(p->news, &status)) {
    picture(p);
    fail_msg("plait goes on");
  }
  pty_drain(p);
  if (!WIFSTOPPED(status)) p->pid = 0;
  return status;
}

void pty_assert_restored(struct pty *p) {
  struct termios after;
  tcgetattr(p->slave, &after);
  assert_int_equal(after.c_iflag, p->before.c_iflag);
  assert_int_equal(after.c_oflag, p->before.c_oflag);
  assert_int_equal(after.c_cflag, p->before.c_cflag);
  assert_int_equal(after.c_lflag, p->before.c_lflag);
  assert_memory_equal(after.c_cc, p->before.c_cc, sizeof after.c_cc);
  /* What plait wrote last may still be on its way through the kernel. */
  int64_t until = now_ms() + PTY_PATIENCE;
  while ((p->alternate || !p->cursor || p->mouse != VTERM_PROP_MOUSE_NONE) && now_ms() < until) take(p, 100);
  assert_false(p->alternate);
  assert_true(p->cursor);
  assert_int_equal(p->mouse, VTERM_PROP_MOUSE_NONE);
}
