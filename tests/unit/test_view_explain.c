/* test_view_explain.c — the sentences, word for word. */
#include "view/view.h"
#include "tracegen.h"
#include "wire/prng.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect(const char *what, uint32_t step, struct buf *b, const char *want) {
  if (strcmp(buf_str(b), want) != 0)
    fail_msg("%s at step %u:\n  is     '%s'\n  wanted '%s'", what, step, buf_str(b), want);
  buf_fini(b);
}

/* TEXT after two threads are there; its steps are numbered from 5. */
#define TWO(text) tracegen("main create T1; main create T2; T1 start; T2 start;" text)

static void did(struct trace *t, uint32_t step, const char *want) {
  struct buf b = {0};
  explain_step(t, step, &b);
  expect("explain_step", step, &b, want);
}

static void world_says(struct trace *t, uint32_t step, const char *want) {
  struct world *w = world_new(t);
  struct buf b = {0};
  world_seek(w, step);
  explain_world(w, &b);
  world_free(w);
  expect("explain_world", step, &b, want);
}

static void thread_is(struct trace *t, uint32_t step, uint16_t thread, const char *want) {
  struct world *w = world_new(t);
  struct buf b = {0};
  world_seek(w, step);
  explain_thread(w, NULL, thread, &b);
  world_free(w);
  expect("explain_thread", step, &b, want);
}

static void would(struct trace *t, uint32_t step, uint16_t thread, const char *want) {
  struct world *w = world_new(t);
  struct buf b = {0};
  world_seek(w, step);
  explain_pending(w, NULL, thread, &b);
  world_free(w);
  expect("explain_pending", step, &b, want);
}

static void value(uint8_t enc, uint8_t size, uint64_t lo, uint64_t hi, const char *want) {
  struct trace_object o = {.kind = KIND_VAR, .enc = enc, .size = size, .name = "x", .type = ""};
  struct buf b = {0};
  explain_value(&o, lo, hi, &b);
  expect("explain_value", 0, &b, want);
}

static void values_read_as_their_type_says(void **state) {
  (void)state;
  value(ENC_SIGNED, 4, 0xffffffff, 0, "-1");
  value(ENC_SIGNED, 1, 0x80, 0, "-128");
  value(ENC_SIGNED, 8, UINT64_MAX, 0, "-1");
  value(ENC_SIGNED, 2, 0x7fff, 0, "32767");
  value(ENC_UNSIGNED, 4, 0xffffffff, 0, "4294967295");
  value(ENC_UNSIGNED, 8, UINT64_MAX, 0, "18446744073709551615");
  value(ENC_BOOL, 1, 1, 0, "true");
  value(ENC_BOOL, 1, 0, 0, "false");
  value(ENC_BOOL, 1, 7, 0, "7");
  value(ENC_CHAR, 1, 'a', 0, "'a'");
  value(ENC_CHAR, 1, '\n', 0, "'\\n'");
  value(ENC_CHAR, 1, '\'', 0, "'\\''");
  value(ENC_CHAR, 1, '\\', 0, "'\\\\'");
  value(ENC_CHAR, 1, 0, 0, "'\\0'");
  value(ENC_CHAR, 1, 0xff, 0, "-1");
  value(ENC_FLOAT, 4, 0x3dcccccd, 0, "0.1");
  value(ENC_FLOAT, 8, 0x3fb999999999999a, 0, "0.1");
  value(ENC_FLOAT, 8, 0x3fd3333333333334, 0, "0.30000000000000004");
  value(ENC_FLOAT, 8, 0x7ff0000000000000, 0, "inf");
  value(ENC_FLOAT, 8, 0xbff8000000000000, 0, "-1.5");
  value(ENC_POINTER, 8, 0, 0, "NULL");
  value(ENC_POINTER, 8, 0x7fff1234, 0, "0x7fff1234");
  value(ENC_UNKNOWN, 4, 0x1000000ff, 0, "0xff");
  value(ENC_UNKNOWN, 16, 1, 2, "0x20000000000000001");
  value(ENC_UNKNOWN, 16, 1, 0, "0x1");
}

static void threads(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1; T1 start; T1 done; main join T1 waited; main detach T1 fail; main exit 3");
  did(t, 1, "main creates T1");
  did(t, 2, "T1 starts");
  did(t, 3, "T1 ends");
  did(t, 4, "main joins T1");
  did(t, 6, "main ends the process with status 3");
  world_says(t, 0, "nothing has happened yet; first main will create T1");
  world_says(t, 1, "main creates T1. Now main waits for T1 to end");
  world_says(t, 3, "T1 ends; main can go on now");
  thread_is(t, 0, 1, "T1 does not exist yet");
  thread_is(t, 1, 1, "T1 can start");
  thread_is(t, 2, 0, "main waits for T1 to end");
  thread_is(t, 3, 1, "T1 has ended");
  thread_is(t, 6, 0, "main has ended the process");
  would(t, 2, 1, "end");
  would(t, 3, 1, "nothing");
  trace_free(t);
}

static void those_who_are_cut_off(void **state) {
  (void)state;
  struct trace *t = TWO("T2 done; main exit 0");
  world_says(t, 6, "main ends the process with status 0; T1 had not ended and is cut off");
  thread_is(t, 6, 1, "T1 was cut off when the process ended");
  thread_is(t, 6, 2, "T2 has ended");
  trace_free(t);
}

static void memory(void **state) {
  (void)state;
  struct trace *t = TWO("T1 read counter 0 @10; T2 read counter 0 @10; T1 write counter 1 @11; T2 write counter 1 @11;"
                        "T2 write counter -5; T2 rmw counter 6; T1 cas counter 6 fail; T1 cas counter 7; T1 load counter 7;"
                        "T1 store other 9; T1 fence");
  did(t, 5, "T1 reads counter = 0");
  did(t, 7, "T1 writes counter = 1 (was 0)");
  did(t, 8, "T2 writes counter = 1 (was 1, which T1 wrote after T2 had read it)");
  did(t, 9, "T2 writes counter = -5 (was 1)");
  did(t, 10, "T2 atomically updates counter = 6 (was -5)");
  did(t, 11, "T1 compares counter = 6 and does not swap it");
  did(t, 12, "T1 compares and swaps counter = 7 (was 6)");
  did(t, 13, "T1 atomically reads counter = 7");
  did(t, 14, "T1 atomically writes other = 9");
  did(t, 15, "T1 passes a memory fence");
  would(t, 4, 1, "read counter (prog.c:10)");
  thread_is(t, 5, 1, "T1 can write counter (prog.c:11)");
  trace_free(t);
}

static void mutexes(void **state) {
  (void)state;
  struct trace *t = TWO("file bank.c; T1 lock m @31; T2 trylock m fail; T1 trylock m fail; T1 unlock m; T2 trylock m; T2 unlock m; T1 lock m;"
                        "T1 unlock m; main lock m waited; T2 timedlock m timeout; T2 lock m waited @40");
  did(t, 5, "T1 locks m");
  did(t, 6, "T2 fails to lock m, held by T1");
  did(t, 7, "T1 fails to lock m, which it holds itself");
  did(t, 8, "T1 unlocks m");
  did(t, 9, "T2 tries to lock m and gets it");
  did(t, 14, "T2 stops waiting for m, held by main: the time is over");
  world_says(t, 5, "T1 locks m; main has to wait for it");
  world_says(t, 8, "T1 unlocks m; main can go on now");
  world_says(t, 14, "T2 stops waiting for m, held by main: the time is over. Now T2 waits for m, held by main since step 13");
  thread_is(t, 5, 0, "main waits for m, held by T1 since step 5 (bank.c:31)");
  would(t, 14, 2, "lock m (bank.c:40)");
  trace_free(t);
}

static void recursive_and_errorcheck(void **state) {
  (void)state;
  struct trace *t = TWO("mutex r recursive; T1 lock r; T1 lock r nested; T1 unlock r nested; T1 unlock r; T2 unlock r fail");
  did(t, 6, "T1 locks r once more");
  did(t, 7, "T1 unlocks r once and still holds it");
  did(t, 9, "T2 fails to unlock r: it is taken (EBUSY)"); /* tracegen fails everything with EBUSY */
  trace_free(t);
}

static void rwlocks(void **state) {
  (void)state;
  struct trace *t = TWO("T1 rdlock l; T2 rdlock l; T1 rwunlock l; T2 rwunlock l; main wrlock l waited; T1 tryrdlock l fail;"
                        "main rwunlock l; T1 wrlock l; T2 next rdlock l");
  did(t, 5, "T1 locks l for reading");
  did(t, 7, "T1 unlocks l, done with reading");
  did(t, 9, "main locks l for writing");
  did(t, 11, "main unlocks l, done with writing");
  thread_is(t, 6, 0, "main waits for l, held for reading by T1 and T2 since step 5");
  world_says(t, 8, "T2 unlocks l, done with reading; main can go on now");
  world_says(t, 10, "T1 fails to lock l for reading, held by main. Now T1 waits for l, held by main since step 9");
  trace_free(t);
}

static void conditions(void **state) {
  (void)state;
  struct trace *t = TWO("T1 lock m; T1 wait not_empty m; T2 lock m; T2 signal not_empty T1; T2 signal not_empty; T2 broadcast not_empty;"
                        "T2 unlock m; T1 wake not_empty m; T1 wait not_empty m; T1 wake not_empty m timeout;"
                        "T1 wait not_empty m; T1 wake not_empty m spurious; T1 wait not_empty m; T2 broadcast not_empty 1");
  did(t, 6, "T1 gives m back while it waits for not_empty");
  did(t, 8, "T2 signals not_empty: wakes T1");
  did(t, 9, "T2 signals not_empty: nobody is waiting, the signal is lost");
  did(t, 10, "T2 broadcasts not_empty: nobody is waiting, it is lost");
  did(t, 12, "T1 wakes up from not_empty and locks m again");
  did(t, 14, "T1 stops waiting for not_empty: the time is over; it locks m again");
  did(t, 16, "T1 wakes up from not_empty although nobody signalled it (a spurious wakeup); it locks m again");
  did(t, 18, "T2 broadcasts not_empty: wakes 1 thread");
  world_says(t, 8, "T2 signals not_empty: wakes T1, which now waits for m, held by T2 since step 7");
  world_says(t, 6, "T1 gives m back while it waits for not_empty; T2 can go on now");
  thread_is(t, 7, 1, "T1 waits for a signal on not_empty since step 6");
  thread_is(t, 8, 1, "T1 was woken from not_empty and waits for m, held by T2 since step 7");
  thread_is(t, 11, 1, "T1 can wake up from not_empty and lock m again");
  trace_free(t);
}

static void semaphores_barriers_once(void **state) {
  (void)state;
  struct trace *t = TWO("sem s 1; barrier b 3; T1 semwait s; T2 semtry s fail; T1 post s; T2 semwait s; T2 post s;"
                        "T1 arrive b; T2 arrive b; main arrive b; T1 leave b; T1 once o; T1 once o last; T2 leave b; T2 once o;"
                        "T2 semwait s; T2 semtimed s timeout; T1 semwait s waited");
  did(t, 5, "T1 takes a permit of s, none is left");
  did(t, 6, "T2 fails to take a permit of s: it is taken (EBUSY)");
  did(t, 7, "T1 gives a permit to s, 1 there now");
  did(t, 10, "T1 arrives at b, 1 of 3");
  did(t, 12, "main arrives at b, 3 of 3: the barrier opens");
  did(t, 13, "T1 goes on from b");
  did(t, 14, "T1 runs the routine of o");
  did(t, 15, "T1 has run the routine of o");
  did(t, 17, "T2 skips the routine of o: it has been run already");
  did(t, 19, "T2 stops waiting for a permit of s: the time is over");
  world_says(t, 7, "T1 gives a permit to s, 1 there now; T2 can go on now");
  world_says(t, 11, "T2 arrives at b, 2 of 3");
  world_says(t, 12, "main arrives at b, 3 of 3: the barrier opens; T1 and T2 can go on now");
  world_says(t, 17, "T2 skips the routine of o: it has been run already");
  thread_is(t, 10, 1, "T1 waits at b for 2 more");
  thread_is(t, 11, 1, "T1 waits at b for 1 more");
  thread_is(t, 18, 1, "T1 waits for a permit of s, none is left since step 18");
  trace_free(t);
}

static void waiting_for_a_routine(void **state) {
  (void)state;
  struct trace *t = TWO("T1 once o; T1 once o last; T2 once o nested waited");
  thread_is(t, 5, 2, "T2 waits for T1 to finish the routine of o");
  world_says(t, 6, "T1 has run the routine of o; T2 can go on now");
  trace_free(t);
}

static void time_and_io(void **state) {
  (void)state;
  struct trace *t = TWO("T1 sleep 1500000000; T2 sleep 250000; T2 yield; T2 await; time 1500000000; T1 wake; T2 yield; T1 io 3 waited;"
                        "T1 print \"hello\\n\"; T1 eprint \"no \\\"x\\\"\"; T1 note \"cache is cold\"");
  did(t, 5, "T1 goes to sleep for 1.5 s");
  did(t, 6, "T2 goes to sleep for 250 us");
  did(t, 7, "T2 lets others go first (yield)");
  did(t, 9, "T1 wakes up at 1.5 s");
  did(t, 12, "T1 prints \"hello\\n\"");
  did(t, 13, "T1 prints \"no \\\"x\\\"\" to stderr");
  did(t, 14, "T1 notes: cache is cold");
  thread_is(t, 5, 1, "T1 sleeps until 1.5 s");
  thread_is(t, 9, 1, "T1 waits for fd 3 to be ready");
  trace_free(t);
  /* what is left over when 0.2 s become nanoseconds is not shown; what somebody may have meant is */
  t = TWO("T1 sleep 200000001; T1 sleep 289999999; T1 sleep 1000050; T1 sleep 999999; T1 sleep 1000001000");
  did(t, 5, "T1 goes to sleep for 200 ms");
  did(t, 6, "T1 goes to sleep for 290 ms");
  did(t, 7, "T1 goes to sleep for 1.00005 ms");
  did(t, 8, "T1 goes to sleep for 999.999 us");
  did(t, 9, "T1 goes to sleep for 1.000001 s");
  trace_free(t);
  t = TWO("T1 sleep 0; T1 next wake @3 blocked deadline=0; T2 next yield");
  thread_is(t, 5, 1, "T1 sleeps until 0 s");
  trace_free(t);
}

static void long_output_is_cut_between_characters(void **state) {
  (void)state;
  struct trace *t = tracegen("main print \"0123456789012345678901234567890123456789012345678901234567\xc3\xa4\xc3\xb6\"");
  did(t, 1, "main prints \"0123456789012345678901234567890123456789012345678901234567\xc3\xa4...\"");
  trace_free(t);
}

static void queues(void **state) {
  (void)state;
  struct trace *t = TWO("queue orders 4; T1 put orders -7; T2 get orders -7; T1 next put orders 8");
  did(t, 5, "T1 puts -7 into orders");
  did(t, 6, "T2 gets -7 from orders");
  trace_free(t);
}

static void deadlocks_are_spelt_out(void **state) {
  (void)state;
  struct trace *t = TWO("file bank.c; T1 lock a @5; T2 lock b @9; T1 deadlock; T1 next lock b; T2 next lock a; main next join T1");
  did(t, 7, "T1 and T2 wait for each other: T1 waits for b, held by T2 since step 6 (bank.c:9); "
            "T2 waits for a, held by T1 since step 5 (bank.c:5)");
  world_says(t, 7, "deadlock: T1 and T2 wait for each other: T1 waits for b, held by T2 since step 6 (bank.c:9); "
                   "T2 waits for a, held by T1 since step 5 (bank.c:5)");
  world_says(t, 6, "T2 locks b; T1 has to wait for it. Now T2 waits for a, held by T1 since step 5 (bank.c:5)");
  trace_free(t);

  t = TWO("T1 lock m; T1 deadlock; T1 next lock m; T2 next lock m; main next join T1");
  did(t, 6, "T1 waits for m, which it holds itself since step 5, and so for ever");
  trace_free(t);

  t = TWO("T1 lock m; T1 wait c m; T2 done; T1 deadlock; main next join T1");
  world_says(t, 8, "deadlock: nobody can move: main waits for T1 to end; T1 waits for a signal on c since step 6");
  trace_free(t);

  t = TWO("T2 done; T1 read flag 0; main deadlock; T1 next read flag spinning spins=40; main next join T1");
  world_says(t, 7, "livelock: nobody can get any further: main waits for T1 to end; T1 spins on flag, 40 times the same, until somebody writes it");
  trace_free(t);
}

static void three_in_a_circle(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1; main create T2; main create T3; T1 start; T2 start; T3 start; T1 lock a; T2 lock b;"
                             "T3 lock c; main deadlock; T1 next lock b; T2 next lock c; T3 next lock a; main next join T3");
  did(t, 10, "T1, T2 and T3 wait for each other in a circle: T1 waits for b, held by T2 since step 8; "
             "T2 waits for c, held by T3 since step 9; T3 waits for a, held by T1 since step 7");
  trace_free(t);
}

static void other_endings(void **state) {
  (void)state;
  struct trace *t = TWO("T1 assert \"x > 0\"");
  did(t, 5, "T1 fails an assertion: x > 0");
  thread_is(t, 5, 1, "T1 has failed an assertion");
  trace_free(t);
  t = TWO("T1 crash 11 @7");
  did(t, 5, "T1 crashes with signal 11");
  thread_is(t, 5, 1, "T1 has crashed (prog.c:7)");
  trace_free(t);
  t = TWO("T1 read x 0; stopped step_limit");
  world_says(t, 5, "T1 reads x = 0. The execution was stopped here");
  trace_free(t);
}

/* Every operation has words for what it did and for what it will do, whatever the flags. */
static void nothing_is_left_without_words(void **state) {
  (void)state;
  for (unsigned op = 0; op < OP_COUNT; op++)
    for (unsigned flags = 0; flags < 1 << 12; flags++) {
      struct trace *t = trace_new();
      trace_add_thread(t, "main", 0);
      uint32_t o = trace_add_object(t, &(struct trace_object){.name = "o", .type = ""});
      trace_append(t, &(struct trace_step){.op = (uint8_t)op, .flags = (uint16_t)flags, .object = o, .object2 = o});
      struct world *w = world_new(t);
      struct buf b = {0};
      if (op != OP_DEADLOCK) {
        explain_step(t, 1, &b);
        assert_true(b.len > strlen("main "));
        assert_null(strchr(buf_str(&b), '%'));
        assert_null(strstr(buf_str(&b), "(null)"));
      }
      buf_clear(&b);
      explain_pending(w, NULL, 0, &b);
      assert_true(b.len > 0);
      assert_null(strchr(buf_str(&b), '%'));
      world_seek(w, 1);
      explain_world(w, &b);
      explain_thread(w, NULL, 0, &b);
      buf_fini(&b);
      world_free(w);
      trace_free(t);
      if (flags > 16 && flags & (flags - 1))
        flags += 37; /* single flags and a sample of combinations */
    }
}

/* Steps that cannot be, as a recording from elsewhere may hold them, still give sentences. */
static void nonsense_is_put_in_words_too(void **state) {
  (void)state;
  enum { STEPS = 3000, THREADS = 5, OBJECTS = 12 };
  uint64_t random = 1;
  struct trace *t = trace_new();
  for (int i = 0; i < THREADS; i++)
    trace_add_thread(t, "T", 0);
  for (int i = 0; i < OBJECTS; i++)
    trace_add_object(t, &(struct trace_object){.kind = (uint8_t)prng_below(&random, KIND_COUNT), .name = "o", .type = ""});
  for (uint32_t n = 0; n < STEPS; n++)
    trace_append(t, &(struct trace_step){.op = (uint8_t)prng_below(&random, n + 200 < STEPS ? OP_ASSERT_FAIL : OP_COUNT),
                                         .thread = (uint16_t)prng_below(&random, THREADS),
                                         .other = (uint16_t)prng_below(&random, THREADS + 3),
                                         .object = prng_below(&random, OBJECTS + 3),
                                         .object2 = prng_below(&random, OBJECTS + 3),
                                         .flags = (uint16_t)prng_below(&random, 1 << 12),
                                         .value = prng_next(&random),
                                         .result = (int32_t)prng_below(&random, 200),
                                         .text = prng_below(&random, 5),
                                         .site = prng_below(&random, 3),
                                         .size = (uint8_t)prng_below(&random, 256)});
  struct world *w = world_new(t);
  struct buf b = {0};
  for (uint32_t n = 0; n <= STEPS; n++) {
    world_seek(w, n);
    buf_clear(&b);
    explain_world(w, &b);
    assert_true(b.len > 0);
    for (uint16_t i = 0; i < THREADS; i++) {
      explain_thread(w, NULL, i, &b);
      explain_pending(w, NULL, i, &b);
    }
    if (n)
      explain_step(t, n, &b);
  }
  buf_fini(&b);
  world_free(w);
  trace_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_read_as_their_type_says),
      cmocka_unit_test(threads),
      cmocka_unit_test(those_who_are_cut_off),
      cmocka_unit_test(memory),
      cmocka_unit_test(mutexes),
      cmocka_unit_test(recursive_and_errorcheck),
      cmocka_unit_test(rwlocks),
      cmocka_unit_test(conditions),
      cmocka_unit_test(semaphores_barriers_once),
      cmocka_unit_test(waiting_for_a_routine),
      cmocka_unit_test(time_and_io),
      cmocka_unit_test(long_output_is_cut_between_characters),
      cmocka_unit_test(queues),
      cmocka_unit_test(deadlocks_are_spelt_out),
      cmocka_unit_test(three_in_a_circle),
      cmocka_unit_test(other_endings),
      cmocka_unit_test(nothing_is_left_without_words),
      cmocka_unit_test(nonsense_is_put_in_words_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
