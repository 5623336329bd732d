/* sem.c — POSIX semaphores, unnamed and named.
 *
 * A post adds a permit and hands it to nobody: every waiter is enabled then, and so
 * is a thread that comes along, and whoever moves first takes it. POSIX only says
 * that some waiter is released; since each of them, and each newcomer, is a schedule,
 * that covers what every hand-over policy could do.
 *
 * Named semaphores live in a table of this process, that starts empty: what another
 * program left in the system would make two executions differ.
 *
 * The memory of a sem_t holds its value, as glibc's does, so that sem_getvalue is a
 * load of that memory and copies of it are worth what they are worth there. */
#include "runtime/prim.h"

#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>

static int failed(int e) { return errno = e, -1; }

static unsigned *memory(sem_t *s) { return (unsigned *)s; }

static struct rt_obj *sem(sem_t *s) {
  struct rt_obj *o = rt_obj_find(s, KIND_SEM);
  if (!o) { /* never initialised: what glibc would find there */
    o = rt_obj(s, KIND_SEM);
    o->permits = *memory(s) & INT_MAX;
    o->param = (uint64_t)o->permits;
  }
  return o;
}

static bool has_permit(const struct rt_thread *t, const struct rt_wait *w) { return (void)t, w->obj->permits > 0; }

static void set(struct rt_obj *o, int64_t permits) {
  o->permits = permits;
  *(unsigned *)o->addr = (unsigned)permits;
}

static void start_life(sem_t *s, unsigned value) {
  *s = (sem_t){.__align = 0};
  struct rt_obj *o = rt_obj_reset(s, KIND_SEM);
  o->param = value;
  set(o, value);
}

/* POSIX sem_init. */
RT_EXPORT int sem_init(sem_t *s, int shared, unsigned value) {
  (void)shared;
  if (value > SEM_VALUE_MAX)
    return failed(EINVAL);
  start_life(s, value);
  return 0;
}

/* POSIX sem_destroy. */
RT_EXPORT int sem_destroy(sem_t *s) {
  struct rt_obj *o = sem(s);
  if (rt_awaited(o))
    return failed(EBUSY);
  rt_obj_drop(s, KIND_SEM);
  return 0;
}

static int take(struct rt_wait *w) {
  struct rt_obj *o = w->obj;
  bool stepped = rt_point(w);
  int e = stepped && rt_self->granted == CHOICE_TIMEOUT ? ETIMEDOUT : o->permits <= 0 ? EAGAIN : 0;
  if (!e)
    set(o, o->permits - 1);
  if (stepped) {
    rt_step_value((uint64_t)o->permits);
    rt_step_result(e);
  }
  return e ? failed(e) : 0;
}

/* POSIX sem_wait. */
RT_EXPORT int sem_wait(sem_t *s) {
  struct rt_wait w = {.op = OP_SEM_WAIT, .obj = sem(s), .pc = RT_PC, .ready = has_permit};
  return take(&w);
}

/* POSIX sem_trywait. */
RT_EXPORT int sem_trywait(sem_t *s) {
  struct rt_wait w = {.op = OP_SEM_TRYWAIT, .obj = sem(s), .pc = RT_PC};
  return take(&w);
}

static int timed(sem_t *s, clockid_t clock, const struct timespec *abs, void *pc) {
  if (!rt_wait_clock(clock) || !rt_valid_time(abs))
    return failed(EINVAL);
  struct rt_wait w = {.op = OP_SEM_TIMEDWAIT, .obj = sem(s), .pc = pc, .ready = has_permit, .may_time_out = true};
  w.deadline = rt_deadline(clock, abs);
  w.can_give_up = rt_had_to_wait;
  return take(&w);
}

/* POSIX sem_timedwait, POSIX.1-2024 sem_clockwait. */
RT_EXPORT int sem_timedwait(sem_t *restrict s, const struct timespec *restrict abs) {
  return timed(s, CLOCK_REALTIME, abs, RT_PC);
}
RT_EXPORT int sem_clockwait(sem_t *restrict s, clockid_t clock, const struct timespec *restrict abs) {
  return timed(s, clock, abs, RT_PC);
}

/* POSIX sem_post. */
RT_EXPORT int sem_post(sem_t *s) {
  struct rt_obj *o = sem(s);
  struct rt_wait w = {.op = OP_SEM_POST, .obj = o, .pc = RT_PC};
  bool stepped = rt_point(&w);
  int e = o->permits >= SEM_VALUE_MAX ? EOVERFLOW : 0;
  if (!e)
    set(o, o->permits + 1);
  if (stepped) {
    rt_step_value((uint64_t)o->permits);
    rt_step_result(e);
  }
  return e ? failed(e) : 0;
}

/* POSIX sem_getvalue: never negative, as glibc. A step, for others can change what it sees. */
RT_EXPORT int sem_getvalue(sem_t *restrict s, int *restrict value) {
  struct rt_obj *o = sem(s);
  struct rt_wait w = {.op = OP_ATOMIC_LOAD, .addr = s, .size = sizeof(int), .pc = RT_PC};
  if (rt.multi && rt_point(&w))
    rt_step_value((uint64_t)o->permits);
  *value = (int)o->permits;
  return 0;
}

/* ---- named semaphores ---------------------------------------------------- */

struct named {
  struct named *next;
  sem_t *sem;
  uint32_t opened;
  bool unlinked;
  char name[NAME_MAX + 1];
};
static struct named *names;

/* The name without its leading slashes, or an error number. */
static int check_name(const char **name) {
  while (**name == '/')
    (*name)++;
  size_t n = 0;
  for (; (*name)[n]; n++)
    if ((*name)[n] == '/')
      return EINVAL;
  return n == 0 ? EINVAL : n > NAME_MAX - 4 ? ENAMETOOLONG : 0; /* glibc's file is "sem." and the name */
}

static struct named *find_name(const char *name) {
  for (struct named *n = names; n; n = n->next) {
    size_t i = 0;
    while (n->name[i] && n->name[i] == name[i])
      i++;
    if (!n->unlinked && n->name[i] == name[i])
      return n;
  }
  return NULL;
}

/* POSIX sem_open: the same semaphore has one address however often it is opened. */
RT_EXPORT sem_t *sem_open(const char *name, int flags, ...) {
  int e = check_name(&name);
  struct named *n = e ? NULL : find_name(name);
  unsigned value = 0;
  if (flags & O_CREAT) {
    va_list ap;
    va_start(ap, flags);
    (void)va_arg(ap, unsigned); /* the file's mode */
    value = va_arg(ap, unsigned);
    va_end(ap);
  }
  if (!e && n && (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
    e = EEXIST;
  if (!e && !n && !(flags & O_CREAT))
    e = ENOENT;
  if (!e && !n && value > SEM_VALUE_MAX)
    e = EINVAL;
  if (e) {
    errno = e;
    return SEM_FAILED;
  }
  if (!n) {
    n = rt_arena(sizeof *n);
    n->sem = rt_arena(sizeof *n->sem);
    for (size_t i = 0; name[i]; i++)
      n->name[i] = name[i];
    start_life(n->sem, value);
    n->next = names;
    names = n;
  }
  n->opened++;
  return n->sem;
}

/* POSIX sem_close. */
RT_EXPORT int sem_close(sem_t *s) {
  for (struct named *n = names; n; n = n->next)
    if (n->sem == s && n->opened) {
      n->opened--;
      return 0;
    }
  return failed(EINVAL);
}

/* POSIX sem_unlink: the name goes, the semaphore stays for those who have it open. */
RT_EXPORT int sem_unlink(const char *name) {
  int e = check_name(&name);
  struct named *n = e ? NULL : find_name(name);
  if (!n)
    return failed(e == ENAMETOOLONG ? e : ENOENT);
  n->unlinked = true;
  return 0;
}
