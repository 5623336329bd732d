/* test_pty.c — plait on a terminal: it starts, follows the size, lets itself be suspended,
 * and however it ends, it leaves the terminal as it found it. $PLAIT is the program,
 * $PTY_RECORDING a recording of the scene lost-update. */
#include "terminal.h"

#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void replay(struct pty *p, int cols, int rows, const char *const *env) {
  const char *argv[] = {getenv("PLAIT"), "replay", "--no-animation", getenv("PTY_RECORDING"), NULL};
  pty_start(p, cols, rows, env, argv);
}

static void live_scene(struct pty *p, const char *scene) {
  const char *argv[] = {getenv("PLAIT"), "run", "--no-animation", scene, NULL};
  pty_start(p, 80, 24, NULL, argv);
  pty_wait(p, 0, "step 0");
  pty_wait(p, 23, "live"); /* it has stopped before its first step */
}

static void live(struct pty *p) { live_scene(p, "with-lock"); }

static void quit(struct pty *p) {
  pty_send(p, "q");
  int status = pty_status(p);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  pty_assert_restored(p);
  pty_end(p);
}

static void starts_steps_and_quits(void **state) {
  (void)state;
  struct pty p;
  replay(&p, 80, 24, NULL);
  pty_wait(&p, 0, "step 0 of");
  assert_true(p.alternate);
  assert_false(p.cursor);
  pty_wait(&p, 23, "q quit");
  pty_send(&p, "l");
  pty_wait(&p, 0, "step 1 of");
  pty_send(&p, "\033[C"); /* the arrow, as a terminal in either mode may send it */
  pty_wait(&p, 0, "step 2 of");
  pty_send(&p, "\033OC");
  pty_wait(&p, 0, "step 3 of");
  pty_send(&p, "\033OD");
  pty_wait(&p, 0, "step 2 of");
  pty_send(&p, ":5\r");
  pty_wait(&p, 0, "step 5 of");
  quit(&p);
}

static void escape_closes_the_help_at_once(void **state) {
  (void)state;
  struct pty p;
  replay(&p, 80, 24, NULL);
  pty_wait(&p, 23, "q quit");
  pty_send(&p, "?");
  pty_wait(&p, -1, "keys and symbols");
  pty_wait(&p, -1, "one step forward");
  pty_send(&p, "\033");
  pty_wait_gone(&p, "keys and symbols");
  quit(&p);
}

static void follows_the_size(void **state) {
  (void)state;
  struct pty p;
  replay(&p, 80, 24, NULL);
  pty_wait(&p, 23, "q quit");
  pty_resize(&p, 120, 40);
  pty_wait(&p, 39, "q quit");
  pty_resize(&p, 30, 8);
  pty_wait(&p, -1, "at least 40 x 10");
  pty_resize(&p, 80, 24);
  pty_wait(&p, 23, "q quit");
  quit(&p);
}

static void is_suspended_and_continued(void **state) {
  (void)state;
  struct pty p;
  replay(&p, 80, 24, NULL);
  pty_wait(&p, 23, "q quit");
  for (int i = 0; i < 2; i++) {
    pty_send(&p, "\032");
    int status = pty_status(&p);
    assert_true(WIFSTOPPED(status));
    pty_assert_restored(&p);
    kill(-p.pid, SIGCONT);
    pty_wait(&p, 23, "q quit");
    assert_true(p.alternate);
  }
  pty_send(&p, "l");
  pty_wait(&p, 0, "step 1 of");
  quit(&p);
}

static void a_stop_from_outside_is_survived(void **state) {
  (void)state;
  struct pty p;
  replay(&p, 80, 24, NULL);
  pty_wait(&p, 23, "q quit");
  kill(-p.pid, SIGTSTP);
  assert_true(WIFSTOPPED(pty_status(&p)));
  pty_assert_restored(&p);
  kill(-p.pid, SIGCONT);
  pty_wait(&p, 23, "q quit");
  quit(&p);
}

/* Nobody asks before SIGSTOP, and the shell changes the modes meanwhile. */
static void a_stop_without_warning_is_survived(void **state) {
  (void)state;
  struct pty p;
  replay(&p, 80, 24, NULL);
  pty_wait(&p, 23, "q quit");
  kill(-p.pid, SIGSTOP);
  assert_true(WIFSTOPPED(pty_status(&p)));
  tcsetattr(p.slave, TCSANOW, &p.before);
  size_t before = p.raw.len;
  kill(-p.pid, SIGCONT);
  pty_wait_bytes(&p, before, "\033[?1049h"); /* the terminal is taken again, and drawn whole */
  pty_wait_bytes(&p, before, "q quit");
  pty_send(&p, "l");
  pty_wait(&p, 0, "step 1 of");
  quit(&p);
}

static void ends_by(int sig) {
  struct pty p;
  replay(&p, 80, 24, NULL);
  pty_wait(&p, 23, "q quit");
  kill(p.pid, sig);
  int status = pty_status(&p);
  assert_true(WIFSIGNALED(status));
  assert_int_equal(WTERMSIG(status), sig);
  pty_assert_restored(&p);
  pty_end(&p);
}

static void a_signal_to_end_restores_the_terminal(void **state) {
  (void)state;
  ends_by(SIGTERM);
  ends_by(SIGINT);
  ends_by(SIGHUP);
}

static void a_crash_restores_the_terminal(void **state) {
  (void)state;
  ends_by(SIGSEGV);
  ends_by(SIGABRT);
}

/* ---- the program behind it -------------------------------------------------------------- */

enum { FAMILY = 64 };

/* The processes below PID, of whichever of its threads, nearest first. */
static int family(pid_t pid, pid_t *out, int n) {
  char path[320];
  snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
  DIR *tasks = opendir(path);
  int first = n, child;
  for (struct dirent *e; tasks && (e = readdir(tasks));) {
    snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)pid, e->d_name);
    FILE *f = fopen(path, "r");
    while (f && n < FAMILY && fscanf(f, "%d", &child) == 1) out[n++] = child;
    if (f) fclose(f);
  }
  if (tasks) closedir(tasks);
  for (int i = first, end = n; i < end; i++) n = family(out[i], out, n);
  return n;
}

static void assert_all_gone(const pid_t *pids, int n) {
  for (int i = 0; i < n; i++)
    for (int tries = 0; kill(pids[i], 0) == 0; tries++) {
      if (tries > PTY_PATIENCE / 10) fail_msg("process %d is still there", (int)pids[i]);
      usleep(10000);
    }
}

static void a_killed_target_is_told(void **state) {
  (void)state;
  struct pty p;
  pid_t pids[FAMILY];
  live(&p);
  pty_send(&p, "lll");
  pty_wait(&p, 0, "step 3");
  int n = family(p.pid, pids, 0);
  assert_in_range(n, 2, FAMILY);
  kill(pids[n - 1], SIGKILL);
  pty_wait(&p, -1, "Killed");
  pty_send(&p, "q");
  int status = pty_status(&p);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 1);
  pty_assert_restored(&p);
  assert_all_gone(pids, n);
  pty_end(&p);
}

static void a_killed_server_is_told(void **state) {
  (void)state;
  struct pty p;
  pid_t pids[FAMILY];
  live(&p);
  int n = family(p.pid, pids, 0);
  kill(pids[0], SIGKILL);
  pty_send(&p, "l");
  pty_wait(&p, -1, "killed");
  pty_send(&p, "q");
  int status = pty_status(&p);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 4);
  pty_assert_restored(&p);
  assert_all_gone(pids, n);
  pty_end(&p);
}

static void nothing_outlives_plait(void **state) {
  (void)state;
  struct pty p;
  pid_t pids[FAMILY];
  live(&p);
  int n = family(p.pid, pids, 0);
  assert_in_range(n, 2, FAMILY);
  kill(p.pid, SIGKILL);
  assert_true(WIFSIGNALED(pty_status(&p)));
  assert_all_gone(pids, n);
  pty_end(&p);
}

static void says_how_to_see_it_again(void **state) {
  (void)state;
  struct pty p;
  live(&p);
  pty_send(&p, "G");
  pty_wait(&p, -1, "ended with exit status 0");
  pty_send(&p, "q");
  int status = pty_status(&p);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  pty_assert_restored(&p);
  pty_wait(&p, -1, "plait run --schedule 'main");
  pty_end(&p);
}

static void a_click_chooses_the_thread(void **state) {
  (void)state;
  struct pty p;
  live(&p);
  pty_send(&p, "ll");
  pty_wait(&p, 0, "step 2");
  pty_wait(&p, -1, "3 T2");
  int row = 0;
  while (row < 12 && !pty_shows(&p, row, "3 T2")) row++;
  assert_in_range(row, 1, 11);
  char click[32];
  snprintf(click, sizeof click, "\033[<0;4;%dM", row + 1);
  pty_send(&p, click);
  pty_wait(&p, 0, "step 3");
  pty_wait(&p, -1, "T2 starts");
  quit(&p);
}

static void play_plays_and_any_key_works_meanwhile(void **state) {
  (void)state;
  struct pty p;
  live(&p);
  pty_send(&p, "++++++ ");
  pty_wait(&p, -1, "ended with exit status 0");
  pty_send(&p, "g");
  pty_wait(&p, 0, "step 0");
  pty_send(&p, " ");
  pty_wait(&p, 0, "step 1");
  quit(&p);
}

/* ---- exploring ------------------------------------------------------------------------------ */

static void endings_are_listed_and_shown(void **state) {
  (void)state;
  struct pty p;
  live_scene(&p, "lost-update");
  pty_send(&p, "ll");
  pty_wait(&p, 0, "step 2");
  pty_send(&p, "e");
  pty_wait(&p, -1, "From step 2: 2 endings in 4 executions (all)");
  bool first = pty_shows(&p, -1, "1  ████████████████  2  exit 0  \"1\\n\"");
  pty_send(&p, first ? "1" : "2");
  pty_wait(&p, -1, "this branch ends with: exit 0  \"1\\n\"");
  pty_wait(&p, 0, "step 2 of 15");
  pty_send(&p, "G");
  pty_wait(&p, 0, "step 15 of 15");
  pty_wait(&p, -1, "│  1"); /* its output */
  pty_send(&p, ":3\re");
  pty_wait(&p, -1, "this branch");
  pty_send(&p, "\033");
  pty_wait_gone(&p, "how it can end");
  pty_send(&p, "q");
  assert_int_equal(WEXITSTATUS(pty_status(&p)), 1); /* the race */
  pty_assert_restored(&p);
  pty_end(&p);
}

static void a_deadlock_is_found_and_stepped_into(void **state) {
  (void)state;
  struct pty p;
  live_scene(&p, "opposite-order");
  pty_send(&p, "e");
  pty_wait(&p, -1, "2 endings in 3 executions (all)");
  pty_wait(&p, -1, "1  deadlock");
  int row = 0;
  while (row < 23 && !pty_shows(&p, row, "1  deadlock")) row++;
  char click[32];
  snprintf(click, sizeof click, "\033[<0;30;%dM", row + 1);
  pty_send(&p, click);
  pty_wait(&p, -1, "this branch ends with: deadlock");
  pty_wait(&p, 0, "step 0 of 7");
  pty_send(&p, "G");
  pty_wait(&p, 0, "deadlock");
  pty_wait(&p, -1, "waits for");
  pty_send(&p, "q");
  assert_int_equal(WEXITSTATUS(pty_status(&p)), 1);
  pty_end(&p);
}

static void a_replay_is_explored_with_its_program(void **state) {
  (void)state;
  struct pty p;
  pid_t pids[FAMILY];
  replay(&p, 80, 24, NULL);
  pty_wait(&p, 0, "step 0 of");
  pty_send(&p, "e");
  pty_wait(&p, 23, "e again starts lost-update");
  assert_int_equal(family(p.pid, pids, 0), 0); /* looking at a file runs nothing */
  pty_send(&p, "e");
  pty_wait(&p, -1, "From the start: 2 endings in 4 executions (all)");
  pty_wait(&p, -1, "this branch");
  pty_send(&p, "\033");
  pty_wait(&p, 23, "live");
  int n = family(p.pid, pids, 0);
  quit(&p);
  assert_all_gone(pids, n);
}

/* A program whose search takes as long as it may. */
static void search(struct pty *p, pid_t *pids, int *n) {
  live_scene(p, "bounded-queue");
  int before = family(p->pid, pids, 0);
  pty_send(p, "e");
  pty_wait(p, -1, "so far, searching");
  *n = family(p->pid, pids, 0);
  assert_true(*n > before);
}

static void leaving_a_search_leaves_nothing_behind(void **state) {
  (void)state;
  struct pty p;
  pid_t pids[FAMILY];
  int n;
  search(&p, pids, &n);
  pty_send(&p, "\033");
  pty_wait_gone(&p, "how it can end");
  pty_send(&p, "e");
  pty_wait(&p, -1, "so far, searching"); /* once more from the beginning */
  pty_send(&p, "qq");
  assert_int_equal(WEXITSTATUS(pty_status(&p)), 0);
  pty_assert_restored(&p);
  assert_all_gone(pids, n);
  pty_end(&p);
  search(&p, pids, &n);
  kill(p.pid, SIGTERM);
  assert_int_equal(WTERMSIG(pty_status(&p)), SIGTERM);
  pty_assert_restored(&p);
  assert_all_gone(pids, n);
  pty_end(&p);
  search(&p, pids, &n);
  kill(p.pid, SIGKILL);
  assert_int_equal(WTERMSIG(pty_status(&p)), SIGKILL);
  assert_all_gone(pids, n);
  pty_end(&p);
}

/* ---- kinds of terminals ------------------------------------------------------------------- */

/* The greatest kind of colour in the bytes: 0 none, 1 the basic ones, 2 more. */
static int colours(const struct buf *raw) {
  int most = 0;
  for (const char *p = buf_str(raw); (p = strstr(p, "\033[")); p++) {
    const char *q = p + 2;
    while (isdigit((unsigned char)*q) || *q == ';' || *q == ':') q++;
    if (*q != 'm') continue;
    for (const char *n = p + 2; n < q; n += strcspn(n, ";:m") + 1) {
      int v = atoi(n);
      int kind = v == 38 || v == 48 ? 2 : (v >= 30 && v <= 37) || (v >= 40 && v <= 47) || (v >= 90 && v <= 107) ? 1 : 0;
      if (kind > most) most = kind;
      if (kind == 2) break;
    }
  }
  return most;
}

static void terminal(const char *const *env, int want_colours, bool want_ascii) {
  struct pty p;
  replay(&p, 80, 24, env);
  pty_wait(&p, 0, "step 0 of");
  pty_send(&p, "lllll");
  pty_wait(&p, 0, "step 5 of");
  pty_wait(&p, -1, "counter");
  pty_wait(&p, 23, "q quit");
  assert_int_equal(colours(&p.raw), want_colours);
  if (want_ascii)
    for (size_t i = 0; i < p.raw.len; i++) assert_true((unsigned char)p.raw.at[i] < 0x80);
  else
    assert_true(pty_shows(&p, -1, "─"));
  quit(&p);
}

static void colours_of_the_terminal(void **state) {
  (void)state;
  terminal(NULL, 2, false);
  terminal((const char *const[]){"TERM=xterm", NULL}, 1, false);
  terminal((const char *const[]){"TERM=xterm", "COLORTERM=truecolor", NULL}, 2, false);
  terminal((const char *const[]){"NO_COLOR=1", NULL}, 0, false);
  terminal((const char *const[]){"NO_COLOR=", NULL}, 2, false); /* empty does not count */
  terminal((const char *const[]){"TERM=vt100", NULL}, 0, false);
}

static void a_locale_without_utf8_gets_ascii(void **state) {
  (void)state;
  terminal((const char *const[]){"LC_ALL=C", NULL}, 2, true);
  terminal((const char *const[]){"LC_ALL=C", "TERM=vt100", NULL}, 0, true);
}

static void an_unknown_terminal_is_named(void **state) {
  (void)state;
  struct pty p;
  replay(&p, 80, 24, (const char *const[]){"TERM", NULL});
  int status = pty_status(&p);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 2);
  pty_wait(&p, 0, "plait: TERM is not set");
  pty_assert_restored(&p);
  pty_end(&p);
}

/* A step changes a few cells; the rest of the screen must not be sent again. */
static void a_step_sends_only_what_changed(void **state) {
  (void)state;
  struct pty p;
  replay(&p, 120, 40, NULL);
  pty_wait(&p, 39, "q quit");
  pty_send(&p, "lll");
  pty_wait(&p, 0, "step 3 of");
  /* The last line is drawn last: with a prompt on it, what came before is complete. */
  pty_send(&p, ":1");
  pty_wait(&p, 39, ":1");
  pty_send(&p, "\033");
  pty_wait(&p, 39, "q quit");
  size_t before = p.raw.len;
  pty_send(&p, "l");
  pty_wait(&p, 0, "step 4 of");
  pty_send(&p, ":1");
  pty_wait(&p, 39, ":1");
  assert_in_range(p.raw.len - before, 20, before / 3);
  pty_send(&p, "\033");
  pty_wait(&p, 39, "q quit");
  quit(&p);
}

/* ---- the scene browser ------------------------------------------------------------ */

/* With a state directory of its own; DIR is its path, to be removed by browse_quit. */
static void browse(struct pty *p, char *dir, int cols, int rows) {
  char state[128];
  if (!*dir) {
    strcpy(dir, "/tmp/plait-pty-XXXXXX");
    assert_non_null(mkdtemp(dir));
  }
  snprintf(state, sizeof state, "XDG_STATE_HOME=%s", dir);
  const char *env[] = {state, NULL}, *argv[] = {getenv("PLAIT"), "--no-animation", NULL};
  pty_start(p, cols, rows, env, argv);
  pty_wait(p, 0, "how threads interleave");
  pty_wait(p, rows - 1, "q quit");
}

static void browse_forget(const char *dir) {
  char path[160];
  snprintf(path, sizeof path, "%s/plait/scenes", dir);
  unlink(path);
  snprintf(path, sizeof path, "%s/plait", dir);
  rmdir(path);
  rmdir(dir);
}

static void the_browser_filters_as_one_types(void **state) {
  (void)state;
  struct pty p;
  char dir[64] = "";
  browse(&p, dir, 80, 24);
  pty_wait(&p, -1, "Lost updates");
  pty_send(&p, "/opposite-or");
  pty_wait(&p, 23, "/opposite-or");
  pty_wait_gone(&p, "Lost updates");
  pty_wait(&p, -1, "Two locks, taken in opposite order");
  pty_send(&p, "\033");
  pty_wait(&p, 23, "q quit");
  pty_wait(&p, -1, "Two locks, taken in opposite order"); /* what was found stays marked */
  quit(&p);
  browse_forget(dir);
}

static void one_comes_back_to_the_browser(void **state) {
  (void)state;
  struct pty p;
  char dir[64] = "";
  browse(&p, dir, 80, 24);
  pty_send(&p, "/with-lock\r");
  pty_wait(&p, -1, "Two threads, one counter, one lock");
  pty_wait(&p, -1, "not yet");
  pty_send(&p, "\r");
  pty_wait(&p, 23, "live");
  pty_send(&p, "l");
  pty_wait(&p, 0, "step 1");
  pty_send(&p, "q");
  pty_wait(&p, 0, "how threads interleave");
  pty_wait(&p, -1, "Two threads, one counter, one lock");
  pty_wait(&p, -1, "opened");
  pty_send(&p, "\r");
  pty_wait(&p, 23, "live");
  pty_send(&p, "G");
  pty_wait(&p, -1, "exit 0");
  pty_send(&p, "q");
  pty_wait(&p, -1, "watched to the end");
  quit(&p);
  browse(&p, dir, 80, 24); /* another day */
  pty_wait(&p, 0, "1 of ");
  pty_send(&p, "/with-lock\r");
  pty_wait(&p, -1, "watched to the end");
  pty_send(&p, "Ry");
  pty_wait(&p, 0, "0 of ");
  pty_wait(&p, -1, "not yet");
  quit(&p);
  browse_forget(dir);
}

static void the_browser_makes_the_steps_of_a_try(void **state) {
  (void)state;
  struct pty p;
  char dir[64] = "";
  browse(&p, dir, 80, 24);
  pty_send(&p, "/opposite-order\r");
  pty_wait(&p, -1, "(t: watch it)");
  pty_send(&p, "t");
  pty_wait(&p, -1, "all four conditions hold"); /* what the try leads to */
  pty_send(&p, "h");
  pty_wait(&p, 0, "step 6");
  pty_send(&p, "q");
  pty_wait(&p, 0, "how threads interleave");
  pty_wait(&p, -1, "(t: watch it)");
  quit(&p);
  browse_forget(dir);
}

static void the_browser_follows_the_size(void **state) {
  (void)state;
  struct pty p;
  char dir[64] = "";
  browse(&p, dir, 120, 40);
  pty_resize(&p, 200, 60);
  pty_wait(&p, 59, "q quit");
  pty_resize(&p, 20, 4);
  pty_wait(&p, 0, "at least 24 x 6");
  pty_resize(&p, 40, 12);
  pty_wait(&p, 11, "Enter open");
  pty_send(&p, "\032");
  assert_true(WIFSTOPPED(pty_status(&p)));
  pty_assert_restored(&p);
  kill(-p.pid, SIGCONT);
  pty_wait(&p, 11, "Enter open");
  quit(&p);
  browse_forget(dir);
}

static void progress_that_cannot_be_kept_stops_nobody(void **state) {
  (void)state;
  struct pty p;
  const char *env[] = {"XDG_STATE_HOME=/dev/null/state", NULL}, *argv[] = {getenv("PLAIT"), "--no-animation", NULL};
  pty_start(&p, 80, 24, env, argv);
  pty_wait(&p, 0, "how threads interleave");
  pty_send(&p, "/with-lock\r\r");
  pty_wait(&p, 23, "live");
  pty_send(&p, "q");
  pty_wait(&p, 0, "how threads interleave");
  quit(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(starts_steps_and_quits),
      cmocka_unit_test(escape_closes_the_help_at_once),
      cmocka_unit_test(follows_the_size),
      cmocka_unit_test(is_suspended_and_continued),
      cmocka_unit_test(a_stop_from_outside_is_survived),
      cmocka_unit_test(a_stop_without_warning_is_survived),
      cmocka_unit_test(a_signal_to_end_restores_the_terminal),
      cmocka_unit_test(a_crash_restores_the_terminal),
      cmocka_unit_test(a_killed_target_is_told),
      cmocka_unit_test(a_killed_server_is_told),
      cmocka_unit_test(nothing_outlives_plait),
      cmocka_unit_test(says_how_to_see_it_again),
      cmocka_unit_test(a_click_chooses_the_thread),
      cmocka_unit_test(play_plays_and_any_key_works_meanwhile),
      cmocka_unit_test(endings_are_listed_and_shown),
      cmocka_unit_test(a_deadlock_is_found_and_stepped_into),
      cmocka_unit_test(a_replay_is_explored_with_its_program),
      cmocka_unit_test(leaving_a_search_leaves_nothing_behind),
      cmocka_unit_test(colours_of_the_terminal),
      cmocka_unit_test(a_locale_without_utf8_gets_ascii),
      cmocka_unit_test(an_unknown_terminal_is_named),
      cmocka_unit_test(a_step_sends_only_what_changed),
      cmocka_unit_test(the_browser_filters_as_one_types),
      cmocka_unit_test(one_comes_back_to_the_browser),
      cmocka_unit_test(the_browser_makes_the_steps_of_a_try),
      cmocka_unit_test(the_browser_follows_the_size),
      cmocka_unit_test(progress_that_cannot_be_kept_stops_nobody),
  };
  if (!getenv("PLAIT") || !getenv("PTY_RECORDING")) return puts("run it by tests/run.sh pty"), 2;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
