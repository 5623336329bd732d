/* Every way to hand a value over that POSIX and C11 promise, each used rightly: nothing to find.
 * finding: none
 * large: yes */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t sem;
static atomic_int flag, swapped;

static int by_create, by_join, by_mutex, by_cond, by_rwlock, by_spin, by_barrier[2], by_once, by_sem, by_flag, by_cas;
static int posted;

static void make(void) { by_once = 1; }

static void *giver(void *arg) {
  by_create++;
  pthread_mutex_lock(&mutex);
  by_mutex++;
  pthread_mutex_unlock(&mutex);
  pthread_rwlock_wrlock(&rwlock);
  by_rwlock = 1;
  pthread_rwlock_unlock(&rwlock);
  pthread_spin_lock(&spin);
  by_spin++;
  pthread_spin_unlock(&spin);
  by_sem = 1;
  sem_post(&sem);
  by_flag = 1;
  atomic_store(&flag, 1);
  by_cas = 1;
  int expected = 0;
  atomic_compare_exchange_strong(&swapped, &expected, 1);
  by_cond = 1;
  pthread_mutex_lock(&mutex);
  posted = 1;
  pthread_cond_signal(&cond);
  pthread_mutex_unlock(&mutex);
  by_barrier[0] = 1;
  pthread_barrier_wait(&barrier);
  int other = by_barrier[1];
  pthread_once(&once, make);
  by_join = by_once + other;
  return arg;
}

static void *taker(void *arg) {
  int sum = 0;
  pthread_mutex_lock(&mutex);
  by_mutex++;
  pthread_mutex_unlock(&mutex);
  pthread_rwlock_rdlock(&rwlock);
  sum += by_rwlock;
  pthread_rwlock_unlock(&rwlock);
  pthread_spin_lock(&spin);
  by_spin++;
  pthread_spin_unlock(&spin);
  sem_wait(&sem);
  sum += by_sem;
  while (!atomic_load(&flag))
    ;
  sum += by_flag;
  for (int expected = 1; !atomic_compare_exchange_strong(&swapped, &expected, 2); expected = 1)
    ;
  sum += by_cas;
  pthread_mutex_lock(&mutex);
  while (!posted)
    pthread_cond_wait(&cond, &mutex);
  pthread_mutex_unlock(&mutex);
  sum += by_cond;
  by_barrier[1] = 1;
  pthread_barrier_wait(&barrier);
  sum += by_barrier[0];
  pthread_once(&once, make);
  sum += by_once;
  *(int *)arg = sum;
  return arg;
}

int main(void) {
  pthread_t a, b;
  int sum = 0;
  pthread_spin_init(&spin, 0);
  pthread_barrier_init(&barrier, NULL, 2);
  sem_init(&sem, 0, 0);
  by_create = 1;
  pthread_create(&a, NULL, giver, NULL);
  pthread_create(&b, NULL, taker, &sum);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d %d\n", sum > 5, by_join + by_create + by_mutex);
  return 0;
}
