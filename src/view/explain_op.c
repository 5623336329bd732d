/* explain_op.c — one operation in words: a sentence template per operation.
 *
 * A template is the text after the thread's name, with
 *
 *   %o  the object          %m  the second object (the mutex of a condition)
 *   %x  the other thread    %=  " = 1", the value of a variable, or nothing
 *   %w  " (was 1)", the value before, when it is known and another; or who has
 *       written the variable since this thread read it, for then that is lost
 *   %h  ", held by T1" or why else a lock was refused
 *   %e  ": the reason", from the error number of the call
 *   %n  what comes of it: whom a signal wakes, how many permits are left, …
 *   %q  the text, quoted    %s  the text as it is
 *   %f  " in worker()", the function a thread starts with
 *   %v  the value as a number
 *   %a  ", relaxed": the memory order of an atomic, when it is not sequential consistency
 *
 * Sentences for one step must be cheap enough to print a million of them, so what
 * happened before is only looked for a little way back. */
#include "view/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum {
  LOOK_BACK = 256, /* steps */
  TEXT_MOST = 60,  /* bytes of output quoted */
};

/* How the operation went. FAILED is used where TIMED_OUT or SPURIOUS is missing, DID where AGAIN is. */
enum { DID, FAILED, TIMED_OUT, SPURIOUS, AGAIN, WILL, FORMS };

static const char *const templates[OP_COUNT][FORMS] = {
    [OP_NONE] = {[DID] = "does nothing", [WILL] = "go on"},
    [OP_THREAD_CREATE] = {"creates %x", "fails to create a thread%e", [WILL] = "create %x"},
    [OP_THREAD_START] = {"starts%f", [WILL] = "start%f"},
    [OP_THREAD_EXIT] = {"ends", [WILL] = "end"},
    [OP_THREAD_JOIN] = {"joins %x", "fails to join %x%e", "stops waiting for %x to end: the time is over",
                        [WILL] = "join %x"},
    [OP_THREAD_DETACH] = {"detaches %x", "fails to detach %x%e", [WILL] = "detach %x"},
    [OP_THREAD_CANCEL] = {"cancels %x", "fails to cancel %x%e", [WILL] = "cancel %x"},
    [OP_READ] = {"reads %o%=", [WILL] = "read %o"},
    [OP_WRITE] = {"writes %o%=%w", [WILL] = "write %o"},
    [OP_ATOMIC_LOAD] = {"atomically reads %o%=%a", [WILL] = "atomically read %o"},
    [OP_ATOMIC_STORE] = {"atomically writes %o%=%w%a", [WILL] = "atomically write %o"},
    [OP_ATOMIC_RMW] = {"atomically updates %o%=%w%a", [WILL] = "atomically update %o"},
    [OP_ATOMIC_CAS] = {"compares and swaps %o%=%w%a", "compares %o%= and does not swap it%a", [WILL] = "compare and swap %o"},
    [OP_FENCE] = {"passes a memory fence%a", [WILL] = "pass a memory fence"},
    [OP_MUTEX_LOCK] = {"locks %o", "fails to lock %o%h", "stops waiting for %o%h: the time is over",
                       [AGAIN] = "locks %o once more", [WILL] = "lock %o"},
    [OP_MUTEX_TRYLOCK] = {"tries to lock %o and gets it", "fails to lock %o%h", [AGAIN] = "locks %o once more",
                          [WILL] = "try to lock %o"},
    [OP_MUTEX_TIMEDLOCK] = {"locks %o", "fails to lock %o%h", "stops waiting for %o%h: the time is over",
                            [AGAIN] = "locks %o once more", [WILL] = "lock %o within a time"},
    [OP_MUTEX_UNLOCK] = {"unlocks %o", "fails to unlock %o%e", [AGAIN] = "unlocks %o once and still holds it",
                         [WILL] = "unlock %o"},
    [OP_RWLOCK_RDLOCK] = {"locks %o for reading", "fails to lock %o for reading%h",
                          "stops waiting to read under %o%h: the time is over", [WILL] = "lock %o for reading"},
    [OP_RWLOCK_WRLOCK] = {"locks %o for writing", "fails to lock %o for writing%h",
                          "stops waiting to write under %o%h: the time is over", [WILL] = "lock %o for writing"},
    [OP_RWLOCK_TRYRDLOCK] = {"tries to lock %o for reading and gets it", "fails to lock %o for reading%h",
                             [WILL] = "try to lock %o for reading"},
    [OP_RWLOCK_TRYWRLOCK] = {"tries to lock %o for writing and gets it", "fails to lock %o for writing%h",
                             [WILL] = "try to lock %o for writing"},
    [OP_RWLOCK_UNLOCK] = {"unlocks %o, done with writing", "fails to unlock %o%e",
                          [AGAIN] = "unlocks %o, done with reading", [WILL] = "unlock %o"},
    [OP_COND_WAIT] = {"gives %m back while it waits for %o", "fails to wait for %o%e",
                      [WILL] = "wait for %o and give %m back meanwhile"},
    [OP_COND_WAKE] = {"wakes up from %o and locks %m again", [TIMED_OUT] = "stops waiting for %o: the time is over; it locks %m again",
                      [SPURIOUS] = "wakes up from %o although nobody signalled it (a spurious wakeup); it locks %m again",
                      [WILL] = "wake up from %o and lock %m again"},
    [OP_COND_SIGNAL] = {"signals %o: %n", "fails to signal %o%e", [WILL] = "signal %o"},
    [OP_COND_BROADCAST] = {"broadcasts %o: %n", "fails to broadcast %o%e", [WILL] = "broadcast %o"},
    [OP_SEM_WAIT] = {"takes a permit of %o%n", "fails to take a permit of %o%e",
                     "stops waiting for a permit of %o: the time is over", [WILL] = "take a permit of %o"},
    [OP_SEM_TRYWAIT] = {"tries to take a permit of %o and gets it%n", "fails to take a permit of %o%e",
                        [WILL] = "try to take a permit of %o"},
    [OP_SEM_TIMEDWAIT] = {"takes a permit of %o%n", "fails to take a permit of %o%e",
                          "stops waiting for a permit of %o: the time is over",
                          [WILL] = "take a permit of %o within a time"},
    [OP_SEM_POST] = {"gives a permit to %o%n", "fails to give a permit to %o%e", [WILL] = "give a permit to %o"},
    [OP_BARRIER_ARRIVE] = {"arrives at %o%n", "fails to arrive at %o%e", [WILL] = "arrive at %o"},
    [OP_BARRIER_LEAVE] = {"goes on from %o", [WILL] = "go on from %o"},
    [OP_SPIN_LOCK] = {"locks %o", "fails to lock %o%h", [WILL] = "lock %o, spinning while it is taken"},
    [OP_SPIN_UNLOCK] = {"unlocks %o", "fails to unlock %o%e", [WILL] = "unlock %o"},
    [OP_ONCE] = {"%n", [WILL] = "run the routine of %o if nobody has"},
    [OP_SLEEP] = {"goes to sleep%n", [WILL] = "sleep"},
    [OP_WAKE] = {"wakes up%n", [WILL] = "wake up"},
    [OP_YIELD] = {"lets others go first (yield)", [WILL] = "let others go first (yield)"},
    [OP_AWAIT] = {"reaches a point where tasks may switch (await)", [WILL] = "let another task run (await)"},
    [OP_IO] = {"reads or writes %o", [WILL] = "read or write %o"},
    [OP_NOTE] = {"notes: %s", [WILL] = "leave a note"},
    [OP_OUTPUT] = {"prints %q%n", [WILL] = "print something%n"},
    [OP_SPAN_BEGIN] = {"begins %o", [WILL] = "begin %o"},
    [OP_SPAN_END] = {"has finished %o", [WILL] = "finish %o"},
    [OP_ASSERT_FAIL] = {"fails an assertion: %s", [WILL] = "fail an assertion"},
    [OP_CRASH] = {"crashes%n", [WILL] = "crash"},
    [OP_EXIT] = {"ends the process with status %v", [WILL] = "end the process"},
    [OP_DEADLOCK] = {"cannot move, and nobody else can", [WILL] = "do nothing: a deadlock"},
};

/* Everything a template may refer to. */
struct phrase {
  const struct trace *t;
  const struct trace_step *s; /* NULL: still to be done */
  uint32_t step;
  const struct world *w; /* at step, or NULL */
  uint8_t op;
  uint32_t object, object2;
  uint16_t thread, other;
};

/* The last step before this one, not too far away, with the same object and one of two operations; NULL: not found. */
static const struct trace_step *before(const struct phrase *p, bool (*fits)(const struct trace_step *)) {
  uint32_t stop = p->step > LOOK_BACK ? p->step - LOOK_BACK : 0;
  for (uint32_t n = p->step - 1; n > stop; n--) {
    const struct trace_step *s = trace_step(p->t, n);
    if ((s->object == p->object || s->object2 == p->object) && fits(s))
      return s;
  }
  return NULL;
}

static bool has_value(const struct trace_step *s) {
  return plait_op_table[s->op].cls == CLASS_MEMORY && s->flags & STEP_VALUE;
}

static bool ends_once(const struct trace_step *s) { return s->op == OP_ONCE && s->flags & STEP_LAST; }

/* Takes or frees a mutex. */
static bool moves_lock(const struct trace_step *s) {
  switch (s->op) {
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TRYLOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK: return !(s->flags & (STEP_FAILED | STEP_TIMEOUT | STEP_NESTED));
  case OP_MUTEX_UNLOCK:
  case OP_SPIN_UNLOCK: return !(s->flags & (STEP_FAILED | STEP_NESTED));
  case OP_COND_WAIT: return !(s->flags & STEP_FAILED);
  case OP_COND_WAKE: return true;
  default: return false;
  }
}

static void add_value(const struct phrase *p, const struct trace_step *s, struct buf *out) {
  struct trace_object o = {0};
  if (p->object >= 1 && p->object <= trace_objects(p->t))
    o = *trace_object(p->t, p->object);
  if (s->size && s->size < o.size)
    o.size = s->size; /* only a part of it was touched */
  explain_value(&o, s->value, s->value_hi, out);
}

/* A write by somebody else between this one and the read it rests on; NULL: there is none, or it is far away. */
static const struct trace_step *overwritten(const struct phrase *p) {
  const struct trace_step *lost = NULL;
  uint32_t stop = p->step > LOOK_BACK ? p->step - LOOK_BACK : 0;
  for (uint32_t n = p->step - 1; n > stop; n--) {
    const struct trace_step *s = trace_step(p->t, n);
    if (s->object != p->object || plait_op_table[s->op].cls != CLASS_MEMORY)
      continue;
    bool reads = s->op == OP_READ || s->op == OP_ATOMIC_LOAD || s->flags & STEP_FAILED;
    if (s->thread == p->thread)
      return reads ? lost : NULL;
    if (!reads && !lost)
      lost = s;
  }
  return NULL;
}

static void add_was(const struct phrase *p, struct buf *out) {
  const struct trace_step *s = before(p, has_value);
  bool known = s && s->size == p->s->size;
  const struct trace_step *lost = p->op == OP_WRITE || p->op == OP_ATOMIC_STORE ? overwritten(p) : NULL;
  if (known && (lost || s->value != p->s->value || s->value_hi != p->s->value_hi)) {
    buf_puts(out, " (was ");
    add_value(p, s, out);
    if (lost) {
      buf_puts(out, ", which ");
      explain_name(p->t, lost->thread, out);
      buf_puts(out, " wrote after ");
      explain_name(p->t, p->thread, out);
      buf_puts(out, " had read it");
    }
    buf_putc(out, ')');
  }
}

static const char *reason(int error) {
  switch (error) {
  case EBUSY: return "it is taken (EBUSY)";
  case EDEADLK: return "it would wait for itself (EDEADLK)";
  case EPERM: return "it does not hold it (EPERM)";
  case EAGAIN: return "there is none (EAGAIN)";
  case EINVAL: return "that is not valid (EINVAL)";
  case ETIMEDOUT: return "the time is over (ETIMEDOUT)";
  case EOVERFLOW: return "there are too many (EOVERFLOW)";
  case ESRCH: return "there is no such thread (ESRCH)";
  case ENOMEM: return "there is no memory (ENOMEM)";
  case EOWNERDEAD: return "its owner has ended (EOWNERDEAD)";
  case ENOTRECOVERABLE: return "it cannot be used any more (ENOTRECOVERABLE)";
  default: return NULL;
  }
}

static void add_error(const struct phrase *p, struct buf *out) {
  if (!p->s || p->s->result == 0)
    return;
  const char *why = reason(p->s->result);
  if (why)
    buf_printf(out, ": %s", why);
  else
    buf_printf(out, ": error %d", p->s->result);
}

static void add_holders(const struct phrase *p, struct buf *out) {
  uint16_t who[8];
  size_t n = 0;
  if (p->w) {
    n = world_holders(p->w, p->object, who, 8);
  } else {
    const struct trace_step *s = before(p, moves_lock);
    if (s && s->op != OP_MUTEX_UNLOCK && s->op != OP_SPIN_UNLOCK && s->op != OP_COND_WAIT)
      who[n++] = s->thread;
  }
  if (n == 1 && who[0] == p->thread) {
    buf_puts(out, ", which it holds itself");
  } else if (n > 0 && n <= 8) {
    buf_puts(out, ", held by ");
    explain_list(p->t, who, n, out);
  } else if (n > 8) {
    buf_printf(out, ", held by %zu threads", n);
  } else if (!(p->s->flags & STEP_TIMEOUT)) {
    add_error(p, out);
  }
}

static void add_count(uint64_t n, const char *one, struct buf *out) {
  buf_printf(out, "%" PRIu64 " %s%s", n, one, n == 1 ? "" : "s");
}

static void add_barrier(const struct phrase *p, struct buf *out) {
  int64_t parties = p->object >= 1 && p->object <= trace_objects(p->t) ? trace_object(p->t, p->object)->param : 0;
  bool last = p->s->flags & STEP_LAST;
  if (p->s->flags & STEP_VALUE)
    buf_printf(out, ", %" PRIu64, p->s->value);
  if (p->s->flags & STEP_VALUE && parties > 0)
    buf_printf(out, " of %" PRId64, parties);
  if (last)
    buf_puts(out, ": the barrier opens");
}

static void add_once(const struct phrase *p, struct buf *out) {
  const struct world_object *o = p->w ? world_object(p->w, p->object) : NULL;
  bool over = p->s->flags & STEP_NESTED || (o ? o->generation && o->changed != p->step : before(p, ends_once) != NULL);
  buf_puts(out, p->s->flags & STEP_LAST ? "has run the routine of "
                : over                  ? "skips the routine of "
                                        : "runs the routine of ");
  explain_object(p->t, p->object, out);
  if (over)
    buf_puts(out, ": it has been run already");
}

/* %n: what comes of it. */
static void add_result(const struct phrase *p, struct buf *out) {
  const struct trace_step *s = p->s;
  if (!s) {
    if (p->op == OP_OUTPUT && p->object && p->object <= trace_objects(p->t) && strcmp(trace_object(p->t, p->object)->name, "stderr") == 0)
      buf_puts(out, " to stderr");
    return;
  }
  switch (s->op) {
  case OP_COND_SIGNAL:
    if (s->flags & STEP_VALUE ? s->value == 0 : s->other == 0) {
      buf_puts(out, "nobody is waiting, the signal is lost");
    } else {
      buf_puts(out, "wakes ");
      explain_name(p->t, s->other, out);
    }
    return;
  case OP_COND_BROADCAST:
    if (!(s->flags & STEP_VALUE)) {
      buf_puts(out, "wakes everybody who waits");
    } else if (s->value == 0) {
      buf_puts(out, "nobody is waiting, it is lost");
    } else {
      buf_puts(out, "wakes ");
      add_count(s->value, "thread", out);
    }
    return;
  case OP_SEM_WAIT:
  case OP_SEM_TRYWAIT:
  case OP_SEM_TIMEDWAIT:
    if (s->flags & STEP_VALUE && s->value == 0)
      buf_puts(out, ", none is left");
    else if (s->flags & STEP_VALUE)
      buf_printf(out, ", %" PRIu64 " left", s->value);
    return;
  case OP_SEM_POST:
    if (s->flags & STEP_VALUE)
      buf_printf(out, ", %" PRIu64 " there now", s->value);
    return;
  case OP_BARRIER_ARRIVE: add_barrier(p, out); return;
  case OP_ONCE: add_once(p, out); return;
  case OP_SLEEP:
    if (s->flags & STEP_VALUE) {
      buf_puts(out, " for ");
      explain_time(s->value, out);
    }
    return;
  case OP_WAKE:
    if (s->time_ns) {
      buf_puts(out, " at ");
      explain_time(s->time_ns, out);
    }
    return;
  case OP_OUTPUT:
    if (s->result == 2)
      buf_puts(out, " to stderr");
    return;
  case OP_CRASH:
    if (s->text) {
      size_t len;
      buf_printf(out, ": %s", trace_text(p->t, s->text, &len));
    } else {
      buf_printf(out, " with signal %" PRIu64, s->flags & STEP_VALUE ? s->value : (uint64_t)(uint32_t)s->result);
    }
    return;
  default: return;
  }
}

static void add_text(const struct phrase *p, bool quoted, struct buf *out) {
  size_t len = 0;
  const char *text = p->s ? trace_text(p->t, p->s->text, &len) : "";
  if (quoted)
    explain_quote(text, len, TEXT_MOST, out);
  else
    buf_add(out, text, len);
}

static void add_order(const struct phrase *p, struct buf *out) {
  enum plait_order order = p->s ? plait_order_of(p->s->flags) : MEMORY_SEQ_CST;
  if (order != MEMORY_SEQ_CST)
    buf_printf(out, ", %s", plait_order_names[order]);
}

static void add_start(const struct phrase *p, struct buf *out) {
  const struct trace_site *s = trace_site(p->t, trace_thread(p->t, p->thread)->start_site);
  if (s->func[0])
    buf_printf(out, " in %s()", s->func);
}

static void add_other(const struct phrase *p, struct buf *out) {
  if (p->op == OP_THREAD_CREATE && p->other == 0)
    buf_puts(out, "a thread"); /* main is never created: it is not known yet who it will be */
  else
    explain_name(p->t, p->other, out);
}

static void fill(const struct phrase *p, const char *template, struct buf *out) {
  for (const char *c = template; *c; c++) {
    if (*c != '%') {
      buf_putc(out, *c);
      continue;
    }
    switch (*++c) {
    case 'o': explain_object(p->t, p->object, out); break;
    case 'm': explain_object(p->t, p->object2, out); break;
    case 'x': add_other(p, out); break;
    case '=':
      if (p->s && p->s->flags & STEP_VALUE) {
        buf_puts(out, " = ");
        add_value(p, p->s, out);
      }
      break;
    case 'w': add_was(p, out); break;
    case 'h': add_holders(p, out); break;
    case 'e': add_error(p, out); break;
    case 'n': add_result(p, out); break;
    case 'q': add_text(p, true, out); break;
    case 's': add_text(p, false, out); break;
    case 'a': add_order(p, out); break;
    case 'f': add_start(p, out); break;
    case 'v': buf_printf(out, "%" PRId64, p->s->flags & STEP_VALUE ? (int64_t)p->s->value : p->s->result); break;
    default: break;
    }
  }
}

static const char *template_for(const struct trace_step *s) {
  const char *const *form = templates[s->op];
  if (s->flags & STEP_TIMEOUT && form[TIMED_OUT])
    return form[TIMED_OUT];
  if (s->flags & STEP_SPURIOUS && form[SPURIOUS])
    return form[SPURIOUS];
  if (s->flags & (STEP_FAILED | STEP_TIMEOUT) && form[FAILED])
    return form[FAILED];
  if (s->flags & (STEP_NESTED | STEP_SHARED) && form[AGAIN])
    return form[AGAIN];
  return form[DID];
}

/* The SPAN_BEGIN of the call that STEP is made in or ends, not too far back; 0: not found. */
static uint32_t begin_of(const struct trace *t, uint32_t step) {
  const struct trace_step *s = trace_step(t, step);
  uint32_t stop = step > LOOK_BACK ? step - LOOK_BACK : 0;
  int depth = 0;
  for (uint32_t n = step - 1; n > stop; n--) {
    const struct trace_step *e = trace_step(t, n);
    if (e->thread != s->thread)
      continue;
    depth += e->op == OP_SPAN_END;
    if (e->op == OP_SPAN_BEGIN && depth-- == 0)
      return n;
  }
  return 0;
}

/* What belongs to a call of a library: its beginning, its end, and what its object says of itself. */
static bool call_did(const struct phrase *p, struct buf *out) {
  bool known = p->object >= 1 && p->object <= trace_objects(p->t);
  if (p->op == OP_NOTE && known) {
    explain_effect(p->t, p->w, p->step, begin_of(p->t, p->step), out);
    return true;
  }
  if ((p->op != OP_SPAN_BEGIN && p->op != OP_SPAN_END) || !spans_verb(p->t, p->step)[0])
    return false;
  if (p->op == OP_SPAN_BEGIN) {
    buf_puts(out, "begins: ");
    explain_call_will(p->t, p->step, out);
  } else if (p->s->flags & STEP_FAILED) {
    uint32_t begin = begin_of(p->t, p->step);
    explain_call_did(p->t, p->w, begin ? begin : p->step, p->step, out);
  } else {
    buf_printf(out, "returns from %s of ", spans_verb(p->t, p->step));
    explain_object(p->t, p->object, out);
  }
  return true;
}

void explain_did(const struct trace *t, uint32_t step, const struct world *w, struct buf *out) {
  const struct trace_step *s = trace_step(t, step);
  struct phrase p = {.t = t, .s = s, .step = step, .w = w, .op = s->op, .object = s->object, .object2 = s->object2,
                     .thread = s->thread, .other = s->other};
  explain_name(t, s->thread, out);
  buf_putc(out, ' ');
  if (!call_did(&p, out))
    fill(&p, template_for(s), out);
}

void explain_will(const struct trace *t, uint8_t op, uint32_t object, uint32_t object2, uint16_t thread, uint16_t other,
                  struct buf *out) {
  struct phrase p = {.t = t, .op = op, .object = object, .object2 = object2, .thread = thread, .other = other};
  if (op == OP_NOTE && object) {
    buf_puts(out, "report an item of ");
    explain_object(t, object, out);
    return;
  }
  fill(&p, templates[op][WILL], out);
}
