/* rwlock.c — RWLock: who is in, who waits, and one condition "changed".
 *
 * The policy is one function, rwlock_lets_in. Those who wait stand in a row in the order in
 * which they came, which only the fair policy looks at; those who are in are
 * written down, so that a release by somebody else, or a thread that would wait for itself, is an
 * error and not a mystery. Must not use pthread_rwlock_t, which cannot choose. */
#include "sync/report.h"
#include "sync/waiters.h"

#include <plait/sync.h>
#include <stdlib.h>

struct in_line {
  struct in_line *next;
  bool writes;
};

struct plait_rwlock {
  pthread_mutex_t lock;
  struct waiters changed;
  enum plait_rwlock_policy policy;
  struct in_line *line;                 /* the first to have come */
  unsigned readers_wait, writers_wait;
  bool writing;
  pthread_t writer;
  pthread_t *reader; /* one for each time a thread went in to read */
  unsigned readers, room;
};

struct plait_rwlock *plait_rwlock_new(const char *name, enum plait_rwlock_policy policy) {
  if (policy != PLAIT_READERS_FIRST && policy != PLAIT_WRITERS_FIRST && policy != PLAIT_FAIR) {
    errno = EINVAL;
    return NULL;
  }
  struct plait_rwlock *l = calloc(1, sizeof *l);
  if (!l)
    return NULL;
  l->policy = policy;
  report_object(l, PLAIT_KIND_RWLOCK, name, 0, (int)policy);
  pthread_mutex_init(&l->lock, NULL);
  report_mutex(&l->lock, l, PLAIT_KIND_RWLOCK, "lock");
  waiters_init(&l->changed, l, PLAIT_KIND_RWLOCK, "changed");
  return l;
}

void plait_rwlock_free(struct plait_rwlock *l) {
  if (!l)
    return;
  waiters_fini(&l->changed);
  pthread_mutex_destroy(&l->lock);
  free(l->reader);
  free(l);
}

static bool rwlock_lets_in(const struct plait_rwlock *l, const struct in_line *me) {
  if (l->writing || (me->writes && l->readers > 0))
    return false;
  switch (l->policy) {
  case PLAIT_READERS_FIRST:
    return !me->writes || l->readers_wait == 0;
  case PLAIT_WRITERS_FIRST:
    return me->writes || l->writers_wait == 0;
  case PLAIT_FAIR:
    return l->line == me;
  }
  return false;
}

/* ---- who waits ------------------------------------------------------------------ */

static void rwlock_line_up(struct plait_rwlock *l, struct in_line *me) {
  struct in_line **end = &l->line;
  while (*end)
    end = &(*end)->next;
  *end = me;
  *(me->writes ? &l->writers_wait : &l->readers_wait) += 1;
}

static void rwlock_step_out(struct plait_rwlock *l, struct in_line *me) {
  struct in_line **at = &l->line;
  while (*at != me)
    at = &(*at)->next;
  *at = me->next;
  *(me->writes ? &l->writers_wait : &l->readers_wait) -= 1;
}

/* ---- who is in -------------------------------------------------------------------- */

static bool rwlock_grow(struct plait_rwlock *l) {
  if (l->readers < l->room)
    return true;
  unsigned room = l->room ? 2 * l->room : 4;
  pthread_t *reader = malloc(room * sizeof *reader);
  if (!reader)
    return false;
  for (unsigned i = 0; i < l->readers; i++)
    reader[i] = l->reader[i];
  free(l->reader);
  l->reader = reader;
  l->room = room;
  return true;
}

/* Where the calling thread is among the readers; l->readers: it is not. */
static unsigned rwlock_find(const struct plait_rwlock *l) {
  unsigned i = 0;
  while (i < l->readers && !pthread_equal(l->reader[i], pthread_self()))
    i++;
  return i;
}

static bool rwlock_is_writer(const struct plait_rwlock *l) {
  return l->writing && pthread_equal(l->writer, pthread_self());
}

static int rwlock_enter(struct plait_rwlock *l, const struct call *c, bool writes) {
  if (writes) {
    l->writing = true;
    l->writer = pthread_self();
    call_effect(c, PLAIT_EFFECT_PUT, 0, 0);
    return 0;
  }
  if (!rwlock_grow(l))
    return ENOMEM;
  l->reader[l->readers++] = pthread_self();
  call_effect(c, PLAIT_EFFECT_PUT | PLAIT_EFFECT_SHARED, l->readers, 0);
  return 0;
}

/* ---- calls ------------------------------------------------------------------------ */

static int rwlock_acquire(struct plait_rwlock *l, bool writes, struct limit limit, const void *caller) {
  if (!l || limit.over == EINVAL)
    return EINVAL;
  const char *verb = writes ? LIMIT_VERB("acquire_write", limit) : LIMIT_VERB("acquire_read", limit);
  struct call c = call_begin(l, PLAIT_KIND_RWLOCK, verb, caller);
  struct in_line me = {.writes = writes};
  int e = 0;
  pthread_mutex_lock(&l->lock);
  if (rwlock_is_writer(l) || (writes && rwlock_find(l) < l->readers)) {
    e = EDEADLK;
  } else {
    rwlock_line_up(l, &me);
    bool in;
    while (!(in = rwlock_lets_in(l, &me)) && e == 0)
      e = waiters_wait(&l->changed, &l->lock, limit);
    rwlock_step_out(l, &me);
    if (in)
      e = rwlock_enter(l, &c, writes);
    if (in ? !writes && l->policy == PLAIT_FAIR : limit.timed)
      waiters_wake_all(&l->changed); /* who stood behind may go in with this reader, or instead of who gave up */
  }
  pthread_mutex_unlock(&l->lock);
  return call_end(&c, e);
}

int plait_rwlock_acquire_read(struct plait_rwlock *l) { return rwlock_acquire(l, false, LIMIT_NONE, HERE); }
int plait_rwlock_acquire_read_try(struct plait_rwlock *l) { return rwlock_acquire(l, false, LIMIT_TRY, HERE); }
int plait_rwlock_acquire_read_for(struct plait_rwlock *l, double seconds) {
  return rwlock_acquire(l, false, limit_for(seconds), HERE);
}
int plait_rwlock_acquire_write(struct plait_rwlock *l) { return rwlock_acquire(l, true, LIMIT_NONE, HERE); }
int plait_rwlock_acquire_write_try(struct plait_rwlock *l) { return rwlock_acquire(l, true, LIMIT_TRY, HERE); }
int plait_rwlock_acquire_write_for(struct plait_rwlock *l, double seconds) {
  return rwlock_acquire(l, true, limit_for(seconds), HERE);
}

int plait_rwlock_release_read(struct plait_rwlock *l) {
  if (!l)
    return EINVAL;
  struct call c = call_begin(l, PLAIT_KIND_RWLOCK, "release_read", HERE);
  int e = 0;
  pthread_mutex_lock(&l->lock);
  unsigned me = rwlock_find(l);
  if (me == l->readers) {
    e = EPERM;
  } else {
    l->reader[me] = l->reader[--l->readers];
    call_effect(&c, PLAIT_EFFECT_GET | PLAIT_EFFECT_SHARED, l->readers, 0);
    if (l->readers == 0)
      waiters_wake_all(&l->changed);
  }
  pthread_mutex_unlock(&l->lock);
  return call_end(&c, e);
}

int plait_rwlock_release_write(struct plait_rwlock *l) {
  if (!l)
    return EINVAL;
  struct call c = call_begin(l, PLAIT_KIND_RWLOCK, "release_write", HERE);
  int e = 0;
  pthread_mutex_lock(&l->lock);
  if (!rwlock_is_writer(l)) {
    e = EPERM;
  } else {
    l->writing = false;
    call_effect(&c, PLAIT_EFFECT_GET, l->readers, 0);
    waiters_wake_all(&l->changed);
  }
  pthread_mutex_unlock(&l->lock);
  return call_end(&c, e);
}
