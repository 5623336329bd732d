/* exp_time.c — programs small enough to try every schedule of, in which it matters how long something takes: which one is the
 * first argument. For virtual time: the clock goes on when nobody can move. Without arguments: their names. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int x, y;
static atomic_int flag;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t sem;

#define DO(name) static void *name(void *arg)
#define ME ((int)(intptr_t)arg)

static void pass(int ms) { usleep(1000u * (unsigned)ms); }

static struct timespec in_ms(int ms) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  t.tv_nsec += 1000000 * ms;
  t.tv_sec += t.tv_nsec / 1000000000;
  t.tv_nsec %= 1000000000;
  return t;
}

static void two(void *(*f)(void *), void *(*g)(void *)) {
  pthread_t a, b;
  pthread_create(&a, NULL, f, (void *)0);
  pthread_create(&b, NULL, g, (void *)1);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
}

static void three(void *(*f)(void *), void *(*g)(void *), void *(*h)(void *)) {
  pthread_t t;
  pthread_create(&t, NULL, h, (void *)2);
  two(f, g);
  pthread_join(t, NULL);
}

DO(equal_f) { pass(1); x = x * 2 + ME; return NULL; }
static void equal(void) { two(equal_f, equal_f); printf("%d\n", x); }
DO(later_f) { pass(1 + ME); x = x * 2 + ME; return NULL; }
static void later(void) { two(later_f, later_f); printf("%d\n", x); }
DO(before_f) { x = x * 2 + ME; pass(1); return NULL; }
static void before(void) { two(before_f, before_f); printf("%d\n", x); }
DO(mixed_f) { if (ME) pass(ME); x = x * 3 + ME; return NULL; }
static void mixed(void) { three(mixed_f, mixed_f, mixed_f); printf("%d\n", x); }

DO(hold_f) { (void)arg; pthread_mutex_lock(&m); pass(2); x = x * 2 + ME; pthread_mutex_unlock(&m); return NULL; }
DO(lock_f) { (void)arg; pthread_mutex_lock(&m); x = x * 2 + 3; pthread_mutex_unlock(&m); return NULL; }
static void hold(void) { two(hold_f, lock_f); printf("%d\n", x); }
static void holdboth(void) { two(hold_f, hold_f); printf("%d\n", x); }
static void timed_lock(int ms) {
  struct timespec t = in_ms(ms);
  if (pthread_mutex_timedlock(&m, &t) != 0)
    y++;
  else {
    x = x * 2 + 5;
    pthread_mutex_unlock(&m);
  }
}
DO(lock1_f) { (void)arg; timed_lock(1); return NULL; }
DO(lock2_f) { (void)arg; timed_lock(2); return NULL; }
DO(lock3_f) { (void)arg; timed_lock(3); return NULL; }
static void tooshort(void) { two(hold_f, lock1_f); printf("%d %d\n", x, y); }
static void justso(void) { two(hold_f, lock2_f); printf("%d %d\n", x, y); }
static void longenough(void) { two(hold_f, lock3_f); printf("%d %d\n", x, y); }
DO(brief_f) { (void)arg; pthread_mutex_lock(&m); pass(1); pthread_mutex_unlock(&m); return NULL; }
static void waitinline(void) { three(brief_f, brief_f, lock2_f); printf("%d %d\n", x, y); }

DO(read_f) { pthread_rwlock_rdlock(&rw); pass(1 + ME); pthread_rwlock_unlock(&rw); return NULL; }
DO(write_f) { (void)arg; pthread_rwlock_wrlock(&rw); printf("w"); pthread_rwlock_unlock(&rw); return NULL; }
DO(came_f) { (void)arg; pthread_rwlock_rdlock(&rw); printf("r"); pass(1); pthread_rwlock_unlock(&rw); return NULL; }
static void readers(void) { two(read_f, write_f); }
static void readers2(void) { three(came_f, read_f, write_f); }
DO(timedwrite_f) {
  (void)arg;
  struct timespec t = in_ms(1);
  if (pthread_rwlock_timedwrlock(&rw, &t) != 0)
    return NULL;
  printf("w");
  pthread_rwlock_unlock(&rw);
  return NULL;
}
static void timedwriter(void) { two(came_f, timedwrite_f); }
static void timedwriter2(void) { three(came_f, read_f, timedwrite_f); }

DO(permit_f) { (void)arg; sem_wait(&sem); pass(1); sem_post(&sem); return NULL; }
static void timed_permit(int ms) {
  struct timespec t = in_ms(ms);
  if (sem_timedwait(&sem, &t) != 0)
    y++;
}
DO(permit1_f) { (void)arg; timed_permit(1); return NULL; }
DO(permit2_f) { (void)arg; timed_permit(2); return NULL; }
static void permit(void) { sem_init(&sem, 0, 1); two(permit_f, permit1_f); printf("%d\n", y); }
static void permits(void) { sem_init(&sem, 0, 1); two(permit_f, permit2_f); printf("%d\n", y); }
static void permits2(void) { sem_init(&sem, 0, 2); three(permit_f, permit_f, permit1_f); printf("%d\n", y); }
DO(post_f) { pass(1); sem_post(&sem); return arg; }
static void post(void) { sem_init(&sem, 0, 0); two(post_f, permit1_f); printf("%d\n", y); }

DO(wait2_f) {
  (void)arg;
  pthread_mutex_lock(&m);
  struct timespec t = in_ms(2);
  y = pthread_cond_timedwait(&c, &m, &t) == ETIMEDOUT;
  pthread_mutex_unlock(&m);
  return NULL;
}
static void signal_in(int ms) { pass(ms); pthread_mutex_lock(&m); x++; pthread_cond_signal(&c); pthread_mutex_unlock(&m); }
DO(signal1_f) { (void)arg; signal_in(1); return NULL; }
DO(signal2_f) { (void)arg; signal_in(2); return NULL; }
DO(signal3_f) { (void)arg; signal_in(3); return NULL; }
static void intime(void) { two(wait2_f, signal1_f); printf("%d\n", y); }
static void lasttime(void) { two(wait2_f, signal2_f); printf("%d\n", y); }
static void toolate(void) { two(wait2_f, signal3_f); printf("%d\n", y); }
DO(heldsignal_f) { (void)arg; pthread_mutex_lock(&m); pass(3); pthread_cond_signal(&c); pthread_mutex_unlock(&m); return NULL; }
static void heldsignal(void) { two(wait2_f, heldsignal_f); printf("%d\n", y); }
static void heldback(void) { two(wait2_f, hold_f); printf("%d %d\n", x, y); }
DO(heldlater_f) { (void)arg; pass(1); pthread_mutex_lock(&m); pass(2); x++; pthread_mutex_unlock(&m); return NULL; }
static void heldlater(void) { two(wait2_f, heldlater_f); printf("%d %d\n", x, y); }
static void heldthree(void) { three(wait2_f, heldlater_f, lock3_f); printf("%d %d\n", x, y); }

DO(exit_f) { (void)arg; pass(1); printf("e"); exit(0); }
DO(print1_f) { (void)arg; pass(1); printf("1"); return NULL; }
DO(print2_f) { (void)arg; pass(2); printf("2"); return NULL; }
static void leaves(void) { two(exit_f, print1_f); }
static void leftout(void) { two(exit_f, print2_f); }
DO(abort_f) { (void)arg; pthread_mutex_lock(&m); abort(); }
DO(said_f) { (void)arg; pthread_mutex_lock(&m); printf("s"); pass(1); pthread_mutex_unlock(&m); return NULL; }
static void aborts(void) { two(said_f, abort_f); }

static void join_in(int ms, int late) {
  pthread_t t;
  pthread_create(&t, NULL, late ? print2_f : print1_f, NULL);
  struct timespec until = in_ms(ms);
  if (pthread_timedjoin_np(t, NULL, &until) == ETIMEDOUT)
    printf("t");
}
static void join(void) { join_in(1, 0); }
static void joinlate(void) { join_in(1, 1); }
static void joinearly(void) { join_in(2, 0); }

DO(spin_f) { (void)arg; while (!atomic_load(&flag)) { } x = 1; return NULL; }
DO(set_f) { (void)arg; pass(1); atomic_store(&flag, 1); y = x; return NULL; }
static void spin(void) { two(spin_f, set_f); printf("%d\n", y); }

static void init(void) { pass(1); x++; }
DO(once_f) { (void)arg; pthread_once(&once, init); return NULL; }
static void onces(void) { two(once_f, once_f); printf("%d\n", x); }

static void how_long(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  printf("%ld", t.tv_nsec / 1000000);
}
DO(told_f) { (void)arg; pthread_mutex_lock(&m); pass(1); how_long(); pthread_mutex_unlock(&m); return NULL; }
DO(told2_f) { pthread_mutex_lock(&m); how_long(); pthread_mutex_unlock(&m); pass(1); return arg; }
static void told(void) { two(told_f, told2_f); }

/* The clock is read until it moves: so often that the order of steps is no longer all that counts. */
DO(impatient_f) { (void)arg; struct timespec t; do clock_gettime(CLOCK_MONOTONIC, &t); while (t.tv_nsec < 3000000); x = x * 2 + 1; return NULL; }
static void impatient(void) { two(impatient_f, later_f); printf("%d\n", x); }

static const struct program { const char *name; void (*run)(void); } programs[] = {
#define P(f) {#f, f}
    P(equal), P(later), P(before), P(mixed), P(hold), P(holdboth), P(tooshort), P(justso), P(longenough), P(waitinline),
    P(readers), P(readers2), P(timedwriter), P(timedwriter2), P(permit), P(permits), P(permits2), P(post), P(intime), P(lasttime), P(toolate),
    P(heldsignal), P(heldback), P(heldlater), P(heldthree), P(leaves), P(leftout), P(aborts), P(join), P(joinlate), P(joinearly), P(spin),
    P(onces), P(told), P(impatient),
};

int main(int argc, char **argv) {
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
    if (argc < 2)
      puts(programs[i].name);
    else if (strcmp(programs[i].name, argv[1]) == 0)
      return programs[i].run(), 0;
  }
  return argc < 2 ? 0 : 2;
}
