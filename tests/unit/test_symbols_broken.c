/* Files that are cut short, overwritten, or no programs at all: src/symbols must say "unknown" and go on. */
#include "symbols/symbols.h"
#include "symbols_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

static char *dir;
static char *image; /* a good program */
static size_t image_len;

static int build_image(void **state) {
  (void)state;
  char path[256];
  dir = make_dir();
  if (!dir || !compile("cc", "-g -O0", "sym_static.c", dir, "good"))
    return -1;
  snprintf(path, sizeof path, "%s/good", dir);
  FILE *f = fopen(path, "rb");
  if (!f)
    return -1;
  struct stat st;
  if (fstat(fileno(f), &st) != 0)
    return -1;
  image_len = (size_t)st.st_size;
  image = malloc(image_len);
  bool whole = image && fread(image, 1, image_len, f) == image_len;
  fclose(f);
  return whole ? 0 : -1;
}

static int remove_image(void **state) {
  (void)state;
  free(image);
  remove_dir(dir);
  return 0;
}

static const char *write_file(const char *bytes, size_t len) {
  static char path[256];
  snprintf(path, sizeof path, "%s/broken", dir);
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, len, f), len);
  assert_int_equal(fclose(f), 0);
  return path;
}

/* Every kind of question, all over the file. Returns how many could be answered. Answers must be readable
 * strings; that they are right cannot be asked of a broken file. */
static unsigned ask_everything(const char *path) {
  struct symbols *s = symbols_new();
  unsigned known = 0;
  size_t text = 0;
  for (uint64_t off = 0; off < 0x8000; off += 24) {
    struct symbols_site site;
    struct symbols_var var;
    uint64_t lo, hi;
    known += symbols_site(s, path, off, &site);
    text += strlen(site.func) + strlen(site.file);
    if (symbols_function_range(s, path, off, &lo, &hi))
      assert_true(lo <= off && off < hi);
    known += symbols_static_var(s, path, off, off % 48, &var);
    text += strlen(var.name) + strlen(var.type);
    known += symbols_stack_var(s, path, off, (int64_t)(off % 96), 4, &var);
    text += strlen(var.name) + strlen(var.type);
    known += symbols_tls_var(s, path, off % 64, 4, &var);
    text += strlen(var.name) + strlen(var.type);
  }
  assert_true(known == 0 || text > 0);
  symbols_free(s);
  struct symbols_build b;
  struct buf line = {0};
  symbols_build(path, &b);
  symbols_build_text(&b, &line);
  assert_true(line.len > 0);
  buf_fini(&line);
  return known;
}

static void whole(void **state) {
  (void)state;
#ifdef HAVE_LIBDW
  assert_true(ask_everything(write_file(image, image_len)) > 100);
#else
  assert_int_equal(ask_everything(write_file(image, image_len)), 0);
#endif
}

static void cut_short(void **state) {
  (void)state;
  for (size_t cut = 0; cut < 64; cut++)
    ask_everything(write_file(image, image_len * cut / 64));
  /* The first bytes decide most; every length of the header. */
  for (size_t len = 0; len <= 72; len++)
    assert_int_equal(ask_everything(write_file(image, len)), 0);
}

/* The section headers lie at the end of the file: here the file ends with zeros instead. */
static void zeroed(void **state) {
  (void)state;
  char *copy = malloc(image_len);
  for (size_t cut = 1; cut < 32; cut++) {
    memcpy(copy, image, image_len);
    memset(copy + image_len * cut / 32, 0, image_len - image_len * cut / 32);
    ask_everything(write_file(copy, image_len));
  }
  free(copy);
}

static void not_programs(void **state) {
  (void)state;
  static const char text[] = "#!/bin/sh\necho hello\n";
  assert_int_equal(ask_everything(write_file(text, sizeof text - 1)), 0);
  assert_int_equal(ask_everything(write_file("", 0)), 0);
  assert_int_equal(ask_everything("/nonexistent"), 0);
  assert_int_equal(ask_everything(""), 0);
  assert_int_equal(ask_everything(dir), 0);
  assert_int_equal(ask_everything("/dev/null"), 0);

  char fifo[256];
  snprintf(fifo, sizeof fifo, "%s/fifo", dir);
  assert_int_equal(mkfifo(fifo, 0600), 0);
  assert_int_equal(ask_everything(fifo), 0); /* and does not wait for somebody to write into it */

  char object[256];
  assert_true(compile("cc", "-g -c", "sym_static.c", dir, "object.o"));
  snprintf(object, sizeof object, "%s/object.o", dir);
  assert_int_equal(ask_everything(object), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whole),
      cmocka_unit_test(cut_short),
      cmocka_unit_test(zeroed),
      cmocka_unit_test(not_programs),
  };
  return cmocka_run_group_tests(tests, build_image, remove_image);
}
