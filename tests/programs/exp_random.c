/* exp_random.c — a program given as its argument: threads apart by '/', each a row of operations of a letter and a digit, the
 * digit naming one of a few objects. tests/fuzz/random_program.h makes them up.
 *
 *   L U   lock, unlock a mutex             T D   try it, or for a time: then one more in x, and unlock
 *   R W I read x, write it, increment it   ?     skip the next operation unless x is 0
 *   A C G S   atomic: add, exchange 0 for the thread, load, store
 *   P V Y Z   semaphore: post, wait, try, for a time
 *   r w q     rwlock: read, write, unlock  e f   try to read, to write: then x, and unlock
 *   c d n b   condition: wait below mutex 0, for a time, signal, broadcast    h   set x 0 and signal below mutex 0
 *   k         once                         B     barrier of two          y   yield
 *   i j p     pipe: write a byte, read one, wait for one for a time
 *   o         print the thread's number    X     exit with this status
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MANY = 4, THREADS = 4 };
static pthread_mutex_t m[MANY] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_rwlock_t rw[MANY] = {PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER};
static pthread_cond_t cv[MANY] = {PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER};
static pthread_barrier_t barrier[MANY];
static pthread_once_t once[MANY] = {PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT};
static sem_t sem[MANY]; /* which begin with as many permits as their number */
static atomic_int a[MANY];
static int x[MANY];
static int fd[MANY][2];
static char *text[THREADS];
static const struct timespec soon = {.tv_sec = 1767225601};

static void first(void) { x[3] = x[3] + 1; }

static int waiting(int k, int timed) {
  pthread_mutex_lock(&m[0]);
  int r = timed ? pthread_cond_timedwait(&cv[k], &m[0], &soon) : pthread_cond_wait(&cv[k], &m[0]);
  pthread_mutex_unlock(&m[0]);
  return r == ETIMEDOUT;
}

static int piped(char op, int k, int me) {
  char byte = (char)me;
  struct pollfd wanted = {.fd = fd[k][0], .events = POLLIN};
  switch (op) {
  case 'i': return (int)write(fd[k][1], &byte, 1);
  case 'j': return read(fd[k][0], &byte, 1) == 1 ? 1 + byte : 0;
  default: return poll(&wanted, 1, 10);
  }
}

static int one(char op, int k, int me, int seen) {
  int zero = 0;
  switch (op) {
  case 'L': pthread_mutex_lock(&m[k]); break;
  case 'U': pthread_mutex_unlock(&m[k]); break;
  case 'T': if (pthread_mutex_trylock(&m[k])) return 1; x[k] += 1; pthread_mutex_unlock(&m[k]); break;
  case 'D': if (pthread_mutex_timedlock(&m[k], &soon)) return 1; x[k] += 1; pthread_mutex_unlock(&m[k]); break;
  case 'R': return x[k];
  case 'W': x[k] = seen * 2 + me + 1; break;
  case 'I': x[k] = x[k] + 1; break;
  case 'A': return atomic_fetch_add(&a[k], 1);
  case 'C': return atomic_compare_exchange_strong(&a[k], &zero, me + 1);
  case 'G': return atomic_load(&a[k]);
  case 'S': atomic_store(&a[k], me + 1); break;
  case 'P': sem_post(&sem[k]); break;
  case 'V': sem_wait(&sem[k]); break;
  case 'Y': return sem_trywait(&sem[k]) == 0;
  case 'Z': return sem_timedwait(&sem[k], &soon) == 0;
  case 'r': pthread_rwlock_rdlock(&rw[k]); break;
  case 'w': pthread_rwlock_wrlock(&rw[k]); break;
  case 'q': pthread_rwlock_unlock(&rw[k]); break;
  case 'e': if (pthread_rwlock_tryrdlock(&rw[k])) return 9; seen = x[k]; pthread_rwlock_unlock(&rw[k]); return seen;
  case 'f': if (pthread_rwlock_trywrlock(&rw[k])) return 9; x[k]++; pthread_rwlock_unlock(&rw[k]); break;
  case 'c': return waiting(k, 0);
  case 'd': return waiting(k, 1);
  case 'n': pthread_cond_signal(&cv[k]); break;
  case 'b': pthread_cond_broadcast(&cv[k]); break;
  case 'h': pthread_mutex_lock(&m[0]); x[0] = 1; pthread_cond_signal(&cv[k]); pthread_mutex_unlock(&m[0]); break;
  case 'k': pthread_once(&once[k], first); break;
  case 'B': return pthread_barrier_wait(&barrier[k]) == PTHREAD_BARRIER_SERIAL_THREAD;
  case 'y': sched_yield(); break;
  case 'i': case 'j': case 'p': return piped(op, k, me);
  case 'o': printf("%d", me); break;
  case 'X': exit(k);
  default: abort();
  }
  return 0;
}

static void *run(void *arg) {
  int me = (int)(intptr_t)arg, seen = 0;
  for (const char *p = text[me]; p[0] && p[1]; p += 2) {
    int k = (p[1] - '0') & (MANY - 1);
    if (p[0] == '?')
      p += x[k] && p[2] ? 2 : 0;
    else
      seen = seen * 3 + one(p[0], k, me, seen);
  }
  return (void *)(intptr_t)seen;
}

int main(int argc, char **argv) {
  pthread_t t[THREADS];
  int n = 0;
  if (argc != 2)
    return 2;
  for (char *p = strtok(argv[1], "/"); p && n < THREADS; p = strtok(NULL, "/"))
    text[n++] = p;
  for (int i = 0; i < MANY; i++) {
    pthread_barrier_init(&barrier[i], NULL, 2);
    sem_init(&sem[i], 0, (unsigned)i);
    if (strpbrk(text[0], "ijp") || (n > 1 && strpbrk(text[1], "ijp")) || (n > 2 && strpbrk(text[2], "ijp")))
      if (pipe(fd[i]))
        return 2;
  }
  for (int i = 0; i < n; i++)
    pthread_create(&t[i], NULL, run, (void *)(intptr_t)i);
  char line[160];
  int at = 0;
  for (int i = 0; i < n; i++) {
    void *seen;
    pthread_join(t[i], &seen);
    at += snprintf(line + at, sizeof line - (size_t)at, " %d", (int)(intptr_t)seen);
  }
  for (int i = 0; i < MANY; i++)
    at += snprintf(line + at, sizeof line - (size_t)at, " %d/%d", x[i], a[i]);
  puts(line);
  return 0;
}
