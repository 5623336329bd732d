/* The glue between a trace that wants names and the symbols that know them: src/cli/resolve.c. */
#include "cli/resolve.h"
#include "symbols_build.h"
#include "wire/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char *dir;
static char path[256];
static struct resolve *resolve;
static const struct trace_resolver *r;

static int setup(void **state) {
  (void)state;
  dir = make_dir();
  if (!dir || !compile("gcc", "-g -O0", "sym_plain.c", dir, "prog"))
    return -1;
  snprintf(path, sizeof path, "%s/prog", dir);
  resolve = resolve_new();
  r = resolve_get(resolve);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  resolve_free(resolve);
  remove_dir(dir);
  return 0;
}

static unsigned long address_of(const char *name) {
  char command[512], line[256];
  snprintf(command, sizeof command, "nm '%s' | grep ' %s$'", path, name);
  FILE *nm = popen(command, "r");
  bool found = nm && fgets(line, sizeof line, nm);
  if (nm)
    pclose(nm);
  return found ? strtoul(line, NULL, 16) : 0;
}

static void sites(void **state) {
  (void)state;
  NEED_LIBDW;
  struct trace_site site = {.func = "", .file = "", .module = 7, .off = 9};
  assert_true(r->site(r->ctx, path, address_of("touch"), &site));
  assert_string_equal(site.func, "touch");
  assert_string_equal(site.file, "sym_plain.c");
  assert_int_equal(site.line, 6);
  /* What the trace itself knows is left alone. */
  assert_int_equal(site.module, 7);
  assert_int_equal(site.off, 9);
  assert_false(r->site(r->ctx, "", 0, &site));
  assert_false(r->site(r->ctx, "/nonexistent", 16, &site));

  char *source = resolve_source(resolve, path, "sym_plain.c");
  assert_non_null(source);
  FILE *f = fopen(source, "r");
  assert_non_null(f);
  fclose(f);
  free(source);
  assert_null(resolve_source(resolve, path, "nowhere.c"));
}

static void places(void **state) {
  (void)state;
  NEED_LIBDW;
  struct trace_object o = {.name = "", .type = ""};
  struct trace_place counter = {.kind = PLACE_MODULE, .off = address_of("counter")};
  assert_true(r->place(r->ctx, &counter, 4, path, NULL, 0, 0, &o));
  assert_string_equal(o.name, "counter");
  assert_string_equal(o.type, "int");
  assert_int_equal(o.enc, ENC_SIGNED);
  assert_int_equal(o.size, 0);

  struct trace_place table = {.kind = PLACE_MODULE, .off = address_of("table") + 8};
  assert_true(r->place(r->ctx, &table, 4, path, NULL, 0, 0, &o));
  assert_string_equal(o.name, "table[2]");

  /* `by` is the only parameter of touch: gcc stores it below the saved frame pointer, the call's bookkeeping
   * and the return address. */
  struct trace_place by = {.kind = PLACE_STACK, .off = 64};
  bool found = false;
  for (int64_t cfa = 17; cfa < 64 && !found; cfa++)
    found = r->place(r->ctx, &by, 4, NULL, path, address_of("touch") + 16, cfa, &o) && strcmp(o.name, "touch:by") == 0;
  assert_true(found);
  assert_int_equal(o.enc, ENC_SIGNED);

  struct trace_place heap = {.kind = PLACE_HEAP, .owner = 1, .seq = 1};
  assert_false(r->place(r->ctx, &heap, 4, NULL, NULL, 0, 0, &o));
  struct trace_place mapped = {.kind = PLACE_ABS, .off = 0x1000};
  assert_false(r->place(r->ctx, &mapped, 4, NULL, NULL, 0, 0, &o));
}

/* A thread-local place does not say whose it is: it is the executable's, once that is known. */
static void thread_local_places(void **state) {
  (void)state;
  NEED_LIBDW;
  struct trace_object o = {.name = "", .type = ""};
  struct trace_place mine = {.kind = PLACE_TLS, .owner = 2, .off = 4};
  struct resolve *fresh = resolve_new();
  const struct trace_resolver *f = resolve_get(fresh);
  assert_false(f->place(f->ctx, &mine, 4, NULL, NULL, 0, 0, &o));
  struct trace_site site;
  assert_true(f->site(f->ctx, path, address_of("main"), &site));
  assert_true(f->place(f->ctx, &mine, 4, NULL, NULL, 0, 0, &o));
  assert_string_equal(o.name, "mine");
  resolve_free(fresh);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sites),
      cmocka_unit_test(places),
      cmocka_unit_test(thread_local_places),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
