/* Any bytes as a schedule, as a .schedule file and as arguments. What is accepted must print
 * to something that is accepted again and means the same. */
#include "fuzz.h"

#include "trace/schedule.h"
#include "wire/wire.h"

#include <stdlib.h>
#include <string.h>

static void require(bool good) {
  if (!good)
    abort();
}

static void one_line(const struct plait_err *err) { require(err->text[0] && !strchr(err->text, '\n')); }

static void as_schedule(const char *text) {
  static const char *const at[] = {"main", "producer", "T1", "a b", "x.y-z", "producer"};
  const struct schedule_names names = {at, sizeof at / sizeof *at};
  struct plait_err err = {0};
  uint32_t *choices, *again;
  size_t n, m;
  if (!schedule_parse(text, &names, &choices, &n, &err)) {
    one_line(&err);
    return;
  }
  for (size_t i = 0; i < n; i++)
    require(WIRE_CHOICE_KIND(choices[i]) <= CHOICE_SEM && WIRE_CHOICE_THREAD(choices[i]) < WIRE_THREADS);
  struct buf b = {0};
  schedule_print_choices(choices, n, &names, &b);
  require(schedule_parse(buf_str(&b), &names, &again, &m, &err));
  require(n == m && (n == 0 || memcmp(choices, again, n * sizeof *choices) == 0));
  free(again);
  require(schedule_parse(buf_str(&b), NULL, &again, &m, &err)); /* whoever does not know the names */
  require(n == m && (n == 0 || memcmp(choices, again, n * sizeof *choices) == 0));
  free(choices);
  free(again);
  buf_fini(&b);
}

static void as_file(const char *text, size_t len) {
  struct plait_err err = {0};
  struct schedule_file f, g;
  if (!schedule_file_parse("input", text, len, &f, &err)) {
    one_line(&err);
    return;
  }
  struct buf b = {0}, c = {0};
  schedule_file_print(&f, &b);
  require(schedule_file_parse("printed", buf_str(&b), b.len, &g, &err));
  require(f.shared_len == g.shared_len && strcmp(f.args, g.args) == 0 && strcmp(f.outcome, g.outcome) == 0);
  schedule_file_print(&g, &c);
  require(strcmp(buf_str(&b), buf_str(&c)) == 0);
  as_schedule(f.schedule);
  schedule_file_fini(&f);
  schedule_file_fini(&g);
  buf_fini(&b);
  buf_fini(&c);
}

static void as_args(const char *text) {
  struct plait_err err = {0};
  size_t n, m;
  char **args = schedule_args_split(text, &n, &err);
  if (!args) {
    one_line(&err);
    return;
  }
  struct buf b = {0};
  schedule_args_join((const char *const *)args, n, &b);
  char **again = schedule_args_split(buf_str(&b), &m, &err);
  require(again && n == m);
  for (size_t i = 0; i < n; i++)
    require(strcmp(args[i], again[i]) == 0);
  schedule_args_free(args);
  schedule_args_free(again);
  buf_fini(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct buf text = {0};
  if (size == 0)
    return 0;
  buf_add(&text, data + 1, size - 1);
  switch (data[0] % 3) {
  case 0:
    as_schedule(text.at);
    break;
  case 1:
    as_file(text.at, text.len);
    break;
  default:
    as_args(text.at);
  }
  buf_fini(&text);
  return 0;
}

bool fuzz_seed(size_t i, struct buf *out) {
  static const struct {
    char mode;
    const char *text;
  } seeds[] = {
      {0, "main*3 T1 T2*2 T1! cond:T2 timeout:T3 main*2"},
      {0, "producer*3! T255 spurious:T2=x1 x1 sem:T4 # x\n x.y-z"},
      {1, "# c\nprogram: ./bank\nargs: 4 \"two words\"\noptions: --seed 3\nschedule: main*3 T1 # one\nschedule: T2*2\n"
          "shared: m0+0x4010:4 h1.3+8:40 s1-64:4 t2-16:8 a0x7f:4\noutcome: exit 0 \"2\\n\"\n"},
      {2, "4 'two words' \"a\\\"b\" c\\ d \\"},
  };
  if (i >= sizeof seeds / sizeof *seeds)
    return false;
  buf_putc(out, seeds[i].mode);
  buf_puts(out, seeds[i].text);
  return true;
}
