/* story.h — what the recordings in this folder show; never changes, or they would not match it any more.
 *
 * A recording of every version of the format is kept here and opened in every run of the tests:
 *
 *   v1.plait         format 1, blocks compressed with zstd
 *   v1-stored.plait  format 1, as written by a plait built without zstd
 *   v1-orders.plait  format 1 with memory orders in the flags of atomic steps (compat_orders)
 *   v1-parts.plait   format 1 with a block about objects made of others, and their notes (compat_parts)
 *
 * They are written by make.c, once, when a version of the format is new: see there. */
#ifndef PLAIT_TESTS_COMPAT_STORY_H
#define PLAIT_TESTS_COMPAT_STORY_H

#include "tracegen.h"

static struct trace *compat_story(void) {
  struct trace *t = tracegen(
      "mutex m recursive; sem s 2; barrier b 2; queue q 4; var d double; var c char; file src/bank.c;"
      "source \"int main(void) {\\n  return 0;\\n}\\n\";"
      "main create T1 @main:3; main create T2 @main:4; T1 start @worker:10; T2 start @worker:10;"
      "T1 lock m @worker:11; T1 write d -1.5 @worker:12; T2 lock m waited @worker:11; T2 write c 'x; T2 wait cv m;"
      "time 1500000; T1 signal cv T2 choice; T1 put q -7; T2 get q -7; T1 semwait s; T2 semtimed s timeout;"
      "T2 wake cv m spurious; T1 arrive b; T2 arrive b; T1 leave b; T2 leave b; main rdlock l; main rwunlock l;"
      "main wrlock l; main rwunlock l; T1 print \"x\\n\"; T2 eprint \"y\"; T1 note \"a note\"; T1 read x 4000000000;"
      "T1 write x -1; T2 cas x 5 fail; T2 io 7; main sleep 1000; main wake; main spinlock p; main spinunlock p; main "
      "once o;"
      "main begin phase; main end phase; main yield; main fence; T2 done; main join T2; main deadlock;"
      "T1 next lock m blocked @worker:19; main next read x spinning spins=9 deadline=2000000");
  const char *const args[] = {"4", "two words", ""}, *const env[] = {"A=1", "B="};
  struct trace_meta m = {.program = "./bank",
                         .args = args,
                         .arg_count = 3,
                         .env = env,
                         .env_count = 2,
                         .cwd = "/home/someone",
                         .stdin_file = "in.txt",
                         .strategy = "random",
                         .build = "gcc 12",
                         .seed = UINT64_MAX,
                         .max_steps = 1000,
                         .model = MODEL_GIL,
                         .free_time = 1,
                         .spurious = 1,
                         .has_tsan = 1,
                         .interval = 100};
  trace_set_meta(t, &m);
  const struct trace_shared shared[] = {{{PLACE_MODULE, 1, 0, 0x4010}, 4}, {{PLACE_HEAP, 2, 7, 16}, 65536}};
  trace_set_shared(t, shared, 2);
  trace_name_thread(t, 1, "teller");
  struct trace_end end = *trace_end(t);
  end.text = "deadlock: no thread can move";
  trace_set_end(t, &end);
  return t;
}

static struct trace *compat_orders(void) {
  return tracegen("var flag; var data; main create T1 @main:3; T1 start @worker:10; main write data 1 @main:4;"
                  "main store flag 1 release @main:5; T1 load flag 1 acquire @worker:11; T1 rmw flag 2 acq_rel @worker:12;"
                  "T1 cas flag 7 relaxed fail @worker:13; main load flag 2 consume @main:6; T1 fence release @worker:14;"
                  "main fence @main:7; T1 store flag 3 relaxed @worker:15; T1 done; main join T1; main exit 0");
}

static struct trace *compat_parts(void) {
  return tracegen("made queue orders 2 1; part mutex orders.lock orders; part cond orders.not_empty orders; made rwlock map 0 2;"
                  "var x; main create T1 @main:3; T1 start @worker:10; main call orders put -3 @main:4; main lock orders.lock;"
                  "main tell orders put -3 1 1; main signal orders.not_empty; main unlock orders.lock; main back orders put;"
                  "T1 call map acquire @worker:11; T1 tell map put 1 shared; T1 back map acquire; T1 read x 7;"
                  "T1 call orders task_done; T1 back orders task_done EOVERFLOW; T1 call orders get; T1 lock orders.lock;"
                  "T1 tell orders get -3 4294967295 1; T1 unlock orders.lock; T1 wait orders.not_empty orders.lock; main deadlock;"
                  "T1 next wake orders.not_empty orders.lock blocked; main next join T1 blocked");
}

#endif
