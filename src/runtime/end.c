/* end.c — every way an execution can end is an event.
 *
 * Normal exit is a scheduling point like any other, reached after all exit handlers
 * of the program. Fatal signals, failed assertions, deadlock and limits write their
 * event, publish what every thread was about to do, and leave with exit_group. */
#include "runtime/rt_life.h"
#include "runtime/rt_output.h"

#include <assert.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

/* The last event is drawn in the lane of a thread that is still there. */
static struct rt_thread *whose(struct rt_thread *t) {
  for (uint16_t i = 0; t->state != THREAD_LIVE && i < rt.threads; i++)
    if (rt.thread[i]->state == THREAD_LIVE)
      return rt.thread[i];
  return t;
}

_Noreturn void rt_end(enum plait_end kind, enum plait_op op, int status, void *pc, const char *text) {
  struct wire_ctl *c = rt.ctl;
  rt.ending = true;
  rt_close();
  if (op != OP_NONE) {
    struct rt_wait w = {.op = op, .pc = pc, .result = status, .text = text, .text_len = rt_length(text)};
    rt_self = whose(rt_self ? rt_self : rt.thread[rt.current]);
    rt_open_step(&w, WHY_CHOSEN, 0);
    if (rt.circle)
      rt_step_value(rt.circle);
    rt_close();
  }
  rt_publish_pending();
  c->end = kind;
  c->end_status = status;
  rt_format(c->end_text, sizeof c->end_text, "%s", text ? text : "");
  rt_exit_now(kind == END_EXIT ? status : 1);
}

void rt_unsupported(const char *call, const char *hint) {
  if (!rt.ctl || !rt.active)
    return;
  rt_close();
  rt_publish_pending();
  rt_format(rt.ctl->trouble, sizeof rt.ctl->trouble, "the program calls %s, which plait does not support yet: %s", call, hint);
  rt_exit_now(4);
}

/* ---- exit ------------------------------------------------------------------------ */

/* libc's list of open streams: what it begins with tells whether the program has opened any. */
extern void *_IO_list_all;
static void *files_at_start;
static bool handlers;    /* the program or a library has registered one */
static bool simple_exit; /* no module has anything to do at exit */

/* Looks at a module's dynamic section: does it have destructors of its own? The start-up code has one entry. */
static int has_destructors(struct dl_phdr_info *info, size_t size, void *any) {
  (void)size;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_DYNAMIC)
      continue;
    for (const ElfW(Dyn) *d = (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr); d->d_tag != DT_NULL; d++)
      if (d->d_tag == DT_FINI_ARRAYSZ && d->d_un.d_val > sizeof(void *))
        *(bool *)any = true;
  }
  return 0;
}

void rt_exit_init(void) {
  bool any = false;
  dl_iterate_phdr(has_destructors, &any);
  simple_exit = !any;
  files_at_start = _IO_list_all;
}

/* Also main's return. Going through libc's exit touches pages that nothing else needs; without handlers and destructors it
 * would do nothing that rt_exit_handler does not. And two threads may get here: the first to make its step decides the
 * status, where libc would let the second one end the process past the handler. */
RT_EXPORT _Noreturn void exit(int status) {
  static void (*real)(int) __attribute__((noreturn));
  if (rt.active && simple_exit && !handlers)
    rt_exit_handler(status, NULL);
  if (!real)
    *(void **)&real = rt_resolve("exit");
  real(status);
}

static int (*real_cxa_atexit)(void (*)(void *), void *, void *);

int __cxa_atexit(void (*f)(void *), void *arg, void *dso);
RT_EXPORT int __cxa_atexit(void (*f)(void *), void *arg, void *dso) {
  if (!real_cxa_atexit)
    *(void **)&real_cxa_atexit = rt_resolve("__cxa_atexit");
  handlers = true;
  return real_cxa_atexit(f, arg, dso);
}

RT_EXPORT int on_exit(void (*f)(int, void *), void *arg) {
  static int (*real)(void (*)(int, void *), void *);
  if (!real)
    *(void **)&real = rt_resolve("on_exit");
  handlers = handlers || f != rt_exit_handler;
  return real(f, arg);
}

void rt_exit_handler(int status, void *arg) {
  (void)arg;
  if (!rt.active)
    return;
  if (_IO_list_all != files_at_start)
    rt_real.fflush(NULL); /* files the program has opened; nothing of libc runs after this */
  struct rt_wait w = {.op = OP_EXIT, .pc = NULL, .result = status & 0xff};
  rt_point(&w);
  rt_end(END_EXIT, OP_NONE, status & 0xff, NULL, NULL);
}

static _Noreturn void leave_at_once(int status, void *pc) {
  if (rt.active) {
    struct rt_wait w = {.op = OP_EXIT, .pc = pc, .result = status & 0xff};
    rt_point(&w);
    rt_end(END_EXIT, OP_NONE, status & 0xff, NULL, NULL);
  }
  rt_exit_now(status);
}

RT_EXPORT _Noreturn void _exit(int status) { leave_at_once(status, RT_PC); }
RT_EXPORT _Noreturn void _Exit(int status) { leave_at_once(status, RT_PC); }

/* ---- failed assertions --------------------------------------------------------------- */

_Noreturn void rt_assert_failed(const char *expr, const char *file, unsigned line, const char *func, void *pc) {
  char text[400];
  size_t n = rt_format(text, sizeof text, "%s:%u: %s: Assertion `%s' failed.", file, line, func ? func : "?", expr);
  char said[420];
  rt_format(said, sizeof said, "%s\n", text);
  rt_output(2, said, n + 1, pc); /* the program's own stderr says it, as it would without plait */
  rt_end(END_ASSERT, OP_ASSERT_FAIL, 6, pc, text);
}

RT_EXPORT _Noreturn void __assert_fail(const char *expr, const char *file, unsigned line, const char *func) {
  if (rt.active && rt_self)
    rt_assert_failed(expr, file, line, func, RT_PC);
  rt_real.abort();
}

/* ---- fatal signals ---------------------------------------------------------------------- */

static const char *signal_name(int sig) {
  switch (sig) {
  case SIGSEGV: return "SIGSEGV: the program touched memory that is not there";
  case SIGBUS: return "SIGBUS: the program touched memory that cannot be read";
  case SIGFPE: return "SIGFPE: arithmetic error, such as a division by zero";
  case SIGILL: return "SIGILL: illegal instruction";
  case SIGABRT: return "SIGABRT: the program called abort";
  case SIGTRAP: return "SIGTRAP: trap";
  default: return "fatal signal";
  }
}

static void on_fatal(int sig, siginfo_t *info, void *context) {
  (void)info;
  static _Atomic uint32_t once;
  if (!rt.active || atomic_exchange(&once, 1))
    rt_exit_now(128 + sig);
  const ucontext_t *u = context;
  void *pc = (char *)u->uc_mcontext.gregs[REG_RIP] + 1; /* as if it were a return address */
  struct rt_thread *t = rt_self;
  if (t && rt_innermost(t) && !rt_pc_in_program((uintptr_t)pc))
    pc = (void *)rt_innermost(t)->pc;
  /* A write whose value is not known yet may be the very access that failed. */
  if (rt.write_open && (sig == SIGSEGV || sig == SIGBUS))
    rt.write_open = false;
  rt_end(sig == SIGABRT ? END_ABORT : END_CRASH, OP_CRASH, sig, pc, signal_name(sig));
}

/* plait asks where a thread is that reaches no scheduling point. */
static void on_stall(int sig, siginfo_t *info, void *context) {
  (void)sig;
  (void)info;
  const ucontext_t *u = context;
  uintptr_t pc = (uintptr_t)u->uc_mcontext.gregs[REG_RIP] + 1;
  struct rt_thread *t = rt_self;
  if (t && rt_innermost(t) && !rt_pc_in_program(pc))
    pc = rt_innermost(t)->pc;
  uint16_t module;
  uint32_t off;
  rt_pc(pc, &module, &off);
  rt.ctl->stall_pc_module = module;
  rt.ctl->stall_pc_off = off;
  rt_publish_pending();
  rt.ctl->stall_done = 1;
  rt_bell();
}

void rt_signals_init(void) {
  static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
  struct sigaction a = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
    sigaction(fatal[i], &a, NULL);
  a.sa_sigaction = on_stall;
  a.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigaction(WIRE_STALL_SIGNAL, &a, NULL);
}

enum { SIGNAL_STACK = 32 << 10 };

/* A stack for handlers, so that a stack overflow is reported too. Apart from the arena: it is never touched otherwise. */
void rt_signal_stack(void) {
  stack_t s = {.ss_sp = (void *)(RT_SIGNAL_STACKS + (uintptr_t)rt_self->index * SIGNAL_STACK), .ss_size = SIGNAL_STACK};
  sigaltstack(&s, NULL);
}

bool rt_signal_stacks_init(void) { return rt_map(RT_SIGNAL_STACKS, (size_t)WIRE_THREADS * SIGNAL_STACK); }
