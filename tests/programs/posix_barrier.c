/* Barriers, spin locks, once. */
#include "posix_check.h"

enum { THREADS = 4, ROUNDS = 5 };

static pthread_barrier_t barrier;
static int arrived[ROUNDS], early, serial;

static void *phases(void *unused) {
  for (int r = 0; r < ROUNDS; r++) {
    __atomic_fetch_add(&arrived[r], 1, __ATOMIC_SEQ_CST);
    int e = pthread_barrier_wait(&barrier);
    if (e == PTHREAD_BARRIER_SERIAL_THREAD)
      __atomic_fetch_add(&serial, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&arrived[r], __ATOMIC_SEQ_CST) != THREADS)
      __atomic_fetch_add(&early, 1, __ATOMIC_SEQ_CST);
  }
  return unused;
}

/* Whoever is told to be the last may destroy the barrier, though others have yet to leave. */
static void *destroy_last(void *b) {
  if (pthread_barrier_wait(b) == PTHREAD_BARRIER_SERIAL_THREAD) {
    int e = pthread_barrier_destroy(b);
    pthread_barrier_init(b, NULL, 9);
    return (void *)(long)(100 + e);
  }
  return NULL;
}

static void barriers(void) {
  equals(pthread_barrier_init(&barrier, NULL, 0), EINVAL, "a barrier for nobody");
  equals(pthread_barrier_init(&barrier, NULL, THREADS), 0, "a barrier for four");
  pthread_t t[THREADS];
  for (int i = 0; i < THREADS; i++)
    pthread_create(&t[i], NULL, phases, NULL);
  for (int i = 0; i < THREADS; i++)
    pthread_join(t[i], NULL);
  equals(early, 0, "nobody leaves before all have arrived");
  equals(serial, ROUNDS, "one of them is told so in each round");
  equals(pthread_barrier_destroy(&barrier), 0, "destroyed");
  pthread_barrier_init(&barrier, NULL, 1);
  equals(pthread_barrier_wait(&barrier), PTHREAD_BARRIER_SERIAL_THREAD, "alone at a barrier for one");
  pthread_barrier_destroy(&barrier);
  pthread_barrier_init(&barrier, NULL, 2);
  pthread_create(&t[0], NULL, destroy_last, &barrier);
  pthread_create(&t[1], NULL, destroy_last, &barrier);
  long total = 0;
  for (int i = 0; i < 2; i++) {
    void *r;
    pthread_join(t[i], &r);
    total += (long)r;
  }
  equals(total, 100, "the last one destroys the barrier");
}

static pthread_spinlock_t spin;
static int count;

static void *try_spin(void *unused) {
  (void)unused;
  return (void *)(long)pthread_spin_trylock(&spin);
}

static void *add(void *unused) {
  for (int i = 0; i < 20; i++) {
    pthread_spin_lock(&spin);
    count++;
    pthread_spin_unlock(&spin);
  }
  return unused;
}

static void spin_locks(void) {
  equals(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE), 0, "a spin lock");
  equals(pthread_spin_lock(&spin), 0, "is locked");
  equals(pthread_spin_trylock(&spin), EBUSY, "its owner cannot try it");
  equals(elsewhere(try_spin, NULL), EBUSY, "nor can another");
  equals(pthread_spin_unlock(&spin), 0, "it is unlocked");
  equals(pthread_spin_trylock(&spin), 0, "then it can be tried");
  pthread_spin_unlock(&spin);
  pthread_t t[3];
  for (int i = 0; i < 3; i++)
    pthread_create(&t[i], NULL, add, NULL);
  for (int i = 0; i < 3; i++)
    pthread_join(t[i], NULL);
  equals(count, 60, "three threads exclude each other");
  equals(pthread_spin_destroy(&spin), 0, "destroyed");
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int times, seen;
static void routine(void) {
  sched_yield();
  times++;
}
static void *first(void *unused) {
  pthread_once(&once, routine);
  if (times == 1)
    __atomic_fetch_add(&seen, 1, __ATOMIC_SEQ_CST);
  return unused;
}

static pthread_once_t left = PTHREAD_ONCE_INIT;
static int begun;
static void leave(void) {
  if (begun++ == 0)
    pthread_exit(NULL);
}
static void *leaver(void *unused) {
  pthread_once(&left, leave);
  return unused;
}

static void onces(void) {
  pthread_t t[3];
  for (int i = 0; i < 3; i++)
    pthread_create(&t[i], NULL, first, NULL);
  for (int i = 0; i < 3; i++)
    pthread_join(t[i], NULL);
  equals(times, 1, "the routine ran once");
  equals(seen, 3, "and everybody saw it done");
  equals(pthread_once(&once, routine), 0, "later it does nothing");
  equals(times, 1, "still once");
  once = PTHREAD_ONCE_INIT;
  pthread_once(&once, routine);
  equals(times, 2, "reset, it runs again");
  elsewhere(leaver, NULL);
  pthread_once(&left, leave);
  equals(begun, 2, "a routine that was left has not run");
  pthread_once(&left, leave);
  equals(begun, 2, "but now it has");
}

int main(void) {
  barriers();
  spin_locks();
  onces();
  return done();
}
