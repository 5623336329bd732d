/* From the runtime's log to a trace: numbers, names, texts, pending operations. */
#include "base/buf.h"
#include "trace/ingest.h"
#include "wire/prng.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A log under construction, and what it becomes. */
struct log {
  struct trace *trace;
  struct ingest *in;
};

static void add(struct log *l, union wire_record r) { ingest_records(l->in, &r, 1); }
static void add_decl(struct log *l, struct wire_decl d) { add(l, (union wire_record){.decl = d}); }

static void add_step(struct log *l, struct wire_step s) {
  s.type = WIRE_STEP;
  add(l, (union wire_record){.step = s});
}

static void add_text(struct log *l, const char *text) {
  for (size_t len = strlen(text); len > 0;) {
    struct wire_text t = {.type = WIRE_TEXT, .len = (uint16_t)(len < WIRE_TEXT_BYTES ? len : WIRE_TEXT_BYTES)};
    t.more = len > WIRE_TEXT_BYTES;
    memcpy(t.bytes, text, t.len);
    add(l, (union wire_record){.text = t});
    text += t.len;
    len -= t.len;
  }
}

static void add_module(struct log *l, uint32_t id, const char *path) {
  add_decl(l, (struct wire_decl){.type = WIRE_MODULE, .id = id});
  add_text(l, path);
}

static struct log log_new(const struct trace_resolver *r) {
  struct log l = {.trace = trace_new()};
  l.in = ingest_new(l.trace, r);
  add_module(&l, 0, "/home/x/bank");
  add_decl(&l, (struct wire_decl){.type = WIRE_THREAD, .id = 0, .pc_module = 0xffff});
  return l;
}

static void log_free(struct log *l) {
  ingest_free(l->in);
  trace_free(l->trace);
}

/* Knows lines 100 bytes apart, a global `counter` at 0x4010, and the stack variable `i` of every function. */
static bool fake_site(void *ctx, const char *module, uint64_t off, struct trace_site *out) {
  ++*(int *)ctx;
  if (!strstr(module, "bank"))
    return false;
  out->file = "src/bank.c";
  out->func = off < 1000 ? "main" : off < 2000 ? "worker" : "other";
  out->line = (uint32_t)(off / 100);
  return true;
}

static bool fake_place(void *ctx, const struct trace_place *place, size_t size, const char *module,
                       const char *frame_module, uint64_t frame_off, int64_t cfa, struct trace_object *out) {
  (void)ctx;
  static char name[64];
  if (place->kind == PLACE_MODULE && place->off == 0x4010 && size == 4 && strstr(module, "bank")) {
    out->name = "counter";
    out->type = "int";
    out->enc = ENC_SIGNED;
    return true;
  }
  if (place->kind == PLACE_MODULE && place->off == 0x5008) {
    out->name = "pool.lock";
    return true;
  }
  if (place->kind == PLACE_STACK && cfa == 20 && frame_module) {
    snprintf(name, sizeof name, "%s:i", frame_off < 1000 ? "main" : frame_off < 2000 ? "worker" : "other");
    out->name = name;
    out->type = "long";
    return true;
  }
  return false;
}

static const char *object_of(const struct log *l, uint32_t step) {
  return trace_object(l->trace, trace_step(l->trace, step)->object)->name;
}

static void memory_is_known_by_its_place(void **state) {
  (void)state;
  int calls = 0;
  struct trace_resolver r = {&calls, fake_site, fake_place};
  struct log l = log_new(&r);
  struct wire_step read = {
      .op = OP_READ, .size = 4, .flags = STEP_VALUE, .pc_off = 1201, .place = PLACE_MODULE, .place_off = 0x4010};
  read.value[0] = 7;
  read.why = WHY_PREEMPTED;
  read.time_ns = 5;
  add_step(&l, read);
  add_step(&l, read);
  read.size = 8;
  add_step(&l, read);
  read.place_off = 0x4018;
  read.size = 4;
  add_step(&l, read);
  assert_int_equal(trace_steps(l.trace), 4);
  const struct trace_step *s = trace_step(l.trace, 1);
  assert_int_equal(s->value, 7);
  assert_int_equal(s->why, WHY_PREEMPTED);
  assert_int_equal(s->time_ns, 5);
  assert_int_equal(s->object, trace_step(l.trace, 2)->object);
  assert_string_equal(object_of(&l, 1), "counter");
  const struct trace_object *o = trace_object(l.trace, s->object);
  assert_string_equal(o->type, "int");
  assert_int_equal(o->enc, ENC_SIGNED);
  assert_int_equal(o->size, 4);
  assert_int_equal(o->kind, KIND_VAR);
  assert_string_equal(object_of(&l, 3), "bank+0x4010"); /* the whole and a part are different things */
  assert_string_equal(object_of(&l, 4), "bank+0x4018");
  /* a return address: the call is before it, and it is looked up once */
  const struct trace_site *site = trace_site(l.trace, s->site);
  assert_int_equal(site->line, 12);
  assert_string_equal(site->func, "worker");
  assert_int_equal(site->off, 1200);
  assert_int_equal(trace_sites(l.trace), 1);
  assert_int_equal(calls, 1);
  log_free(&l);
}

static void heap_blocks_are_named_by_where_they_were_made(void **state) {
  (void)state;
  int calls = 0;
  struct trace_resolver r = {&calls, fake_site, fake_place};
  struct log l = log_new(&r);
  struct wire_decl block = {.type = WIRE_BLOCK, .place = PLACE_HEAP, .place_seq = 1, .a = 64, .pc_off = 3101};
  struct wire_step write = {.op = OP_WRITE, .size = 4, .place = PLACE_HEAP, .place_seq = 1, .pc_module = 0xffff};
  add_decl(&l, block);
  add_step(&l, write);
  write.place_off = 8;
  add_step(&l, write);
  block.place_seq = write.place_seq = 2;
  add_decl(&l, block);
  add_step(&l, write);
  write.place_seq = 9; /* never declared */
  add_step(&l, write);
  assert_string_equal(object_of(&l, 1), "malloc@bank.c:31");
  assert_string_equal(object_of(&l, 2), "malloc@bank.c:31+8");
  assert_string_equal(object_of(&l, 3), "malloc@bank.c:31#2+8");
  assert_string_equal(object_of(&l, 4), "malloc@main#9+8");
  assert_int_equal(trace_site(l.trace, trace_object(l.trace, trace_step(l.trace, 1)->object)->site)->line, 31);
  log_free(&l);
}

static void stack_places_belong_to_a_function(void **state) {
  (void)state;
  int calls = 0;
  struct trace_resolver r = {&calls, fake_site, fake_place};
  struct log l = log_new(&r);
  struct wire_decl frame = {
      .type = WIRE_FRAME, .place = PLACE_STACK, .place_owner = 1, .owner = 1, .place_off = 40, .a = 20, .pc_off = 1501};
  struct wire_step write = {.value = {99, 99},
                            .op = OP_WRITE,
                            .size = 8,
                            .place = PLACE_STACK,
                            .place_owner = 1,
                            .place_off = 40,
                            .pc_module = 0xffff};
  add_step(&l, write);
  add_decl(&l, frame);
  add_step(&l, write);
  frame.pc_off = 2501; /* another function is called, and its variable lies at the same place */
  add_decl(&l, frame);
  add_step(&l, write);
  frame.pc_off = 1601; /* and the first one again, at another line */
  add_decl(&l, frame);
  add_step(&l, write);
  frame.place_owner = frame.owner = write.place_owner = 2; /* in another thread */
  add_decl(&l, frame);
  add_step(&l, write);
  assert_string_equal(object_of(&l, 1), "T1:stack-40");
  assert_string_equal(object_of(&l, 2), "worker:i");
  assert_string_equal(object_of(&l, 3), "other:i");
  assert_int_equal(trace_step(l.trace, 4)->object, trace_step(l.trace, 2)->object);
  assert_string_equal(object_of(&l, 5), "worker:i@T2");
  assert_int_equal(trace_step(l.trace, 5)->value, 0);
  write.place = PLACE_TLS;
  add_step(&l, write);
  write.place = PLACE_ABS;
  add_step(&l, write);
  assert_string_equal(object_of(&l, 6), "T2:tls-40");
  assert_string_equal(object_of(&l, 7), "0x28");
  log_free(&l);
}

static void synchronisation_objects_are_declared(void **state) {
  (void)state;
  int calls = 0;
  struct trace_resolver r = {&calls, fake_site, fake_place};
  struct log l = log_new(&r);
  struct wire_decl m = {.type = WIRE_OBJECT,
                        .kind = KIND_MUTEX,
                        .id = 1,
                        .place = PLACE_MODULE,
                        .place_off = 0x5008,
                        .b = 1,
                        .pc_module = 0xffff};
  add_decl(&l, m);
  add_step(&l, (struct wire_step){.op = OP_MUTEX_LOCK, .object = 1});
  /* a variable at the same place is something else */
  add_step(&l, (struct wire_step){.op = OP_READ, .size = 4, .place = PLACE_MODULE, .place_off = 0x5008});
  assert_string_equal(object_of(&l, 1), "pool.lock");
  assert_int_equal(trace_object(l.trace, trace_step(l.trace, 1)->object)->kind, KIND_MUTEX);
  assert_int_equal(trace_object(l.trace, trace_step(l.trace, 1)->object)->lock_type, 1);
  assert_int_equal(trace_object(l.trace, trace_step(l.trace, 2)->object)->kind, KIND_VAR);
  assert_int_not_equal(trace_step(l.trace, 1)->object, trace_step(l.trace, 2)->object);
  /* made again under a new number, at the same place: the same lock to the reader */
  m.id = 2;
  add_decl(&l, m);
  add_step(&l, (struct wire_step){.op = OP_MUTEX_UNLOCK, .object = 2});
  assert_int_equal(trace_step(l.trace, 3)->object, trace_step(l.trace, 1)->object);
  /* on the heap or stack, unnamed */
  add_decl(&l, (struct wire_decl){
                   .type = WIRE_OBJECT, .kind = KIND_SEM, .id = 3, .place = PLACE_STACK, .place_off = 8, .a = 5});
  add_decl(&l, (struct wire_decl){
                   .type = WIRE_OBJECT, .kind = KIND_SEM, .id = 4, .place = PLACE_STACK, .place_off = 48, .a = 6});
  add_step(&l, (struct wire_step){.op = OP_SEM_WAIT, .object = 4});
  assert_string_equal(object_of(&l, 4), "semaphore 2");
  assert_int_equal(trace_object(l.trace, trace_step(l.trace, 4)->object)->param, 6);
  /* named by the program when it was declared */
  add_decl(&l,
           (struct wire_decl){
               .type = WIRE_OBJECT, .kind = KIND_QUEUE, .id = 5, .place = PLACE_MODULE, .place_off = 0x5008, .a = 4});
  add_text(&l, "orders");
  add_step(&l, (struct wire_step){.op = OP_NOTE, .object = 5, .flags = STEP_VALUE | STEP_PUT, .value = {3}});
  assert_string_equal(object_of(&l, 5), "orders");
  assert_string_equal(object_of(&l, 1), "pool.lock"); /* which begins at the same byte */
  /* waits know their mutex; a number never declared gives an object all the same */
  add_step(&l, (struct wire_step){.op = OP_COND_WAIT, .object = 77, .place_off = 1});
  assert_string_equal(object_of(&l, 6), "condition 1");
  assert_int_equal(trace_step(l.trace, 6)->object2, trace_step(l.trace, 1)->object);
  log_free(&l);
}

/* What lies inside an object is called after it, also when that must be told apart from another of its name; what nobody has
 * named is numbered; memory that is used again holds another object. */
static void objects_made_of_others_are_declared(void **state) {
  (void)state;
  struct log l = log_new(NULL);
  struct wire_decl queue = {.type = WIRE_OBJECT, .id = 1, .kind = KIND_QUEUE, .place = PLACE_HEAP, .place_seq = 1, .a = 2, .b = 1,
                            .owner = OBJECT_COMPOSITE | OBJECT_NAMED};
  struct wire_decl lock = {.type = WIRE_OBJECT, .id = 2, .kind = KIND_MUTEX, .place = PLACE_HEAP, .place_seq = 1, .place_off = 8,
                           .owner = OBJECT_NAMED, .whole = 1};
  for (int i = 0; i < 2; i++) { /* twice at one place, and the second is used */
    add_decl(&l, queue);
    add_text(&l, "orders");
    add_decl(&l, lock);
    add_text(&l, "lock");
    queue.id = 3, lock.id = lock.whole = 3, lock.id = 4;
  }
  queue.place_seq = lock.place_seq = 2, queue.id = 5, lock.id = 6, lock.whole = 5; /* another of this name */
  add_decl(&l, queue);
  add_text(&l, "orders");
  add_decl(&l, lock);
  add_text(&l, "lock");
  queue.owner = OBJECT_COMPOSITE;
  queue.place_seq = 3, queue.id = 7;
  add_decl(&l, queue);
  queue.place_seq = 4, queue.id = 8;
  add_decl(&l, queue);
  static const char *const want[] = {"orders", "orders.lock", "orders", "orders.lock", "orders#2", "orders#2.lock", "queue 1", "queue 2"};
  assert_int_equal(trace_objects(l.trace), 8);
  for (uint32_t i = 1; i <= 8; i++) {
    const struct trace_object *o = trace_object(l.trace, i);
    assert_string_equal(o->name, want[i - 1]);
    assert_int_equal(o->composite, o->kind == KIND_QUEUE);
    assert_int_equal(o->whole, o->kind == KIND_MUTEX ? i - 1 : 0);
  }
  assert_int_equal(trace_object(l.trace, 1)->lock_type, 1);
  assert_int_equal(trace_object(l.trace, 1)->param, 2);
  struct wire_step note = {.op = OP_NOTE, .object = 3, .flags = STEP_VALUE | STEP_PUT, .value = {7, 1ull << 32 | 2}};
  add_step(&l, note);
  add_step(&l, (struct wire_step){.op = OP_SPAN_BEGIN, .object = 5});
  add_text(&l, "put");
  assert_string_equal(object_of(&l, 1), "orders");
  assert_int_equal(trace_step(l.trace, 1)->object, 3);
  assert_true(trace_step(l.trace, 1)->value_hi == (1ull << 32 | 2));
  assert_int_equal(trace_step(l.trace, 2)->object, 5);
  assert_string_equal(trace_text(l.trace, trace_step(l.trace, 2)->text, NULL), "put");
  /* What the note says is part of what happened. */
  uint64_t hash = trace_hash(l.trace);
  log_free(&l);
  l = log_new(NULL);
  queue.owner = OBJECT_COMPOSITE, queue.place_seq = 1, queue.id = 3;
  for (int i = 0; i < 2; i++) {
    struct log again = log_new(NULL);
    add_decl(&again, queue);
    note.value[1] = (uint64_t)i + 1;
    add_step(&again, note);
    assert_true(trace_hash(again.trace) != hash);
    hash = trace_hash(again.trace);
    log_free(&again);
  }
  log_free(&l);
}

static void the_program_names_things(void **state) {
  (void)state;
  int calls = 0;
  struct trace_resolver r = {&calls, fake_site, fake_place};
  struct log l = log_new(&r);
  struct wire_decl name = {
      .type = WIRE_NAME, .kind = KIND_VAR, .place = PLACE_MODULE, .place_off = 0x6000, .a = 64, .pc_module = 0xffff};
  add_decl(&l, name); /* a structure, before anything of it is seen */
  add_text(&l, "table");
  struct wire_step write = {.op = OP_WRITE, .size = 4, .place = PLACE_MODULE, .place_off = 0x6008, .pc_module = 0xffff};
  add_step(&l, write);
  write.place_off = 0x6040;
  add_step(&l, write);
  assert_string_equal(object_of(&l, 1), "table+8");
  assert_string_equal(object_of(&l, 2), "bank+0x6040"); /* just behind it */
  write.place_off = 0x4010;
  add_step(&l, write);
  assert_string_equal(object_of(&l, 3), "counter");
  name.place_off = 0x4010; /* a name that comes late and replaces the source's */
  name.a = 4;
  add_decl(&l, name);
  add_text(&l, "hits");
  assert_string_equal(object_of(&l, 3), "hits");
  /* a lock inside a named structure keeps the name that the source gives it */
  name.place_off = 0x5000;
  name.a = 128;
  add_decl(&l, name);
  add_text(&l, "thread pool");
  add_decl(&l, (struct wire_decl){
                   .type = WIRE_OBJECT, .kind = KIND_MUTEX, .id = 1, .place = PLACE_MODULE, .place_off = 0x5008});
  add_step(&l, (struct wire_step){.op = OP_MUTEX_LOCK, .object = 1});
  assert_string_equal(object_of(&l, 4), "pool.lock");
  /* and is renamed when it is named itself */
  name.place_off = 0x5008;
  name.a = 40;
  add_decl(&l, name);
  add_text(&l, "door");
  assert_string_equal(object_of(&l, 4), "door");
  log_free(&l);
}

static void threads_are_numbered_and_renamed(void **state) {
  (void)state;
  int calls = 0;
  struct trace_resolver r = {&calls, fake_site, fake_place};
  struct log l = log_new(&r);
  add_decl(&l, (struct wire_decl){.type = WIRE_THREAD, .id = 1, .owner = 0, .pc_off = 1101});
  add_step(&l, (struct wire_step){.op = OP_THREAD_CREATE, .other = 1});
  add_decl(&l, (struct wire_decl){.type = WIRE_THREAD, .id = 2, .owner = 1, .pc_off = 1101});
  add_step(&l, (struct wire_step){.op = OP_THREAD_CREATE, .thread = 1, .other = 2});
  add_step(&l, (struct wire_step){.op = OP_THREAD_START, .thread = 2});
  add_decl(&l, (struct wire_decl){.type = WIRE_NAME, .kind = KIND_THREAD, .id = 2});
  add_text(&l, "producer");
  assert_int_equal(trace_threads(l.trace), 3);
  assert_string_equal(trace_thread(l.trace, 0)->name, "main");
  assert_string_equal(trace_thread(l.trace, 1)->name, "T1");
  assert_string_equal(trace_thread(l.trace, 2)->name, "producer");
  assert_int_equal(trace_thread(l.trace, 2)->creator, 1);
  assert_int_equal(trace_thread(l.trace, 2)->created, 2);
  assert_string_equal(trace_site(l.trace, trace_thread(l.trace, 1)->start_site)->func, "worker");
  log_free(&l);
}

static void texts_go_to_their_step(void **state) {
  (void)state;
  struct log l = log_new(NULL);
  char longer[400];
  memset(longer, 'x', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  add_step(&l, (struct wire_step){.op = OP_OUTPUT, .result = 1});
  add_text(&l, "hello\n");
  add_step(&l, (struct wire_step){.op = OP_OUTPUT, .result = 2});
  add_text(&l, longer);
  add_step(&l, (struct wire_step){.op = OP_IO, .result = 5});
  add_step(&l, (struct wire_step){.op = OP_OUTPUT, .result = 1});
  size_t len;
  assert_string_equal(trace_text(l.trace, trace_step(l.trace, 1)->text, &len), "hello\n");
  assert_int_equal(len, 6);
  assert_string_equal(trace_text(l.trace, trace_step(l.trace, 2)->text, &len), longer);
  assert_int_equal(trace_step(l.trace, 3)->text, 0);
  assert_int_equal(trace_step(l.trace, 4)->text, 0);
  assert_string_equal(object_of(&l, 1), "stdout");
  assert_string_equal(object_of(&l, 2), "stderr");
  assert_string_equal(object_of(&l, 3), "fd 5");
  assert_int_equal(trace_object(l.trace, trace_step(l.trace, 3)->object)->kind, KIND_FILE);
  assert_int_equal(trace_step(l.trace, 4)->object, trace_step(l.trace, 1)->object);
  log_free(&l);
}

static void without_debug_information_places_are_named(void **state) {
  (void)state;
  struct log l = log_new(NULL);
  add_step(&l,
           (struct wire_step){.op = OP_READ, .size = 4, .place = PLACE_MODULE, .place_off = 0x4010, .pc_off = 0x1235});
  add_decl(&l, (struct wire_decl){
                   .type = WIRE_BLOCK, .place = PLACE_HEAP, .place_owner = 2, .place_seq = 1, .pc_off = 0x1301});
  add_step(&l, (struct wire_step){.op = OP_READ, .size = 4, .place = PLACE_HEAP, .place_owner = 2, .place_seq = 1});
  assert_string_equal(object_of(&l, 1), "bank+0x4010");
  assert_string_equal(object_of(&l, 2), "malloc@bank+0x1300");
  const struct trace_site *s = trace_site(l.trace, trace_step(l.trace, 1)->site);
  assert_string_equal(s->file, "");
  assert_int_equal(s->off, 0x1234);
  assert_string_equal(trace_module(l.trace, s->module), "/home/x/bank");
  log_free(&l);
}

static void pending_operations_are_taken_over(void **state) {
  (void)state;
  struct log l = log_new(NULL);
  struct wire_ctl *ctl = calloc(1, sizeof *ctl);
  add_decl(&l,
           (struct wire_decl){.type = WIRE_OBJECT, .kind = KIND_MUTEX, .id = 1, .place = PLACE_MODULE, .place_off = 8});
  add_decl(&l,
           (struct wire_decl){.type = WIRE_OBJECT, .kind = KIND_COND, .id = 2, .place = PLACE_MODULE, .place_off = 80});
  ctl->threads = 4;
  ctl->thread[0] = (struct wire_thread){.state = THREAD_LIVE, .op = OP_THREAD_JOIN, .other = 3, .deadline = UINT64_MAX};
  ctl->thread[1] = (struct wire_thread){.state = THREAD_FINISHED};
  ctl->thread[2] = (struct wire_thread){.state = THREAD_LIVE,
                                        .op = OP_COND_WAKE,
                                        .object = 2,
                                        .place_off = 1,
                                        .can_timeout = 1,
                                        .can_spurious = 1,
                                        .deadline = 9};
  ctl->thread[3] = (struct wire_thread){.state = THREAD_LIVE,
                                        .op = OP_READ,
                                        .size = 4,
                                        .enabled = 1,
                                        .spinning = 1,
                                        .spins = 3,
                                        .place = PLACE_MODULE,
                                        .place_off = 0x10};
  ingest_pending(l.in, ctl);
  size_t n;
  const struct trace_pending *p = trace_pending(l.trace, &n);
  assert_int_equal(n, 3);
  assert_int_equal(p[0].op, OP_THREAD_JOIN);
  assert_int_equal(p[0].other, 3);
  assert_int_equal(p[0].enabled, 0);
  assert_int_equal(p[1].thread, 2);
  assert_int_equal(trace_object(l.trace, p[1].object)->kind, KIND_COND);
  assert_int_equal(trace_object(l.trace, p[1].object2)->kind, KIND_MUTEX);
  assert_int_equal(p[1].can_timeout + p[1].can_spurious, 2);
  assert_int_equal(p[1].deadline, 9);
  assert_string_equal(trace_object(l.trace, p[2].object)->name, "bank+0x10");
  assert_int_equal(p[2].spins, 3);
  free(ctl);
  log_free(&l);
}

/* The same log after a reset gives the same trace. */
static uint64_t feed(struct log *l) {
  add_decl(l, (struct wire_decl){.type = WIRE_THREAD, .id = 0, .pc_module = 0xffff});
  add_decl(l,
           (struct wire_decl){.type = WIRE_OBJECT, .kind = KIND_MUTEX, .id = 1, .place = PLACE_MODULE, .place_off = 8});
  add_decl(l, (struct wire_decl){.type = WIRE_BLOCK, .place = PLACE_HEAP, .place_seq = 1, .pc_off = 101});
  add_step(l, (struct wire_step){.op = OP_MUTEX_LOCK, .object = 1, .pc_off = 7});
  add_step(l, (struct wire_step){.op = OP_WRITE, .size = 4, .place = PLACE_HEAP, .place_seq = 1, .thread = 1});
  add_step(l, (struct wire_step){.op = OP_OUTPUT, .result = 1});
  add_text(l, "x");
  return trace_hash(l->trace);
}

static void executions_follow_each_other(void **state) {
  (void)state;
  struct log l = log_new(NULL);
  uint64_t first = feed(&l);
  size_t objects = trace_objects(l.trace), sites = trace_sites(l.trace);
  for (int i = 0; i < 100; i++) {
    trace_cut(l.trace, 0);
    ingest_reset(l.in);
    assert_true(feed(&l) == first);
    assert_int_equal(trace_objects(l.trace), objects);
    assert_int_equal(trace_sites(l.trace), sites);
    assert_int_equal(trace_threads(l.trace), 2);
    assert_string_equal(object_of(&l, 1), "mutex 1");
    assert_string_equal(object_of(&l, 2), "malloc@bank+0x64");
  }
  log_free(&l);
}

/* The ring is the target's memory: whatever it holds, plait goes on. */
static void any_bytes_are_survived(void **state) {
  (void)state;
  uint64_t random = 3;
  for (int round = 0; round < 50; round++) {
    struct log l = log_new(NULL);
    union wire_record r[64];
    for (int batch = 0; batch < 20; batch++) {
      for (size_t i = 0; i < sizeof r; i += 8) {
        uint64_t w = prng_next(&random) >> (prng_below(&random, 3) * 24);
        memcpy((char *)r + i, &w, 8);
      }
      for (int i = 0; i < 64; i++)
        r[i].type = (uint8_t)prng_below(&random, 10);
      ingest_records(l.in, r, 64);
    }
    for (uint32_t n = 1; n <= trace_steps(l.trace); n++) {
      const struct trace_step *s = trace_step(l.trace, n);
      assert_true(s->thread < trace_threads(l.trace) && s->other < trace_threads(l.trace));
      assert_true(s->object <= trace_objects(l.trace) && s->object2 <= trace_objects(l.trace));
      assert_true(s->op < OP_COUNT && s->why < WHY_COUNT);
    }
    struct wire_ctl *ctl = malloc(sizeof *ctl);
    for (size_t i = 0; i < sizeof *ctl; i += 8) {
      uint64_t w = prng_next(&random) >> (prng_below(&random, 3) * 24);
      memcpy((char *)ctl + i, &w, 8);
    }
    ingest_pending(l.in, ctl);
    free(ctl);
    log_free(&l);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(memory_is_known_by_its_place),
      cmocka_unit_test(heap_blocks_are_named_by_where_they_were_made),
      cmocka_unit_test(stack_places_belong_to_a_function),
      cmocka_unit_test(synchronisation_objects_are_declared),
      cmocka_unit_test(objects_made_of_others_are_declared),
      cmocka_unit_test(the_program_names_things),
      cmocka_unit_test(threads_are_numbered_and_renamed),
      cmocka_unit_test(texts_go_to_their_step),
      cmocka_unit_test(without_debug_information_places_are_named),
      cmocka_unit_test(pending_operations_are_taken_over),
      cmocka_unit_test(executions_follow_each_other),
      cmocka_unit_test(any_bytes_are_survived),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
