/* Recordings: what is written is what is read, and no file, however broken, is believed. */
#include "trace/block.h"
#include "trace/file.h"
#include "trace/varint.h"
#include "traceequal.h"
#include "tracegen.h"
#include "wire/prng.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/plait-test-file-XXXXXX";

static int make_dir(void **state) {
  (void)state;
  return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state) {
  (void)state;
  return rmdir(dir);
}

static const char *in_dir(const char *name) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  return path;
}

static void slurp(const char *path, struct buf *out) {
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  char chunk[4096];
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(out, chunk, n);
  fclose(f);
}

static void spit(const char *path, const void *bytes, size_t len) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, len, f), len);
  fclose(f);
}

/* A trace that has something in every corner. */
static struct trace *full(void) {
  struct trace *t = tracegen(
      "mutex m recursive; sem s 2; barrier b 2; queue q 4; var d double; source \"int main(void) { }\\n\"; file "
      "other.c;"
      "source \"/* other */\\n\"; main create T1 @main:3; main create T2 @main:4; T1 start @f:1; T2 start @f:1;"
      "T1 lock m @f:5; T1 write d -1.5 @f:6; T2 lock m waited @f:5; T2 wait c m; time 1500000; T1 signal c T2 choice;"
      "T1 put q -7; T2 get q -7; T1 semwait s; T2 semtimed s timeout; T2 wake c m spurious; T1 arrive b; T2 arrive b;"
      "T1 print \"x\\n\"; T2 eprint \"y\"; T1 note \"n\"; T1 read x 4000000000; T1 write x -1; T2 cas x 5 fail; main "
      "crash 11;"
      "T1 next lock m blocked @f:9; T2 next wake c m can_timeout can_spurious deadline=2000000; main next read x "
      "spinning spins=9");
  struct trace_meta m = {
      .program = "./bank", .cwd = "/home/x", .stdin_file = "in", .strategy = "random", .build = "gcc"};
  const char *args[] = {"4", "two words", ""}, *env[] = {"A=1", "B="};
  m.args = args;
  m.arg_count = 3;
  m.env = env;
  m.env_count = 2;
  m.seed = UINT64_MAX;
  m.max_steps = 1000;
  m.model = MODEL_GIL;
  m.free_time = m.spurious = m.has_tsan = 1;
  m.interval = 100;
  trace_set_meta(t, &m);
  struct trace_shared shared[] = {{{PLACE_MODULE, 1, 0, 0x4010}, 4}, {{PLACE_HEAP, 2, 7, 16}, 65536}};
  trace_set_shared(t, shared, 2);
  struct trace_end end = *trace_end(t);
  end.text = "segmentation fault";
  trace_set_end(t, &end);
  return t;
}

static void whole_traces_survive(void **state) {
  (void)state;
  struct plait_err err;
  struct recording_info info;
  struct trace *t = full();
  assert_true(recording_write(in_dir("a.plait"), t, &err));
  assert_int_equal(access(in_dir("a.plait.partial"), F_OK), -1);
  struct trace *back = recording_read(in_dir("a.plait"), &info, &err);
  assert_non_null(back);
  assert_true(traceequal(t, back));
  assert_false(info.cut_short);
  assert_int_equal(info.version, 1);
  trace_free(back);
  trace_free(t);
  t = trace_new(); /* nothing at all */
  assert_true(recording_write(in_dir("a.plait"), t, &err));
  back = recording_read(in_dir("a.plait"), NULL, &err);
  assert_non_null(back);
  assert_true(traceequal(t, back));
  trace_free(back);
  trace_free(t);
  unlink(in_dir("a.plait"));
}

/* The same trace when it had N steps. */
static struct trace *full_at(uint32_t n) {
  struct trace *t = full();
  trace_cut(t, n);
  return t;
}

static void a_recording_can_be_made_bit_by_bit(void **state) {
  (void)state;
  struct plait_err err;
  struct recorder *rec = recorder_open(in_dir("b.plait"), &err);
  assert_non_null(rec);
  struct trace *whole = full(), *t = full_at(1);
  for (uint32_t n = 1; n <= trace_steps(whole); n++) {
    if (n > 1) {
      struct trace_step s = *trace_step(whole, n);
      if (s.text) {
        size_t len;
        const char *text = trace_text(whole, s.text, &len);
        s.text = trace_add_text(t, text, len);
      }
      trace_append(t, &s);
    }
    if (n == 5) { /* learnt late */
      trace_name_object(t, 2, "renamed", "struct r", ENC_POINTER);
      trace_name_thread(t, 1, "worker");
    }
    assert_true(recorder_add(rec, t, &err));
    struct recording_info info;
    struct trace *so_far = recording_read(in_dir("b.plait"), &info, &err); /* finds the .partial */
    assert_non_null(so_far);
    assert_true(info.cut_short);
    assert_non_null(strstr(info.warning, "never finished"));
    uint32_t have = trace_steps(so_far);
    assert_true(have == n || have == n - 1);
    if (n > 5) {
      assert_string_equal(trace_object(so_far, 2)->name, "renamed");
      assert_string_equal(trace_thread(so_far, 1)->name, "worker");
    }
    trace_free(so_far);
  }
  trace_set_end(t, trace_end(whole));
  assert_true(recorder_close(rec, t, &err));
  struct trace *back = recording_read(in_dir("b.plait"), NULL, &err);
  assert_non_null(back);
  assert_true(traceequal(t, back));
  trace_free(back);
  trace_free(t);
  trace_free(whole);
  unlink(in_dir("b.plait"));
}

static void cutting_the_trace_starts_the_file_over(void **state) {
  (void)state;
  struct plait_err err;
  struct recorder *rec = recorder_open(in_dir("c.plait"), &err);
  struct trace *t = full();
  assert_true(recorder_add(rec, t, &err));
  trace_cut(t, 3);
  trace_append(t, &(struct trace_step){.op = OP_FENCE});
  assert_true(recorder_add(rec, t, &err));
  trace_append(t, &(struct trace_step){.op = OP_YIELD});
  assert_true(recorder_close(rec, t, &err));
  struct trace *back = recording_read(in_dir("c.plait"), NULL, &err);
  assert_non_null(back);
  assert_true(traceequal(t, back));
  trace_free(back);
  trace_free(t);
  unlink(in_dir("c.plait"));
}

static void an_abandoned_recording_leaves_nothing(void **state) {
  (void)state;
  struct plait_err err;
  struct recorder *rec = recorder_open(in_dir("d.plait"), &err);
  recorder_abandon(rec);
  assert_int_equal(access(in_dir("d.plait.partial"), F_OK), -1);
  recorder_abandon(NULL);
  assert_null(recorder_open(in_dir("no/such/dir.plait"), &err));
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  assert_non_null(strstr(err.text, "cannot create"));
  assert_non_null(strstr(err.text, "No such file"));
}

/* Two threads with a lock around a counter, interleaved at random. */
static struct trace *mutex_workload(uint32_t steps) {
  struct trace *t = tracegen("main create T1; T1 start; mutex m; var counter");
  static const uint8_t ops[] = {OP_MUTEX_LOCK, OP_READ, OP_WRITE, OP_MUTEX_UNLOCK};
  uint64_t random = 1, counter = 0;
  unsigned at[2] = {0, 0};
  int owner = -1;
  for (uint32_t i = 0; i < 4; i++)
    trace_add_site(t, &(struct trace_site){.func = "work", .file = "w.c", .line = 10 + i});
  while (trace_steps(t) < steps) {
    uint16_t who = (uint16_t)prng_below(&random, 2);
    bool waited = owner >= 0 && owner != who;
    if (waited)
      who = (uint16_t)owner;
    uint8_t op = ops[at[who]];
    bool memory = op == OP_READ || op == OP_WRITE;
    struct trace_step s = {
        .thread = who, .op = op, .object = memory ? 2 : 1, .site = at[who] + 1, .size = memory ? 4 : 0};
    s.flags = memory ? STEP_VALUE : op == OP_MUTEX_LOCK && prng_below(&random, 2) ? STEP_WAITED : 0;
    s.value = memory ? counter += op == OP_WRITE : 0;
    s.why = trace_steps(t) && trace_step(t, trace_steps(t))->thread == who ? WHY_CHOSEN : WHY_BLOCKED;
    trace_append(t, &s);
    owner = op == OP_MUTEX_LOCK ? (int)who : op == OP_MUTEX_UNLOCK ? -1 : owner;
    at[who] = (at[who] + 1) % 4;
  }
  trace_set_end(t, &(struct trace_end){.kind = END_STEP_LIMIT, .text = ""});
  return t;
}

static void long_recordings_are_small(void **state) {
  (void)state;
  struct plait_err err;
  struct trace *t = mutex_workload(300000);
  assert_true(recording_write(in_dir("e.plait"), t, &err));
  struct stat st;
  assert_int_equal(stat(in_dir("e.plait"), &st), 0);
  print_message("%.3f bytes per event\n", (double)st.st_size / trace_steps(t));
#ifdef HAVE_ZSTD
  assert_true(st.st_size <= 2 * (long)trace_steps(t));
#endif
  struct trace *back = recording_read(in_dir("e.plait"), NULL, &err);
  assert_non_null(back);
  assert_true(traceequal(t, back));
  trace_free(back);
  trace_free(t);
  unlink(in_dir("e.plait"));
}

/* A limit on the size of files is a full disk that a test can have. */
static void a_full_disk_is_told_and_leaves_nothing(void **state) {
  (void)state;
  struct plait_err err = {0};
  struct rlimit before, small;
  struct trace *t = mutex_workload(20000);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  small = before;
  small.rlim_cur = 2048;
  void (*old)(int) = signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  bool written = recording_write(in_dir("full.plait"), t, &err);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, old);
  assert_false(written);
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  assert_non_null(strstr(err.text, "cannot write"));
  assert_non_null(strstr(err.text, "File too large"));
  assert_int_equal(access(in_dir("full.plait"), F_OK), -1);
  assert_int_equal(access(in_dir("full.plait.partial"), F_OK), -1);
  trace_free(t);
}

static void random_steps_survive(void **state) {
  (void)state;
  struct plait_err err;
  uint64_t random = 42;
  for (int round = 0; round < 20; round++) {
    struct trace *t =
        tracegen("main create T1; main create T2; main lock m; main read a 1; main read b 2; main print \"x\"");
    for (uint32_t n = prng_below(&random, 3000); n > 0; n--) {
      struct trace_step s = {.value = prng_next(&random) >> prng_below(&random, 64),
                             .value_hi = prng_next(&random) >> prng_below(&random, 64),
                             .time_ns = prng_next(&random),
                             .object = prng_below(&random, (uint32_t)trace_objects(t) + 1),
                             .object2 = prng_below(&random, (uint32_t)trace_objects(t) + 1),
                             .text = prng_below(&random, 2),
                             .result = (int32_t)prng_next(&random),
                             .thread = (uint16_t)prng_below(&random, 3),
                             .other = (uint16_t)prng_below(&random, 3),
                             .flags = (uint16_t)prng_next(&random),
                             .op = (uint8_t)prng_below(&random, OP_COUNT),
                             .why = (uint8_t)prng_below(&random, WHY_COUNT),
                             .size = (uint8_t)prng_next(&random)};
      if ((s.op == OP_SPAN_BEGIN || s.op == OP_SPAN_END) && !s.object)
        s.object = 1; /* refused otherwise */
      trace_append(t, &s);
    }
    assert_true(recording_write(in_dir("f.plait"), t, &err));
    struct trace *back = recording_read(in_dir("f.plait"), NULL, &err);
    assert_non_null(back);
    assert_true(traceequal(t, back));
    trace_free(back);
    trace_free(t);
  }
  unlink(in_dir("f.plait"));
}

/* ---- files that are not what they should be ---------------------------------------- */

static void written(struct buf *out) {
  struct plait_err err;
  struct trace *t = full();
  assert_true(recording_write(in_dir("g.plait"), t, &err));
  slurp(in_dir("g.plait"), out);
  unlink(in_dir("g.plait"));
  trace_free(t);
}

static void refused(const void *bytes, size_t len, const char *because) {
  struct plait_err err = {0};
  struct trace *t = recording_parse("F.plait", bytes, len, NULL, &err);
  if (t)
    fail_msg("a file of %zu bytes was accepted that should have been refused", len);
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  if (because && !strstr(err.text, because))
    fail_msg("expected '%s' in: %s", because, err.text);
  assert_null(strchr(err.text, '\n'));
}

static void a_file_that_is_cut_off_is_refused(void **state) {
  (void)state;
  struct buf b = {0};
  written(&b);
  for (size_t len = 1; len < b.len; len++) {
    char *exact = xmalloc(len); /* so that a read behind the end is seen */
    memcpy(exact, b.at, len);
    refused(exact, len, "is cut off");
    free(exact);
  }
  refused("", 0, "is empty");
  buf_putc(&b, 'x');
  refused(b.at, b.len, "behind its end");
  buf_fini(&b);
}

static void every_flipped_bit_is_noticed(void **state) {
  (void)state;
  struct buf b = {0};
  written(&b);
  for (size_t bit = 0; bit < 8 * b.len; bit++) {
    b.at[bit / 8] = (char)(b.at[bit / 8] ^ 1 << bit % 8);
    refused(b.at, b.len, bit < 64 ? "is not a plait recording" : "is damaged");
    b.at[bit / 8] = (char)(b.at[bit / 8] ^ 1 << bit % 8);
  }
  buf_fini(&b);
}

static void a_killed_writer_leaves_a_readable_file(void **state) {
  (void)state;
  struct buf b = {0};
  struct plait_err err;
  struct trace *t = full();
  struct recorder *rec = recorder_open(in_dir("h.plait"), &err);
  uint32_t all = trace_steps(t);
  assert_true(recorder_add(rec, t, &err));
  slurp(in_dir("h.plait.partial"), &b);
  recorder_abandon(rec);
  size_t readable = 0;
  uint32_t most = 0;
  for (size_t len = FORMAT_HEADER; len <= b.len; len++) {
    struct recording_info info;
    struct trace *back = recording_parse("F.plait.partial", b.at, len, &info, &err);
    if (!back) { /* not even the threads were there yet */
      assert_int_equal(readable, 0);
      assert_non_null(strstr(err.text, "never finished"));
      continue;
    }
    readable++;
    assert_true(info.cut_short);
    assert_true(trace_steps(back) >= most);
    most = trace_steps(back);
    for (uint32_t n = 1; n <= most; n++)
      assert_int_equal(trace_step(back, n)->op, trace_step(t, n)->op);
    trace_free(back);
  }
  assert_true(readable > 0);
  assert_int_equal(most, all);
  /* but damage in the middle is not the same as a missing end */
  b.at[FORMAT_HEADER + FORMAT_BLOCK_HEADER] ^= 1;
  refused(b.at, b.len, "is damaged");
  buf_fini(&b);
  trace_free(t);
}

static void other_files_are_refused(void **state) {
  (void)state;
  struct plait_err err;
  refused("#!/bin/sh\necho not a recording at all, really\n", 45, "is not a plait recording");
  refused("\x89PNG\r\n\x1a\n", 8, "is not a plait recording");
  assert_null(recording_read(in_dir("missing.plait"), NULL, &err));
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  assert_non_null(strstr(err.text, "missing.plait: No such file"));
  assert_null(recording_read(dir, NULL, &err));
  assert_non_null(strstr(err.text, "Is a directory"));
  spit(in_dir("i.plait"), "hello", 5);
  assert_null(recording_read(in_dir("i.plait"), NULL, &err));
  assert_non_null(strstr(err.text, "is not a plait recording"));
  unlink(in_dir("i.plait"));
}

static void sign_header(struct buf *b) { block_put32((uint8_t *)b->at + 36, block_crc(b->at, 36)); }

static void a_newer_format_is_named(void **state) {
  (void)state;
  struct buf b = {0};
  written(&b);
  block_put32((uint8_t *)b.at + 8, 2);
  sign_header(&b);
  refused(b.at, b.len, "was made by a newer plait (format 2; this one reads 1)");
  block_put32((uint8_t *)b.at + 8, 1);
  b.at[16] |= 0x40;
  sign_header(&b);
  refused(b.at, b.len, "newer plait");
  buf_fini(&b);
}

/* A file whose header is as in one that was not finished, with BLOCKS behind it. */
static void unfinished(struct buf *out) {
  struct buf b = {0};
  written(&b);
  buf_add(out, b.at, FORMAT_HEADER);
  block_put64((uint8_t *)out->at + 24, 0);
  sign_header(out);
  buf_fini(&b);
}

static void unknown_blocks_are_skipped_when_they_may_be(void **state) {
  (void)state;
  struct plait_err err;
  struct block_packer *p = block_packer_new();
  struct buf b = {0};
  unfinished(&b);
  static const char thread[] = "\0\1\4main\0\0";
  block_pack(p, FORMAT_KIND('n', 'E', 'W', 'S'), "abc", 3, &b);
  block_pack(p, BLOCK_THREADS, thread, sizeof thread - 1, &b);
  struct trace *t = recording_parse("F", b.at, b.len, NULL, &err);
  assert_non_null(t);
  assert_string_equal(trace_thread(t, 0)->name, "main");
  trace_free(t);
  block_pack(p, FORMAT_KIND('N', 'E', 'W', 'S'), "abc", 3, &b);
  refused(b.at, b.len, "newer plait");
  block_packer_free(p);
  buf_fini(&b);
}

/* A few bytes that unpack to many steps must not take more memory than allowed. */
static void a_small_file_cannot_claim_a_huge_trace(void **state) {
  (void)state;
  struct plait_err err;
  struct block_packer *p = block_packer_new();
  struct buf b = {0}, steps = {0};
  unfinished(&b);
  block_pack(p, BLOCK_THREADS, "\0\1\4main\0\0", 9, &b);
  for (uint32_t k = 0; k < 64; k++) {
    buf_clear(&steps);
    varint_add(&steps, 1 + k * FORMAT_STEPS_MAX);
    varint_add(&steps, FORMAT_STEPS_MAX);
    for (int column = 0; column < 14; column++)
      varint_add(&steps, 0);
    block_pack(p, BLOCK_STEPS, steps.at, steps.len, &b);
  }
  assert_true(b.len < 4000);
  assert_null(recording_parse_within("F", b.at, b.len, 64 << 20, NULL, &err));
  assert_non_null(strstr(err.text, "more memory"));
  struct trace *t = recording_parse_within("F", b.at, b.len, (size_t)1 << 30, NULL, &err);
  assert_non_null(t);
  assert_int_equal(trace_steps(t), 64 * FORMAT_STEPS_MAX);
  trace_free(t);
  block_packer_free(p);
  buf_fini(&steps);
  buf_fini(&b);
}

/* Checksums are right, what is inside is not. */
static void numbers_out_of_range_are_refused(void **state) {
  (void)state;
  static const struct {
    uint32_t kind;
    const char *payload;
    size_t len;
  } bad[] = {
      {BLOCK_THREADS, "\2\1\1x\0\0", 6},                               /* rows that leave a gap */
      {BLOCK_THREADS, "\1\5\1x\0\0", 6},                               /* fewer rows than said */
      {BLOCK_THREADS, "\1\1\1x\0\7", 6},                               /* a start site that is not there */
      {BLOCK_THREADS, "\1\1\1x\0\0!", 7},                              /* something behind the last row */
      {BLOCK_OBJECTS, "\0\1\177\0\0\0\0\0\0\0\0\0\0\0", 14},           /* an unknown kind */
      {BLOCK_TEXTS, "\0\1\377\377\377\377\377\377\377\377\377\1", 12}, /* a length beyond everything */
      {BLOCK_MODULES, "\0\1\3a\0b", 6},                                /* a NUL in a name */
      {BLOCK_STEPS, "\1\1\1\5", 4},                                    /* a thread that is not there */
      {BLOCK_STEPS, "\2\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16},           /* not the next step */
      {BLOCK_STEPS, "\1\1\0\0\0\0\1\177\0\0\0\0\0\0\0\0\0", 17},       /* an unknown operation */
      {BLOCK_STEPS, "\1\1\0\0\0\0\1\53\0\0\0\0\0\0\0\0\0", 17},        /* a call of nothing */
      {BLOCK_STEPS, "\1\1\0\0\0\1\1\0\0\0\0\0\0\0\0\0\0", 17},         /* a text that is not there */
      {BLOCK_STEPS, "\1\2\0\0\0\0\1\1\0\0\0\0\0\0\0\0\0", 17},         /* a column that is too short */
      {BLOCK_STEPS, "", 0},
      {BLOCK_LAST, "\177\0\0\0", 4},                    /* an unknown end */
      {BLOCK_LAST, "\1\0\0\1\5\0\0\0\0\0\0\0\0\0", 14}, /* pending in no thread */
      {BLOCK_META, "\1x", 2},
      {BLOCK_SHARED, "\3\1", 2},
      {BLOCK_INDEX, "\1INDX\377\377\1\0", 9}, /* a place behind itself */
  };
  struct block_packer *p = block_packer_new();
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct buf b = {0};
    unfinished(&b);
    block_pack(p, BLOCK_THREADS, "\0\1\4main\0\0", 9, &b);
    block_pack(p, bad[i].kind, bad[i].payload, bad[i].len, &b);
    refused(b.at, b.len, "is damaged");
    buf_fini(&b);
  }
  block_packer_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whole_traces_survive),
      cmocka_unit_test(a_recording_can_be_made_bit_by_bit),
      cmocka_unit_test(cutting_the_trace_starts_the_file_over),
      cmocka_unit_test(an_abandoned_recording_leaves_nothing),
      cmocka_unit_test(long_recordings_are_small),
      cmocka_unit_test(a_full_disk_is_told_and_leaves_nothing),
      cmocka_unit_test(random_steps_survive),
      cmocka_unit_test(a_file_that_is_cut_off_is_refused),
      cmocka_unit_test(every_flipped_bit_is_noticed),
      cmocka_unit_test(a_killed_writer_leaves_a_readable_file),
      cmocka_unit_test(other_files_are_refused),
      cmocka_unit_test(a_newer_format_is_named),
      cmocka_unit_test(unknown_blocks_are_skipped_when_they_may_be),
      cmocka_unit_test(a_small_file_cannot_claim_a_huge_trace),
      cmocka_unit_test(numbers_out_of_range_are_refused),
  };
  return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
