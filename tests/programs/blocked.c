/* Waits for what never comes, in the way its argument names: every one of these is a deadlock. Without an argument
 * prints the names. */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <threads.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t sem;
static int fd[2];
static char buffer[1 << 20];

static void again(void) { pthread_once(&once, again); }

static int read_select(void) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd[0], &set);
  return select(fd[0] + 1, &set, NULL, NULL, NULL);
}

/* name, the call, and what it returns, so that none is left out by the compiler */
#define WAYS(X)                                                                \
  X(mutex, pthread_mutex_lock(&lock) + pthread_mutex_lock(&lock))              \
  X(cond, pthread_mutex_lock(&lock) + pthread_cond_wait(&cond, &lock))         \
  X(reader, pthread_rwlock_rdlock(&rwlock) + pthread_rwlock_wrlock(&rwlock))   \
  X(semaphore, sem_wait(&sem))                                                 \
  X(spin, pthread_spin_lock(&spin) + pthread_spin_lock(&spin))                 \
  X(barrier, pthread_barrier_wait(&barrier))                                   \
  X(once, pthread_once(&once, again))                                          \
  X(pipe, (int)read(fd[0], buffer, 1))                                         \
  X(full, (int)write(fd[1], buffer, sizeof buffer))                            \
  X(poll, poll(&(struct pollfd){.fd = fd[0], .events = POLLIN}, 1, -1))        \
  X(poll_nothing, poll(NULL, 0, -1))                                           \
  X(select, read_select())

static int way(const char *name) {
#define X(n, call)                                                             \
  if (strcmp(name, #n) == 0)                                                   \
    return call;
  WAYS(X)
#undef X
  return 0;
}

static void *thread(void *name) {
  way(name);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 2) {
#define X(n, call) puts(#n);
    WAYS(X)
#undef X
    return 0;
  }
  pthread_spin_init(&spin, 0);
  pthread_barrier_init(&barrier, NULL, 2);
  sem_init(&sem, 0, 0);
  if (pipe(fd) != 0)
    return 1;
  pthread_t t;
  pthread_create(&t, NULL, thread, argv[1]);
  pthread_join(t, NULL);
  puts("went on");
  return 0;
}
