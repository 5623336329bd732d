/* Threads that try again and again until another has done something: each loop comes to an end. */
#include "posix_check.h"

#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <threads.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t looking = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t timed = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t rwtimed = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static sem_t sem, value, slow;
static int fd[2], ready[2];
static atomic_int flag;
static volatile int plain;
static int exchanged;

static void *try_mutex(void *unused) {
  while (pthread_mutex_trylock(&mutex) != 0)
    continue;
  pthread_mutex_unlock(&mutex);
  return unused;
}
static void *time_mutex(void *unused) {
  while (pthread_mutex_timedlock(&timed, past()) != 0)
    continue;
  pthread_mutex_unlock(&timed);
  return unused;
}
static void *try_rwlock(void *unused) {
  while (pthread_rwlock_tryrdlock(&rwlock) != 0)
    continue;
  pthread_rwlock_unlock(&rwlock);
  return unused;
}
static void *time_rwlock(void *unused) {
  while (pthread_rwlock_timedwrlock(&rwtimed, past()) != 0)
    continue;
  pthread_rwlock_unlock(&rwtimed);
  return unused;
}
static void *try_spin(void *unused) {
  while (pthread_spin_trylock(&spin) != 0)
    continue;
  pthread_spin_unlock(&spin);
  return unused;
}
static void *try_sem(void *unused) {
  while (sem_trywait(&sem) != 0)
    continue;
  return unused;
}
static void *time_sem(void *unused) {
  while (sem_timedwait(&slow, past()) != 0)
    continue;
  return unused;
}
static void *watch_sem(void *unused) {
  int v = 0;
  while (v == 0)
    sem_getvalue(&value, &v);
  return unused;
}
static void *read_pipe(void *unused) {
  char c;
  while (read(fd[0], &c, 1) != 1)
    continue;
  return unused;
}
static void *poll_pipe(void *unused) {
  struct pollfd p = {.fd = ready[0], .events = POLLIN};
  while (poll(&p, 1, 0) == 0)
    continue;
  return unused;
}
static void *watch_atomic(void *unused) {
  while (!atomic_load(&flag))
    sched_yield();
  return unused;
}
static void *watch_plain(void *unused) {
  while (!plain)
    thrd_yield();
  return unused;
}
static void *nap(void *unused) {
  while (!atomic_load(&flag))
    usleep(100);
  return unused;
}
static void *wait_in_turns(void *unused) {
  pthread_mutex_lock(&mutex);
  while (!atomic_load(&flag))
    pthread_cond_timedwait(&cond, &mutex, past());
  pthread_mutex_unlock(&mutex);
  return unused;
}
static void *lock_and_look(void *unused) {
  for (int seen = 0; !seen;) {
    pthread_mutex_lock(&looking);
    seen = exchanged;
    pthread_mutex_unlock(&looking);
  }
  return unused;
}

int main(void) {
  void *(*all[])(void *) = {try_mutex, time_mutex, try_rwlock, time_rwlock, try_spin, try_sem, time_sem, watch_sem,
                            read_pipe, poll_pipe, watch_atomic, watch_plain, nap, wait_in_turns, lock_and_look};
  enum { N = sizeof all / sizeof *all };
  pthread_t t[N];
  pthread_spin_init(&spin, 0);
  sem_init(&sem, 0, 0);
  sem_init(&slow, 0, 0);
  sem_init(&value, 0, 0);
  check(pipe(fd) == 0 && pipe(ready) == 0, "pipes");
  fcntl(fd[0], F_SETFL, O_NONBLOCK);
  pthread_mutex_lock(&mutex);
  pthread_mutex_lock(&timed);
  pthread_rwlock_wrlock(&rwlock);
  pthread_rwlock_wrlock(&rwtimed);
  pthread_spin_lock(&spin);
  for (int i = 0; i < N; i++)
    pthread_create(&t[i], NULL, all[i], NULL);
  sched_yield(); /* now they turn round and round */
  pthread_mutex_unlock(&mutex);
  pthread_mutex_unlock(&timed);
  pthread_rwlock_unlock(&rwlock);
  pthread_rwlock_unlock(&rwtimed);
  pthread_spin_unlock(&spin);
  sem_post(&sem);
  sem_post(&slow);
  sem_post(&value);
  check(write(fd[1], "x", 1) == 1 && write(ready[1], "x", 1) == 1, "written");
  atomic_store(&flag, 1);
  plain = 1;
  pthread_mutex_lock(&looking);
  exchanged = 1;
  pthread_mutex_unlock(&looking);
  for (int i = 0; i < N; i++)
    equals(pthread_join(t[i], NULL), 0, "a loop ends");
  return done();
}
