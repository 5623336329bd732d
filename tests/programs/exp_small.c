/* exp_small.c — many programs small enough to try every schedule of: which one is the first argument, its size the second.
 * Each is a few lines per thread; together they use every kind of operation. Without arguments: their names. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <assert.h>

static int n = 2;
static int x, y, z;
static atomic_int ax, ay;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, m2 = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t nested = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t sem;

static void *in(void *(*f)(void *), int count) {
  pthread_t t[8];
  for (intptr_t i = 0; i < count; i++)
    pthread_create(&t[i], NULL, f, (void *)i);
  for (int i = 0; i < count; i++)
    pthread_join(t[i], NULL);
  return NULL;
}

/* Two functions in two threads. */
static void two(void *(*f)(void *), void *(*g)(void *)) {
  pthread_t a, b;
  pthread_create(&a, NULL, f, (void *)0);
  pthread_create(&b, NULL, g, (void *)1);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
}

static const struct timespec soon = {.tv_sec = 1767225601};
#define DO(name) static void *name(void *arg)
#define ME ((int)(intptr_t)arg)

DO(counter_f) { (void)arg; for (int i = 0; i < n; i++) x = x + 1; return NULL; }
static void counter(void) { in(counter_f, 2); printf("%d\n", x); }

DO(locked_f) { (void)arg; pthread_mutex_lock(&m); x = x + 1; pthread_mutex_unlock(&m); return NULL; }
static void locked(void) { in(locked_f, n); printf("%d\n", x); }

DO(ab_f) { (void)arg; pthread_mutex_lock(&m); pthread_mutex_lock(&m2); pthread_mutex_unlock(&m2); pthread_mutex_unlock(&m); return NULL; }
DO(ba_f) { (void)arg; pthread_mutex_lock(&m2); pthread_mutex_lock(&m); pthread_mutex_unlock(&m); pthread_mutex_unlock(&m2); return NULL; }
static void opposite(void) { two(ab_f, ba_f); }

static pthread_mutex_t fork_[8];
DO(philosopher) {
  pthread_mutex_lock(&fork_[ME]); pthread_mutex_lock(&fork_[(ME + 1) % n]);
  pthread_mutex_unlock(&fork_[(ME + 1) % n]); pthread_mutex_unlock(&fork_[ME]);
  return NULL;
}
static void philosophers(void) { in(philosopher, n); }

DO(try_f) { if (pthread_mutex_trylock(&m) == 0) { x += 1 + ME; pthread_mutex_unlock(&m); } return NULL; }
static void trylock(void) { in(try_f, n); printf("%d\n", x); }
static void trymix(void) { two(try_f, locked_f); printf("%d\n", x); }

DO(timed_f) { if (pthread_mutex_timedlock(&m, &soon) == 0) { x += 1 + ME; pthread_mutex_unlock(&m); } return NULL; }
static void timedlock(void) { in(timed_f, 2); printf("%d\n", x); }
static void timedmix(void) { two(timed_f, locked_f); printf("%d\n", x); }

DO(sem_f) { (void)arg; sem_wait(&sem); x = x + 1; sem_post(&sem); return NULL; }
static void semaphore(void) { sem_init(&sem, 0, 1); in(sem_f, 2); printf("%d\n", x); }
static void semaphore2(void) { sem_init(&sem, 0, 2); in(sem_f, 2); printf("%d\n", x); }
DO(post_f) { (void)arg; sem_post(&sem); return NULL; }
DO(wait_f) { (void)arg; sem_wait(&sem); x++; return NULL; }
static void semorder(void) { sem_init(&sem, 0, 0); two(post_f, wait_f); }
static void semdead(void) { sem_init(&sem, 0, 1); in(wait_f, 2); }
DO(semtry_f) { if (sem_trywait(&sem) == 0) x += 1 + ME; return NULL; }
static void semtry(void) { sem_init(&sem, 0, 1); in(semtry_f, 2); printf("%d\n", x); }
static void semtrypost(void) { sem_init(&sem, 0, 0); two(semtry_f, post_f); printf("%d\n", x); }
DO(semtimed_f) { if (sem_timedwait(&sem, &soon) == 0) x += 1 + ME; else y += 1; return NULL; }
static void semtimed(void) { sem_init(&sem, 0, 0); two(semtimed_f, post_f); printf("%d %d\n", x, y); }
DO(postpost_f) { (void)arg; sem_post(&sem); sem_wait(&sem); return NULL; }
static void sempair(void) { sem_init(&sem, 0, 0); in(postpost_f, 2); }

DO(cw_f) { (void)arg; pthread_mutex_lock(&m); while (!x) pthread_cond_wait(&c, &m); pthread_mutex_unlock(&m); return NULL; }
DO(cs_f) { (void)arg; pthread_mutex_lock(&m); x = 1; pthread_cond_signal(&c); pthread_mutex_unlock(&m); return NULL; }
static void condition(void) { two(cw_f, cs_f); }
DO(cn_f) { (void)arg; x = 1; pthread_cond_signal(&c); return NULL; }
static void lostwakeup(void) { two(cw_f, cn_f); }
DO(cb_f) { (void)arg; pthread_mutex_lock(&m); x = 1; pthread_cond_broadcast(&c); pthread_mutex_unlock(&m); return NULL; }
DO(cmix_f) { return ME ? cw_f(arg) : cb_f(arg); }
static void broadcast(void) { in(cmix_f, 2); }
DO(once_wait_f) { (void)arg; pthread_mutex_lock(&m); pthread_cond_wait(&c, &m); y = y * 2 + ME; pthread_mutex_unlock(&m); return NULL; }
DO(waiters_f) { if (ME < 2) return once_wait_f(arg); pthread_mutex_lock(&m); pthread_cond_signal(&c); pthread_mutex_unlock(&m); return NULL; }
static void waiters(void) { in(waiters_f, 3); printf("%d\n", y); }
DO(ct_f) { (void)arg; pthread_mutex_lock(&m); y = pthread_cond_timedwait(&c, &m, &soon) == ETIMEDOUT; pthread_mutex_unlock(&m); return NULL; }
static void condtimed(void) { two(ct_f, cs_f); printf("%d\n", y); }
static void condtimed2(void) { in(ct_f, 2); printf("%d\n", y); }
static void condbare(void) { two(once_wait_f, cn_f); }

DO(rd_f) { (void)arg; pthread_rwlock_rdlock(&rw); y = y + x; pthread_rwlock_unlock(&rw); return NULL; }
DO(rdo_f) { (void)arg; pthread_rwlock_rdlock(&rw); pthread_rwlock_unlock(&rw); return NULL; }
DO(wr_f) { (void)arg; pthread_rwlock_wrlock(&rw); x++; pthread_rwlock_unlock(&rw); return NULL; }
static void rwlock(void) { two(rd_f, wr_f); printf("%d\n", y); }
static void readers(void) { in(rdo_f, 3); }
DO(rrw_f) { return ME < 2 ? rdo_f(arg) : wr_f(arg); }
static void rrw(void) { in(rrw_f, 3); }
/* Neither reader leaves before the other has come, so the writer is first, or after both. */
DO(stay_f) { (void)arg; pthread_rwlock_rdlock(&rw); return NULL; }
DO(first_f) { (void)arg; pthread_rwlock_wrlock(&rw); printf("w"); pthread_rwlock_unlock(&rw); return NULL; }
static void stayers(void) { pthread_t a, b; pthread_create(&a, NULL, stay_f, NULL); pthread_create(&b, NULL, first_f, NULL); stay_f(NULL); pthread_join(a, NULL); }
/* What ends the process had to wait first. */
DO(said_f) { (void)arg; pthread_mutex_lock(&m); printf("s"); pthread_mutex_unlock(&m); return NULL; }
DO(endlocked_f) { (void)arg; pthread_mutex_lock(&m); abort(); }
static void endlocked(void) { two(said_f, endlocked_f); }
DO(tryrd_f) { (void)arg; if (pthread_rwlock_tryrdlock(&rw) == 0) { y = 1 + x; pthread_rwlock_unlock(&rw); } return NULL; }
DO(trywr_f) { (void)arg; if (pthread_rwlock_trywrlock(&rw) == 0) { x++; pthread_rwlock_unlock(&rw); } else z++; return NULL; }
static void tryread(void) { two(tryrd_f, wr_f); printf("%d\n", y); }
static void trywrite(void) { two(trywr_f, rdo_f); printf("%d %d\n", x, z); }
DO(timedrd_f) { (void)arg; if (pthread_rwlock_timedrdlock(&rw, &soon) == 0) { y = 1 + x; pthread_rwlock_unlock(&rw); } return NULL; }
static void timedread(void) { two(timedrd_f, wr_f); printf("%d\n", y); }

DO(spin_f) { (void)arg; pthread_spin_lock(&spin); x = x * 2 + ME; pthread_spin_unlock(&spin); return NULL; }
static void spinlock(void) { pthread_spin_init(&spin, 0); in(spin_f, 2); printf("%d\n", x); }
DO(spintry_f) { if (pthread_spin_trylock(&spin) == 0) { x += 1 + ME; pthread_spin_unlock(&spin); } return NULL; }
static void spintry(void) { pthread_spin_init(&spin, 0); two(spin_f, spintry_f); printf("%d\n", x); }

static atomic_int taken;
DO(exchange_f) { while (atomic_exchange(&taken, 1)) { } x = x * 2 + ME; atomic_store(&taken, 0); return NULL; }
static void exchange(void) { in(exchange_f, 2); printf("%d\n", x); }
DO(same_f) { atomic_fetch_or(&taken, ME); return NULL; }
static void sameor(void) { in(same_f, 2); printf("%d\n", atomic_load(&taken)); }

DO(barrier_f) { if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) y = ME; return NULL; }
static void barriers(void) { pthread_barrier_init(&barrier, NULL, (unsigned)n); in(barrier_f, n); printf("%d\n", y); }
DO(barrier2_f) { x = 1; barrier_f(arg); return barrier_f(arg); }
static void rounds(void) { pthread_barrier_init(&barrier, NULL, 2); in(barrier2_f, 2); printf("%d\n", y); }
static void incomplete(void) { pthread_barrier_init(&barrier, NULL, 2); in(barrier_f, 3); }

static void init(void) { x = x + 1; }
DO(once_f) { (void)arg; pthread_once(&once, init); y = x; return NULL; }
static void onces(void) { in(once_f, 2); printf("%d\n", x); }
DO(once3_f) { (void)arg; pthread_once(&once, init); return NULL; }
static void onces3(void) { in(once3_f, 3); }

DO(rmw_f) { (void)arg; for (int i = 0; i < n; i++) atomic_fetch_add(&ax, 1); return NULL; }
static void atomics(void) { in(rmw_f, 2); printf("%d\n", atomic_load(&ax)); }
DO(cas_f) { int was = 0; if (!atomic_compare_exchange_strong(&ax, &was, 1 + ME)) atomic_store(&ay, was); return NULL; }
static void cas(void) { in(cas_f, n); printf("%d %d\n", atomic_load(&ax), atomic_load(&ay)); }
DO(sb0) { (void)arg; atomic_store(&ax, 1); x = atomic_load(&ay); return NULL; }
DO(sb1) { (void)arg; atomic_store(&ay, 1); y = atomic_load(&ax); return NULL; }
static void storebuffer(void) { two(sb0, sb1); printf("%d%d\n", x, y); }
DO(fence_f) { if (ME) { x = 1; atomic_thread_fence(memory_order_seq_cst); y = 1; } else { z = y; atomic_thread_fence(memory_order_seq_cst); z = z * 2 + x; } return NULL; }
DO(race_f) { if (ME) { x = 1; y = 1; } else { y = 2; x = 2; } return NULL; }
static void tworaces(void) { in(race_f, 2); printf("%d%d\n", x, y); }
static void fences(void) { in(fence_f, 2); printf("%d\n", z); }
DO(mp0) { (void)arg; x = 1; atomic_store(&ax, 1); return NULL; }
DO(mp1) { (void)arg; if (atomic_load(&ax)) y = 1 + x; return NULL; }
static void message(void) { two(mp0, mp1); printf("%d\n", y); }

DO(print_f) { printf("%d", ME); return NULL; }
static void prints(void) { in(print_f, n); }
DO(print2_f) { fprintf(ME ? stderr : stdout, "%d", ME); return NULL; }
static void streams(void) { in(print2_f, 2); }
DO(prints2_f) { printf("a%d", ME); printf("b%d", ME); return NULL; }
static void prints2(void) { in(prints2_f, 2); }

DO(yield_f) { (void)arg; x = x + 1; sched_yield(); y = y + 1; return NULL; }
static void yields(void) { in(yield_f, 2); printf("%d %d\n", x, y); }
DO(sleep_f) { usleep(ME * 1000u); x = x * 2 + ME; return NULL; }
static void sleeps(void) { in(sleep_f, 2); printf("%d\n", x); }

DO(nested_f) { (void)arg; pthread_mutex_lock(&nested); pthread_mutex_lock(&nested); x++; pthread_mutex_unlock(&nested); pthread_mutex_unlock(&nested); return NULL; }
static void recursive(void) { in(nested_f, 2); }
DO(checked_f) { (void)arg; pthread_mutex_lock(&checked); if (pthread_mutex_lock(&checked) == EDEADLK) x++; pthread_mutex_unlock(&checked); if (pthread_mutex_unlock(&checked) == EPERM) y = y + 1; return NULL; }
static void errorcheck(void) { in(checked_f, 2); }

DO(parent) { pthread_t t; x = x + 1; pthread_create(&t, NULL, counter_f, NULL); x = x + 1; pthread_join(t, NULL); return arg; }
static void children(void) { n = 1; in(parent, 2); printf("%d\n", x); }
DO(lazy_f) { (void)arg; x = x + 1; printf("%d", x); return NULL; }
static void unjoined(void) { pthread_t t; pthread_create(&t, NULL, lazy_f, NULL); x = x + 1; }
static void detached(void) { pthread_t t; pthread_create(&t, NULL, lazy_f, NULL); pthread_detach(t); }
DO(exit_f) { if (ME) exit(3); x = x + 1; printf("x"); return NULL; }
DO(leave_f) { exit(ME); }
static void twoexits(void) { in(leave_f, 2); }
static void exits(void) { in(exit_f, 2); }
DO(assert_f) { if (ME) x = 1; else assert(x == 0); return NULL; }
static void asserts(void) { in(assert_f, 2); }
DO(crash_f) { if (ME) x = 1; else if (x) *(volatile int *)0 = 1; printf("%d", ME); return NULL; }
static void crashes(void) { in(crash_f, 2); }
static void timedjoin(void) { pthread_t t; void *r; pthread_create(&t, NULL, lazy_f, NULL); printf("%d", pthread_timedjoin_np(t, &r, &soon) == ETIMEDOUT); }
static void tryjoin(void) { pthread_t t; void *r; pthread_create(&t, NULL, lazy_f, NULL); printf("%d", pthread_tryjoin_np(t, &r) == EBUSY); }
static int fds[2];
DO(pipe_f) { char b = 'a'; if (ME) { if (write(fds[1], &b, 1) != 1) x = 2; } else { x = (int)read(fds[0], &b, 1); } return NULL; }
static void pipes(void) { if (pipe(fds)) return; in(pipe_f, 2); printf("%d\n", x); }
DO(poll_f) { char b = 'a'; struct pollfd p = {.fd = fds[0], .events = POLLIN}; if (ME) { if (write(fds[1], &b, 1) != 1) x = 2; } else { y = poll(&p, 1, 10); } return NULL; }
static void polls(void) { if (pipe(fds)) return; in(poll_f, 2); printf("%d\n", y); }
DO(heap_f) { int *p = arg; p[0] = p[0] + 1; return NULL; }
static void heaps(void) { int *p = calloc(2, sizeof *p); pthread_t a, b; pthread_create(&a, NULL, heap_f, p); pthread_create(&b, NULL, heap_f, p); pthread_join(a, NULL); pthread_join(b, NULL); printf("%d\n", *p); free(p); }
DO(owner_f) { int *p = malloc(sizeof *p); *p = ME; x += *p; free(p); return NULL; }
static void owners(void) { in(owner_f, 2); printf("%d\n", x); }
DO(indep_f) { (void)arg; static int a[4]; a[ME] = 1; a[ME]++; return NULL; }
static void independent(void) { in(indep_f, 2); }

static const struct { const char *name; void (*run)(void); } programs[] = {
#define P(f) {#f, f}
    P(counter), P(locked), P(opposite), P(philosophers), P(trylock), P(trymix), P(timedlock), P(timedmix), P(semaphore), P(semaphore2),
    P(semorder), P(semdead), P(semtry), P(semtrypost), P(semtimed), P(sempair), P(condition), P(lostwakeup), P(broadcast), P(waiters),
    P(condtimed), P(condtimed2), P(condbare), P(rwlock), P(readers), P(rrw), P(stayers), P(tryread), P(trywrite), P(timedread), P(spinlock), P(spintry), P(exchange), P(sameor),
    P(barriers), P(rounds), P(incomplete), P(onces), P(onces3), P(atomics), P(cas), P(storebuffer), P(fences), P(tworaces), P(message), P(prints),
    P(streams), P(prints2), P(yields), P(sleeps), P(recursive), P(errorcheck), P(children), P(unjoined), P(detached), P(exits), P(twoexits), P(asserts),
    P(endlocked), P(crashes), P(timedjoin), P(tryjoin), P(pipes), P(polls), P(heaps), P(owners), P(independent),
};

int main(int argc, char **argv) {
  if (argc > 2)
    n = atoi(argv[2]);
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
    if (argc < 2)
      puts(programs[i].name);
    else if (strcmp(argv[1], programs[i].name) == 0)
      return programs[i].run(), 0;
  return argc < 2 ? 0 : 2;
}
