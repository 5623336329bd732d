/* bench_terminal.c — what a step costs on the line to the terminal.
 *
 * plait replays a recording on a pseudo-terminal, step by step; beside the bytes that a
 * step sends stand those of the whole screen, which is what it would send if it did
 * not know what has changed. */
#include "bench.h"
#include "terminal.h"

#include <stdlib.h>
#include <unistd.h>

enum { STEPS = 40 };

static void plait_path(char *out, size_t size) {
  char self[4096];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0)
    bench_fail("cannot find this program's place");
  self[n] = '\0';
  for (int up = 0; up < 2; up++)
    for (n--; n > 0 && self[n] != '/'; n--)
      self[n] = '\0';
  snprintf(out, size, "%splait", self);
}

static void measure(const char *plait, const char *recording, int cols, int rows) {
  const char *argv[] = {plait, "replay", "--no-animation", recording, NULL};
  struct pty p;
  pty_start(&p, cols, rows, NULL, argv);
  pty_wait(&p, -1, "q quit");
  size_t whole = p.raw.len;
  for (int step = 1; step <= STEPS; step++) {
    char shown[32];
    snprintf(shown, sizeof shown, "step %d of", step);
    pty_send(&p, "l");
    pty_wait(&p, 0, shown);
  }
  /* The last frame is complete when the next thing asked for has come. */
  double each = (double)(p.raw.len - whole) / STEPS;
  char what[64];
  snprintf(what, sizeof what, "bytes written per step, %dx%d", cols, rows);
  bench_row(what, each, "B", (double)whole, "");
  pty_send(&p, "q");
  pty_end(&p);
}

void bench_terminal(void) {
  char plait[4200], recording[] = "/tmp/plait-bench-XXXXXX", command[9000];
  plait_path(plait, sizeof plait);
  int fd = mkstemp(recording);
  if (fd < 0)
    bench_fail("cannot make a temporary file");
  close(fd);
  snprintf(command, sizeof command, "'%s' record -q -o %s scenes/bounded-queue.c >/dev/null", plait, recording);
  if (system(command) != 0)
    bench_fail("cannot record scenes/bounded-queue.c");
  bench_title("Stepping through bounded-queue", "the whole screen");
  measure(plait, recording, 80, 24);
  measure(plait, recording, 120, 40);
  measure(plait, recording, 200, 60);
  unlink(recording);
}
