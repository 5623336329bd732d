/* tracegen.h — an execution from a few words of text, for tests.
 *
 *   struct trace *t = tracegen("main create T1; T1 start; T1 lock m @12; T1 read counter 0 @13");
 *
 * Statements are separated by ';' or newlines; '#' starts a comment. A statement is
 *
 *   THREAD VERB [ARGUMENTS] [WORDS] [@LINE | @FUNC:LINE]     one step
 *   THREAD next VERB [ARGUMENTS] [WORDS]                     what the thread would do at the end of the trace
 *   DECLARATION …                                            optional; objects spring into being when mentioned
 *
 * Threads: `main` is there; every other is named by the `create` (or the first step) that mentions it
 * and numbered in that order. Verbs (the full operation names of wire/ops.h work as well):
 *
 *   create T  start  done  join T  detach T  cancel T          done: the thread ends
 *   read V X  write V X  load V X  store V X  rmw V X  cas V X  fence
 *   lock M  trylock M  timedlock M  unlock M                   mutexes
 *   rdlock L  wrlock L  tryrdlock L  trywrlock L  rwunlock L   rwlocks; rwunlock knows whether it was a reader's
 *   wait C M  wake C M  signal C [T]  broadcast C [COUNT]      signal without T: nobody was waiting
 *   semwait S  semtry S  semtimed S  post S                    permits are counted for you
 *   arrive B  leave B                                          arrivals too; the last one gets STEP_LAST
 *   spinlock L  spinunlock L  once O
 *   sleep NS  wake  yield  await                               `wake` without arguments ends a sleep
 *   print "TEXT"  eprint "TEXT"  note "TEXT"  io FD            \n, \t, \" and \\ are understood in texts
 *   put Q X  get Q X                                           items of an annotated queue
 *   begin NAME  end NAME                                       a span of nothing in particular
 *   call C VERB [X]  back C VERB [ERROR]                       a span on a composite; ERROR: EPERM …
 *   tell C put|get|so X [MORE [PLACE]]                         what it says of itself; PLACE: of an item, from 1
 *   assert "TEXT"  crash SIGNAL  exit STATUS  deadlock         also sets the end of the trace
 *
 * Words: fail waited timeout spurious choice shared nested last hint — the STEP_ flags;
 * relaxed consume acquire release acq_rel — the memory order of an atomic or a fence;
 * blocked preempted chosen exited — why this thread moves (worked out for you otherwise);
 * after `next`: blocked (not enabled), can_timeout, can_spurious, spinning, deadline=NS, spins=N.
 *
 * Declarations:
 *   mutex M [recursive|errorcheck]   rwlock L [writers]   cond C   spin L   once O
 *   sem S PERMITS   barrier B PARTIES   queue Q CAPACITY
 *   made KIND C [PARAM [VARIANT]]   a composite; kinds: queue channel sem rlock rwlock event barrier group once future
 *                       pool loop cond
 *   part mutex|cond NAME C   which lies in the composite C
 *   var V TYPE          int (default), unsigned, long, char, bool, float, double, pointer
 *   file NAME           of the sites from here on (prog.c until then)
 *   source "TEXT"       the text of that file
 *   time NS             virtual clock of the steps from here on
 *   program NAME        trace_meta.program
 *   model NAME          the switch model
 *   stopped KIND [STATUS]   an end without a step: step_limit, stall, abort, diverged …
 *
 * Mistakes in the text abort the test and say where. */
#ifndef PLAIT_TESTS_TRACEGEN_H
#define PLAIT_TESTS_TRACEGEN_H

#include "base/array.h"
#include "base/buf.h"
#include "trace/trace.h"
#include "wire/wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum tracegen_args {
  TG_NONE,
  TG_THREAD,
  TG_VALUE,
  TG_OBJECT,
  TG_COND,
  TG_SIGNAL,
  TG_COUNT,
  TG_NUMBER,
  TG_TEXT,
  TG_ITEM,
  TG_FD,
  TG_CALL,
  TG_TELL
};

static const struct tracegen_verb {
  const char *word;
  uint8_t op, kind, args;
  uint16_t flags;
} tracegen_verbs[] = {
    {"create", OP_THREAD_CREATE, 0, TG_THREAD, 0},
    {"start", OP_THREAD_START, 0, TG_NONE, 0},
    {"done", OP_THREAD_EXIT, 0, TG_NONE, 0},
    {"join", OP_THREAD_JOIN, 0, TG_THREAD, 0},
    {"detach", OP_THREAD_DETACH, 0, TG_THREAD, 0},
    {"cancel", OP_THREAD_CANCEL, 0, TG_THREAD, 0},
    {"read", OP_READ, KIND_VAR, TG_VALUE, STEP_VALUE},
    {"write", OP_WRITE, KIND_VAR, TG_VALUE, STEP_VALUE},
    {"load", OP_ATOMIC_LOAD, KIND_VAR, TG_VALUE, STEP_VALUE},
    {"store", OP_ATOMIC_STORE, KIND_VAR, TG_VALUE, STEP_VALUE},
    {"rmw", OP_ATOMIC_RMW, KIND_VAR, TG_VALUE, STEP_VALUE},
    {"cas", OP_ATOMIC_CAS, KIND_VAR, TG_VALUE, STEP_VALUE},
    {"fence", OP_FENCE, 0, TG_NONE, 0},
    {"lock", OP_MUTEX_LOCK, KIND_MUTEX, TG_OBJECT, 0},
    {"trylock", OP_MUTEX_TRYLOCK, KIND_MUTEX, TG_OBJECT, 0},
    {"timedlock", OP_MUTEX_TIMEDLOCK, KIND_MUTEX, TG_OBJECT, 0},
    {"unlock", OP_MUTEX_UNLOCK, KIND_MUTEX, TG_OBJECT, 0},
    {"rdlock", OP_RWLOCK_RDLOCK, KIND_RWLOCK, TG_OBJECT, 0},
    {"wrlock", OP_RWLOCK_WRLOCK, KIND_RWLOCK, TG_OBJECT, 0},
    {"tryrdlock", OP_RWLOCK_TRYRDLOCK, KIND_RWLOCK, TG_OBJECT, 0},
    {"trywrlock", OP_RWLOCK_TRYWRLOCK, KIND_RWLOCK, TG_OBJECT, 0},
    {"rwunlock", OP_RWLOCK_UNLOCK, KIND_RWLOCK, TG_OBJECT, 0},
    {"wait", OP_COND_WAIT, KIND_COND, TG_COND, 0},
    {"wake", OP_COND_WAKE, KIND_COND, TG_COND, 0},
    {"signal", OP_COND_SIGNAL, KIND_COND, TG_SIGNAL, STEP_VALUE},
    {"broadcast", OP_COND_BROADCAST, KIND_COND, TG_COUNT, STEP_VALUE},
    {"semwait", OP_SEM_WAIT, KIND_SEM, TG_OBJECT, STEP_VALUE},
    {"semtry", OP_SEM_TRYWAIT, KIND_SEM, TG_OBJECT, STEP_VALUE},
    {"semtimed", OP_SEM_TIMEDWAIT, KIND_SEM, TG_OBJECT, STEP_VALUE},
    {"post", OP_SEM_POST, KIND_SEM, TG_OBJECT, STEP_VALUE},
    {"arrive", OP_BARRIER_ARRIVE, KIND_BARRIER, TG_OBJECT, STEP_VALUE},
    {"leave", OP_BARRIER_LEAVE, KIND_BARRIER, TG_OBJECT, STEP_VALUE},
    {"spinlock", OP_SPIN_LOCK, KIND_SPIN, TG_OBJECT, 0},
    {"spinunlock", OP_SPIN_UNLOCK, KIND_SPIN, TG_OBJECT, 0},
    {"once", OP_ONCE, KIND_ONCE, TG_OBJECT, 0},
    {"sleep", OP_SLEEP, 0, TG_NUMBER, STEP_VALUE},
    {"time_wake", OP_WAKE, 0, TG_NONE, 0},
    {"yield", OP_YIELD, 0, TG_NONE, 0},
    {"await", OP_AWAIT, 0, TG_NONE, 0},
    {"io", OP_IO, KIND_FILE, TG_FD, 0},
    {"note", OP_NOTE, 0, TG_TEXT, 0},
    {"put", OP_NOTE, KIND_QUEUE, TG_ITEM, STEP_VALUE | STEP_PUT},
    {"get", OP_NOTE, KIND_QUEUE, TG_ITEM, STEP_VALUE | STEP_GET},
    {"print", OP_OUTPUT, KIND_STREAM, TG_TEXT, 0},
    {"eprint", OP_OUTPUT, KIND_STREAM, TG_TEXT, 0},
    {"begin", OP_SPAN_BEGIN, KIND_SPAN, TG_OBJECT, 0},
    {"end", OP_SPAN_END, KIND_SPAN, TG_OBJECT, 0},
    {"call", OP_SPAN_BEGIN, 0, TG_CALL, 0},
    {"back", OP_SPAN_END, 0, TG_CALL, 0},
    {"tell", OP_NOTE, 0, TG_TELL, STEP_VALUE},
    {"assert", OP_ASSERT_FAIL, 0, TG_TEXT, 0},
    {"crash", OP_CRASH, 0, TG_NUMBER, STEP_VALUE},
    {"exit", OP_EXIT, 0, TG_NUMBER, STEP_VALUE},
    {"deadlock", OP_DEADLOCK, 0, TG_NONE, 0},
};

enum { TG_TOKENS = 24, TG_OBJECTS = 256 };

struct tracegen_token {
  char *at; /* unquoted */
  bool quoted;
};

/* One statement that stands for a step or a pending operation. */
struct tracegen_move {
  struct trace_step step;
  struct trace_pending pending;
  bool is_pending, why_given;
};

struct tracegen {
  struct trace *trace;
  const char *statement; /* for the message */
  struct tracegen_token tok[TG_TOKENS];
  size_t toks;
  char *file;
  uint64_t time;
  ARRAY(struct tracegen_move) moves;
  struct {
    char *name;
    uint32_t number;
    uint8_t kind;
    int64_t count; /* permits, arrivals */
    int writer;    /* rwlock: who holds it for writing, or -1 */
    bool is_double, is_float, composite;
  } objects[TG_OBJECTS];
  size_t objects_len;
};

static _Noreturn void tracegen_die(const struct tracegen *g, const char *what, const char *word) {
  fprintf(stderr, "tracegen: %s '%s' in '%s'\n", what, word, g->statement);
  abort();
}

static uint64_t tracegen_number(const struct tracegen *g, const char *s) {
  char *end;
  uint64_t v = *s == '-' ? (uint64_t)strtoll(s, &end, 0) : strtoull(s, &end, 0);
  if (end == s || *end)
    tracegen_die(g, "not a number:", s);
  return v;
}

static int tracegen_find_thread(const struct tracegen *g, const char *name) {
  for (size_t i = 0; i < trace_threads(g->trace); i++)
    if (strcmp(trace_thread(g->trace, (uint16_t)i)->name, name) == 0)
      return (int)i;
  return -1;
}

static uint16_t tracegen_thread(struct tracegen *g, const char *name, uint16_t creator) {
  int known = tracegen_find_thread(g, name);
  return known >= 0 ? (uint16_t)known : trace_add_thread(g->trace, name, creator);
}

static size_t tracegen_object(struct tracegen *g, uint8_t kind, const char *name) {
  for (size_t i = 0; i < g->objects_len; i++)
    if (g->objects[i].kind == kind && strcmp(g->objects[i].name, name) == 0)
      return i;
  if (g->objects_len == TG_OBJECTS)
    tracegen_die(g, "too many objects at", name);
  size_t i = g->objects_len++;
  struct trace_object o = {.kind = kind, .name = name, .type = "", .place = {PLACE_MODULE, 0, 0, 0x4000 + 16 * i}};
  if (kind == KIND_VAR)
    o.type = "int", o.size = 4, o.enc = ENC_SIGNED;
  if (kind == KIND_BARRIER)
    o.param = 2;
  g->objects[i].name = xstrdup(name);
  g->objects[i].kind = kind;
  g->objects[i].writer = -1;
  g->objects[i].number = trace_add_object(g->trace, &o);
  return i;
}

static size_t tracegen_composite(const struct tracegen *g, const char *name) {
  for (size_t i = 0; i < g->objects_len; i++)
    if (g->objects[i].composite && strcmp(g->objects[i].name, name) == 0)
      return i;
  tracegen_die(g, "no composite of this name:", name);
}

static int32_t tracegen_error(const struct tracegen *g, const char *word) {
  for (int e = 1; e < 200; e++)
    if (strerrorname_np(e) && strcmp(strerrorname_np(e), word) == 0)
      return e;
  tracegen_die(g, "unknown error", word);
}

static const char *tracegen_arg(struct tracegen *g, size_t i) {
  if (i >= g->toks)
    tracegen_die(g, "something is missing after", g->tok[g->toks - 1].at);
  return g->tok[i].at;
}

static uint32_t tracegen_site(struct tracegen *g, const char *word) {
  const char *colon = strchr(word, ':');
  char func[64] = "";
  if (colon)
    snprintf(func, sizeof func, "%.*s", (int)(colon - word), word);
  uint32_t line = (uint32_t)tracegen_number(g, colon ? colon + 1 : word);
  for (uint32_t i = 1; i <= trace_sites(g->trace); i++) {
    const struct trace_site *s = trace_site(g->trace, i);
    if (s->line == line && strcmp(s->func, func) == 0 && strcmp(s->file, g->file) == 0)
      return i;
  }
  struct trace_site s = {.func = func, .file = g->file, .line = line, .off = 0x1000 + 8 * trace_sites(g->trace)};
  return trace_add_site(g->trace, &s);
}

static uint64_t tracegen_value(struct tracegen *g, size_t object, const char *word) {
  uint64_t bits = 0;
  if (g->objects[object].is_double) {
    double d = strtod(word, NULL);
    memcpy(&bits, &d, sizeof d);
  } else if (g->objects[object].is_float) {
    float f = strtof(word, NULL);
    memcpy(&bits, &f, sizeof f);
  } else if (word[0] == '\'' && word[1]) {
    bits = (unsigned char)word[1];
  } else {
    bits = tracegen_number(g, word);
    unsigned size = trace_object(g->trace, g->objects[object].number)->size;
    if (size < 8)
      bits &= (UINT64_C(1) << 8 * size) - 1;
  }
  return bits;
}

/* The words that may follow a verb's arguments. */
static void tracegen_words(struct tracegen *g, size_t i, struct tracegen_move *m) {
  static const struct {
    const char *word;
    uint16_t flag;
  } flags[] = {{"fail", STEP_FAILED},       {"waited", STEP_WAITED}, {"timeout", STEP_TIMEOUT},
               {"spurious", STEP_SPURIOUS}, {"choice", STEP_CHOICE}, {"shared", STEP_SHARED},
               {"nested", STEP_NESTED},     {"last", STEP_LAST},     {"hint", STEP_HINT}};
  for (; i < g->toks; i++) {
    const char *w = g->tok[i].at;
    bool known = false;
    if (w[0] == '@') {
      m->step.site = m->pending.site = tracegen_site(g, w + 1);
      continue;
    }
    for (size_t k = 0; k < sizeof flags / sizeof *flags; k++)
      if (strcmp(w, flags[k].word) == 0)
        m->step.flags |= flags[k].flag, known = true;
    for (unsigned k = 0; k < MEMORY_ORDERS && !known; k++)
      if (strcmp(w, plait_order_names[k]) == 0)
        m->step.flags = (uint16_t)((m->step.flags & ~STEP_ORDER) | k << STEP_ORDER_SHIFT), known = true;
    for (uint8_t k = 0; k < WHY_COUNT && !known; k++)
      if (strcmp(w, plait_why_names[k]) == 0)
        m->step.why = k, m->why_given = true, m->pending.enabled = k != WHY_BLOCKED, known = true;
    if (strcmp(w, "can_timeout") == 0)
      m->pending.can_timeout = 1, known = true;
    if (strcmp(w, "can_spurious") == 0)
      m->pending.can_spurious = 1, known = true;
    if (strcmp(w, "spinning") == 0)
      m->pending.spinning = 1, m->pending.enabled = 0, known = true;
    if (strncmp(w, "deadline=", 9) == 0)
      m->pending.deadline = tracegen_number(g, w + 9), known = true;
    if (strncmp(w, "spins=", 6) == 0)
      m->pending.spins = (uint32_t)tracegen_number(g, w + 6), known = true;
    if (!known)
      tracegen_die(g, "unknown word", w);
  }
}

static const struct tracegen_verb *tracegen_verb(struct tracegen *g, size_t i) {
  const char *word = tracegen_arg(g, i);
  size_t n = sizeof tracegen_verbs / sizeof *tracegen_verbs;
  if (strcmp(word, "wake") == 0 && (i + 1 >= g->toks || g->tok[i + 1].at[0] == '@'))
    word = "time_wake";
  for (size_t k = 0; k < n; k++)
    if (strcmp(word, tracegen_verbs[k].word) == 0)
      return &tracegen_verbs[k];
  for (size_t k = 0; k < n; k++)
    if (strcmp(word, plait_op_table[tracegen_verbs[k].op].name) == 0)
      return &tracegen_verbs[k];
  tracegen_die(g, "unknown verb", word);
}

static bool tracegen_has(const struct tracegen *g, const char *word) {
  for (size_t i = 0; i < g->toks; i++)
    if (strcmp(g->tok[i].at, word) == 0)
      return true;
  return false;
}

/* What the runtime would have counted: permits, arrivals, who holds a rwlock. */
static void tracegen_count(struct tracegen *g, size_t object, struct trace_step *s) {
  int64_t *count = &g->objects[object].count;
  bool done = !tracegen_has(g, "fail") && !tracegen_has(g, "timeout");
  switch (s->op) {
  case OP_SEM_WAIT:
  case OP_SEM_TRYWAIT:
  case OP_SEM_TIMEDWAIT:
    *count -= done;
    break;
  case OP_SEM_POST:
    ++*count;
    break;
  case OP_BARRIER_ARRIVE:
    if (++*count >= trace_object(g->trace, g->objects[object].number)->param)
      s->flags |= STEP_LAST;
    break;
  case OP_BARRIER_LEAVE:
    s->value = 0;
    return;
  case OP_RWLOCK_WRLOCK:
  case OP_RWLOCK_TRYWRLOCK:
    if (done)
      g->objects[object].writer = s->thread;
    return;
  case OP_RWLOCK_UNLOCK:
    if (g->objects[object].writer == s->thread)
      g->objects[object].writer = -1;
    else
      s->flags |= STEP_SHARED;
    return;
  default:
    return;
  }
  s->value = (uint64_t)*count;
  if (s->flags & STEP_LAST)
    *count = 0;
}

static void tracegen_end(struct tracegen *g, const struct trace_step *s, const char *text) {
  static const uint8_t kinds[OP_COUNT] = {
      [OP_ASSERT_FAIL] = END_ASSERT, [OP_CRASH] = END_CRASH, [OP_EXIT] = END_EXIT, [OP_DEADLOCK] = END_DEADLOCK};
  if (kinds[s->op])
    trace_set_end(g->trace, &(struct trace_end){.kind = (enum plait_end)kinds[s->op],
                                                .status = s->op == OP_ASSERT_FAIL ? 6 : (int32_t)s->value,
                                                .text = text});
}

static void tracegen_move(struct tracegen *g) {
  struct tracegen_move m = {.pending = {.enabled = 1, .deadline = UINT64_MAX}};
  struct trace_step *s = &m.step;
  uint16_t thread = tracegen_thread(g, g->tok[0].at, 0);
  size_t i = 1;
  if (strcmp(tracegen_arg(g, 1), "next") == 0)
    m.is_pending = true, i++;
  const struct tracegen_verb *v = tracegen_verb(g, i++);
  const char *text = "";
  size_t object = 0;
  *s = (struct trace_step){.thread = thread, .op = v->op, .flags = v->flags, .time_ns = g->time};
  if (v->kind && v->args != TG_TEXT && v->args != TG_FD) {
    object = tracegen_object(g, v->kind, tracegen_arg(g, i++));
    s->object = g->objects[object].number;
    s->size = v->kind == KIND_VAR ? trace_object(g->trace, s->object)->size : 0;
  }
  switch ((enum tracegen_args)v->args) {
  case TG_NONE:
    break;
  case TG_THREAD:
    s->other = tracegen_thread(g, tracegen_arg(g, i++), thread);
    break;
  case TG_VALUE:
    if (m.is_pending && (i >= g->toks || !strchr("-0123456789'", g->tok[i].at[0])))
      break;
    s->value = tracegen_value(g, object, tracegen_arg(g, i++));
    break;
  case TG_ITEM:
    s->value = tracegen_number(g, tracegen_arg(g, i++));
    break;
  case TG_OBJECT:
    if (!m.is_pending)
      tracegen_count(g, object, s);
    break;
  case TG_COND:
    s->object2 = g->objects[tracegen_object(g, KIND_MUTEX, tracegen_arg(g, i++))].number;
    break;
  case TG_SIGNAL:
    if (i < g->toks && tracegen_find_thread(g, g->tok[i].at) >= 0)
      s->other = tracegen_thread(g, g->tok[i++].at, 0), s->value = 1;
    break;
  case TG_COUNT:
    if (i < g->toks && g->tok[i].at[0] >= '0' && g->tok[i].at[0] <= '9')
      s->value = tracegen_number(g, g->tok[i++].at);
    break;
  case TG_NUMBER:
    if (i < g->toks && g->tok[i].at[0] >= '0' && g->tok[i].at[0] <= '9')
      s->value = tracegen_number(g, g->tok[i++].at);
    break;
  case TG_FD: {
    char name[32];
    s->result = (int32_t)tracegen_number(g, tracegen_arg(g, i++));
    snprintf(name, sizeof name, "fd %d", s->result);
    s->object = g->objects[tracegen_object(g, KIND_FILE, name)].number;
    break;
  }
  case TG_CALL: {
    s->object = g->objects[tracegen_composite(g, tracegen_arg(g, i++))].number;
    const char *verb = tracegen_arg(g, i++);
    if (!m.is_pending)
      s->text = trace_add_text(g->trace, verb, strlen(verb));
    if (v->op == OP_SPAN_BEGIN && i < g->toks && strchr("-0123456789", g->tok[i].at[0])) {
      s->value = tracegen_number(g, g->tok[i++].at);
      s->flags |= STEP_VALUE;
    } else if (v->op == OP_SPAN_END && i < g->toks && g->tok[i].at[0] == 'E') {
      s->result = tracegen_error(g, g->tok[i++].at);
      s->flags |= STEP_FAILED;
    }
    break;
  }
  case TG_TELL: {
    s->object = g->objects[tracegen_composite(g, tracegen_arg(g, i++))].number;
    const char *how = tracegen_arg(g, i++);
    s->flags |= strcmp(how, "put") == 0 ? STEP_PUT : strcmp(how, "get") == 0 ? STEP_GET : 0;
    s->value = tracegen_number(g, tracegen_arg(g, i++));
    if (i < g->toks && strchr("-0123456789", g->tok[i].at[0]))
      s->value_hi = tracegen_number(g, g->tok[i++].at);
    if (i < g->toks && strchr("0123456789", g->tok[i].at[0]))
      s->value_hi |= tracegen_number(g, g->tok[i++].at) << 32;
    break;
  }
  case TG_TEXT:
    if (i < g->toks && g->tok[i].quoted)
      text = g->tok[i++].at;
    if (*text && !m.is_pending)
      s->text = trace_add_text(g->trace, text, strlen(text));
    if (v->kind == KIND_STREAM) {
      s->result = v->word[0] == 'e' ? 2 : 1;
      s->object = g->objects[tracegen_object(g, KIND_STREAM, s->result == 2 ? "stderr" : "stdout")].number;
    }
    break;
  }
  m.pending.thread = thread;
  m.pending.other = s->other;
  m.pending.op = s->op;
  m.pending.size = s->size;
  m.pending.object = s->object;
  m.pending.object2 = s->object2;
  tracegen_words(g, i, &m);
  if (s->flags & STEP_FAILED && !s->result && s->op != OP_NOTE)
    s->result = EBUSY;
  if (s->flags & STEP_TIMEOUT)
    s->result = ETIMEDOUT;
  if (!m.is_pending)
    tracegen_end(g, s, text);
  *ARRAY_PUSH(&g->moves) = m;
}

static void tracegen_declare_object(struct tracegen *g, uint8_t kind) {
  size_t i = tracegen_object(g, kind, tracegen_arg(g, 1));
  /* The trace keeps what it is given, so a parameter is set by declaring before the first mention. */
  struct trace_object *o = (struct trace_object *)(uintptr_t)trace_object(g->trace, g->objects[i].number);
  if (kind == KIND_MUTEX && g->toks > 2)
    o->lock_type = strcmp(g->tok[2].at, "recursive") == 0 ? 1 : 2;
  if (kind == KIND_RWLOCK && g->toks > 2)
    o->lock_type = strcmp(g->tok[2].at, "writers") == 0;
  if (kind == KIND_SEM || kind == KIND_BARRIER || kind == KIND_QUEUE)
    o->param = (int64_t)tracegen_number(g, tracegen_arg(g, 2));
  if (kind == KIND_SEM)
    g->objects[i].count = o->param;
  if (kind == KIND_VAR && g->toks > 2) {
    static const struct {
      const char *name, *type;
      uint8_t size, enc;
    } types[] = {{"int", "int", 4, ENC_SIGNED},      {"unsigned", "unsigned int", 4, ENC_UNSIGNED},
                 {"long", "long", 8, ENC_SIGNED},    {"char", "char", 1, ENC_CHAR},
                 {"bool", "_Bool", 1, ENC_BOOL},     {"float", "float", 4, ENC_FLOAT},
                 {"double", "double", 8, ENC_FLOAT}, {"pointer", "void *", 8, ENC_POINTER}};
    for (size_t k = 0; k < sizeof types / sizeof *types; k++)
      if (strcmp(g->tok[2].at, types[k].name) == 0) {
        o->size = types[k].size;
        trace_name_object(g->trace, g->objects[i].number, o->name, types[k].type, (enum trace_enc)types[k].enc);
        g->objects[i].is_double = types[k].enc == ENC_FLOAT && types[k].size == 8;
        g->objects[i].is_float = types[k].enc == ENC_FLOAT && types[k].size == 4;
        return;
      }
    tracegen_die(g, "unknown type", g->tok[2].at);
  }
}

static void tracegen_declare_composite(struct tracegen *g) {
  static const struct {
    const char *word;
    uint8_t kind;
  } kinds[] = {{"queue", KIND_QUEUE},   {"channel", KIND_CHANNEL}, {"sem", KIND_SEM},         {"rlock", KIND_RLOCK},
               {"rwlock", KIND_RWLOCK}, {"event", KIND_EVENT},     {"barrier", KIND_BARRIER}, {"group", KIND_WAITGROUP},
               {"once", KIND_ONCE},     {"future", KIND_FUTURE},   {"pool", KIND_POOL},       {"loop", KIND_LOOP},
               {"cond", KIND_COND}};
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    if (strcmp(tracegen_arg(g, 1), kinds[k].word) == 0) {
      size_t i = tracegen_object(g, kinds[k].kind, tracegen_arg(g, 2));
      struct trace_object *o = (struct trace_object *)(uintptr_t)trace_object(g->trace, g->objects[i].number);
      o->param = g->toks > 3 ? (int64_t)tracegen_number(g, g->tok[3].at) : 0;
      o->lock_type = g->toks > 4 ? (uint8_t)tracegen_number(g, g->tok[4].at) : 0;
      o->composite = g->objects[i].composite = true;
      return;
    }
  tracegen_die(g, "unknown kind", g->tok[1].at);
}

static void tracegen_declare_part(struct tracegen *g) {
  uint8_t kind = strcmp(tracegen_arg(g, 1), "cond") == 0 ? KIND_COND : KIND_MUTEX;
  size_t i = tracegen_object(g, kind, tracegen_arg(g, 2));
  struct trace_object *o = (struct trace_object *)(uintptr_t)trace_object(g->trace, g->objects[i].number);
  o->whole = g->objects[tracegen_composite(g, tracegen_arg(g, 3))].number;
}

static void tracegen_statement(struct tracegen *g) {
  static const struct {
    const char *word;
    uint8_t kind;
  } kinds[] = {{"mutex", KIND_MUTEX},     {"rwlock", KIND_RWLOCK}, {"cond", KIND_COND},
               {"spin", KIND_SPIN},       {"once", KIND_ONCE},     {"sem", KIND_SEM},
               {"barrier", KIND_BARRIER}, {"queue", KIND_QUEUE},   {"var", KIND_VAR}};
  const char *w = g->tok[0].at;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(w, kinds[i].word) == 0) {
      tracegen_declare_object(g, kinds[i].kind);
      return;
    }
  if (strcmp(w, "made") == 0) {
    tracegen_declare_composite(g);
  } else if (strcmp(w, "part") == 0) {
    tracegen_declare_part(g);
  } else if (strcmp(w, "file") == 0) {
    free(g->file);
    g->file = xstrdup(tracegen_arg(g, 1));
  } else if (strcmp(w, "source") == 0) {
    trace_add_source(g->trace, g->file, tracegen_arg(g, 1), strlen(tracegen_arg(g, 1)));
  } else if (strcmp(w, "time") == 0) {
    g->time = tracegen_number(g, tracegen_arg(g, 1));
  } else if (strcmp(w, "program") == 0) {
    struct trace_meta m = *trace_meta(g->trace);
    m.program = tracegen_arg(g, 1);
    trace_set_meta(g->trace, &m);
  } else if (strcmp(w, "model") == 0) {
    struct trace_meta m = *trace_meta(g->trace);
    for (m.model = 0; m.model < MODEL_COUNT && strcmp(plait_model_names[m.model], tracegen_arg(g, 1)) != 0;)
      m.model++;
    if (m.model == MODEL_COUNT)
      tracegen_die(g, "unknown model", g->tok[1].at);
    trace_set_meta(g->trace, &m);
  } else if (strcmp(w, "stopped") == 0) {
    int kind = 0;
    for (int k = 1; k < END_COUNT; k++)
      if (strcmp(plait_end_names[k], tracegen_arg(g, 1)) == 0)
        kind = k;
    if (kind == 0)
      tracegen_die(g, "unknown end", g->tok[1].at);
    trace_set_end(g->trace, &(struct trace_end){.kind = (enum plait_end)kind,
                                                .status = g->toks > 2 ? (int32_t)tracegen_number(g, g->tok[2].at) : 0,
                                                .text = ""});
  } else {
    tracegen_move(g);
  }
}

/* Why the thread of move N moves, as the runtime would say: looks at what the thread before does next. */
static uint8_t tracegen_why(const struct tracegen *g, size_t n) {
  const struct trace_step *s = &g->moves.at[n].step, *before = NULL;
  if (s->flags & (STEP_TIMEOUT | STEP_SPURIOUS))
    return s->flags & STEP_TIMEOUT ? WHY_TIMEOUT : WHY_SPURIOUS;
  for (size_t i = n; i-- > 0 && !before;)
    if (!g->moves.at[i].is_pending)
      before = &g->moves.at[i].step;
  if (!before || before->thread == s->thread)
    return WHY_CHOSEN;
  if (before->op == OP_THREAD_EXIT)
    return WHY_EXITED;
  for (size_t i = n; i < g->moves.len; i++) {
    const struct tracegen_move *m = &g->moves.at[i];
    if (m->step.thread != before->thread)
      continue;
    if (m->is_pending)
      return m->pending.enabled ? WHY_PREEMPTED : WHY_BLOCKED;
    return (m->step.flags & STEP_WAITED) || m->step.op == OP_COND_WAKE || m->step.op == OP_BARRIER_LEAVE ||
                   m->step.op == OP_THREAD_JOIN || m->step.op == OP_WAKE
               ? WHY_BLOCKED
               : WHY_PREEMPTED;
  }
  return WHY_BLOCKED;
}

/* Splits *TEXT up to the end of a statement into words; returns where the next statement begins. */
static char *tracegen_tokens(struct tracegen *g, char *p) {
  g->toks = 0;
  for (;;) {
    while (*p == ' ' || *p == '\t' || *p == '\r')
      p++;
    if (*p == '#')
      p += strcspn(p, "\n");
    if (*p == '\0' || *p == ';' || *p == '\n')
      return *p ? p + 1 : p;
    if (g->toks == TG_TOKENS)
      tracegen_die(g, "too many words at", p);
    struct tracegen_token *t = &g->tok[g->toks++];
    struct buf b = {0};
    buf_puts(&b, "");
    t->quoted = *p == '"';
    if (t->quoted) {
      for (p++; *p && *p != '"'; p++) {
        bool escape = *p == '\\' && p[1];
        p += escape;
        buf_putc(&b, escape && *p == 'n' ? '\n' : escape && *p == 't' ? '\t' : *p);
      }
      p += *p == '"';
    } else {
      size_t n = strcspn(p, " \t\r\n;#");
      buf_add(&b, p, n);
      p += n;
    }
    t->at = b.at;
  }
}

__attribute__((unused)) static struct trace *tracegen(const char *text) {
  struct tracegen *g = xcalloc(1, sizeof *g);
  g->trace = trace_new();
  g->file = xstrdup("prog.c");
  trace_set_meta(
      g->trace,
      &(struct trace_meta){
          .program = "prog", .cwd = "", .stdin_file = "", .strategy = "continue", .build = "", .max_steps = 1000000});
  trace_add_module(g->trace, "prog");
  trace_add_thread(g->trace, "main", 0);
  char *copy = xstrdup(text), *p = copy;
  while (*p) {
    g->statement = p;
    p = tracegen_tokens(g, p);
    if (g->toks)
      tracegen_statement(g);
    for (size_t i = 0; i < g->toks; i++)
      free(g->tok[i].at);
  }
  ARRAY(struct trace_pending) pending = {0};
  for (size_t i = 0; i < g->moves.len; i++) {
    struct tracegen_move *m = &g->moves.at[i];
    if (m->is_pending) {
      *ARRAY_PUSH(&pending) = m->pending;
      continue;
    }
    if (!m->why_given)
      m->step.why = tracegen_why(g, i);
    trace_append(g->trace, &m->step);
  }
  trace_set_pending(g->trace, pending.at, pending.len);
  struct trace *t = g->trace;
  ARRAY_FREE(&pending);
  ARRAY_FREE(&g->moves);
  for (size_t i = 0; i < g->objects_len; i++)
    free(g->objects[i].name);
  free(g->file);
  free(copy);
  free(g);
  return t;
}

#endif
