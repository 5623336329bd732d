/* Locks in both orders, and still no deadlock: each case says why.
 * finding: none
 * run: gate trying timed created handed read_twice chain recursive wait_apart once_each */
#include "fine.h"

#include <semaphore.h>
#include <time.h>

static pthread_mutex_t gate = LOCK, a = LOCK, b = LOCK, c = LOCK, again;
static pthread_rwlock_t r = PTHREAD_RWLOCK_INITIALIZER, s = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t over = PTHREAD_COND_INITIALIZER;
static sem_t baton;
static int x, done;

static void both(pthread_mutex_t *first, pthread_mutex_t *second) {
  pthread_mutex_lock(first);
  pthread_mutex_lock(second);
  x++;
  pthread_mutex_unlock(second);
  pthread_mutex_unlock(first);
}

/* A third lock lets only one of them be there. */
static void gated(pthread_mutex_t *first, pthread_mutex_t *second) {
  pthread_mutex_lock(&gate);
  both(first, second);
  pthread_mutex_unlock(&gate);
}
BODY(gate_ab) { gated(&a, &b); END; }
BODY(gate_ba) { gated(&b, &a); END; }

/* Who does not get the second gives the first back. */
static void trying(pthread_mutex_t *first, pthread_mutex_t *second) {
  pthread_mutex_lock(first);
  if (pthread_mutex_trylock(second) == 0) {
    x++;
    pthread_mutex_unlock(second);
  }
  pthread_mutex_unlock(first);
}
BODY(try_ab) { trying(&a, &b); END; }
BODY(try_ba) { trying(&b, &a); END; }

static void timed(pthread_mutex_t *first, pthread_mutex_t *second) {
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_sec++;
  pthread_mutex_lock(first);
  if (pthread_mutex_timedlock(second, &soon) == 0)
    pthread_mutex_unlock(second);
  pthread_mutex_unlock(first);
}
BODY(timed_ab) { timed(&a, &b); END; }
BODY(timed_ba) { timed(&b, &a); END; }

/* The second order is only used by a thread that is made after the first. */
BODY(inner_ba) { both(&b, &a); END; }
BODY(outer_ab) {
  pthread_t t;
  both(&a, &b);
  pthread_create(&t, NULL, inner_ba, NULL);
  pthread_join(t, NULL);
  END;
}

/* Or after a message from it. */
BODY(first_ab) { both(&a, &b); sem_post(&baton); END; }
BODY(then_ba) { sem_wait(&baton); both(&b, &a); END; }

/* Readers do not keep each other out. */
BODY(read_rs) { pthread_rwlock_rdlock(&r); pthread_rwlock_rdlock(&s); pthread_rwlock_unlock(&s); pthread_rwlock_unlock(&r); END; }
BODY(read_sr) { pthread_rwlock_rdlock(&s); pthread_rwlock_rdlock(&r); pthread_rwlock_unlock(&r); pthread_rwlock_unlock(&s); END; }

/* Hand over hand: each is given back after the next is taken, always in the same direction. */
BODY(walk) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&a);
  pthread_mutex_lock(&c);
  pthread_mutex_unlock(&b);
  x++;
  pthread_mutex_unlock(&c);
  END;
}

BODY(recursive) {
  pthread_mutex_lock(&again);
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&again); /* held already: does not wait */
  x++;
  pthread_mutex_unlock(&again);
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&again);
  END;
}

/* Waiting gives the lock away and takes it again, with nothing else in hand. */
BODY(wait_a) {
  pthread_mutex_lock(&a);
  while (!done)
    pthread_cond_wait(&over, &a);
  pthread_mutex_lock(&b);
  x++;
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  END;
}
BODY(set_done) { pthread_mutex_lock(&a); done = 1; pthread_mutex_unlock(&a); pthread_cond_signal(&over); END; }

/* One lock, then the other, never both. */
BODY(ab_apart) { pthread_mutex_lock(&a); pthread_mutex_unlock(&a); pthread_mutex_lock(&b); pthread_mutex_unlock(&b); END; }
BODY(ba_apart) { pthread_mutex_lock(&b); pthread_mutex_unlock(&b); pthread_mutex_lock(&a); pthread_mutex_unlock(&a); END; }

int main(int argc, char **argv) {
  static const struct fine cases[] = {
      {"gate", gate_ab, gate_ba, NULL},       {"trying", try_ab, try_ba, NULL},       {"timed", timed_ab, timed_ba, NULL},
      {"created", outer_ab, NULL, NULL},      {"handed", first_ab, then_ba, NULL},    {"read_twice", read_rs, read_sr, NULL},
      {"chain", walk, walk, NULL},            {"recursive", recursive, recursive, NULL}, {"wait_apart", wait_a, set_done, NULL},
      {"once_each", ab_apart, ba_apart, NULL},
  };
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&again, &kind);
  sem_init(&baton, 0, 0);
  return FINE(cases, argc, argv);
}
