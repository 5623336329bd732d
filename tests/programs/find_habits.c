/* Correct code that looks like code that is not: locks in both orders that cannot meet, reading under a lock and later
 * writing without looking, Peterson's algorithm, a wait with a loop elsewhere, semaphores that count up.
 * finding: none
 * large: yes */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t some = PTHREAD_COND_INITIALIZER;
static atomic_int wants[2], turn;
static sem_t done;
static int items, progress, best, inside, first_over;

static void both(pthread_mutex_t *x, pthread_mutex_t *y) {
  pthread_mutex_lock(x);
  pthread_mutex_lock(y);
  pthread_mutex_unlock(y);
  pthread_mutex_unlock(x);
}

static void peterson(int me) {
  for (int i = 0; i < 2; i++) {
    atomic_store(&wants[me], 1);
    atomic_store(&turn, 1 - me);
    while (atomic_load(&wants[1 - me]) && atomic_load(&turn) == 1 - me)
      ;
    inside++;
    atomic_store(&wants[me], 0);
  }
}

/* Looks at what was reached, works, and reports its own. */
static void report(int mine) {
  pthread_mutex_lock(&gate);
  int seen = progress;
  pthread_mutex_unlock(&gate);
  pthread_mutex_lock(&gate);
  progress += mine;
  if (progress > best)
    best = progress;
  pthread_mutex_unlock(&gate);
  (void)seen;
}

static void take_one(void) {
  for (int got = 0; !got;) {
    pthread_mutex_lock(&gate);
    if (items == 0)
      pthread_cond_wait(&some, &gate);
    if (items > 0) {
      items--;
      got = 1;
    }
    pthread_mutex_unlock(&gate);
  }
}

static void *one(void *arg) {
  pthread_mutex_lock(&gate);
  both(&a, &b);
  pthread_mutex_unlock(&gate);
  both(&c, &d);
  pthread_mutex_lock(&gate);
  first_over = 1;
  pthread_cond_broadcast(&some);
  pthread_mutex_unlock(&gate);
  report(1);
  peterson(0);
  take_one();
  sem_post(&done);
  return arg;
}

static void *two(void *arg) {
  pthread_mutex_lock(&gate);
  both(&b, &a);
  while (!first_over)
    pthread_cond_wait(&some, &gate);
  pthread_mutex_unlock(&gate);
  both(&d, &c); /* the other way round, but only after the first has done */
  report(2);
  peterson(1);
  take_one();
  sem_post(&done);
  return arg;
}

int main(void) {
  pthread_t t[2];
  sem_init(&done, 0, 0);
  pthread_create(&t[0], NULL, one, NULL);
  pthread_create(&t[1], NULL, two, NULL);
  for (int i = 0; i < 2; i++) {
    pthread_mutex_lock(&gate);
    items++;
    pthread_cond_broadcast(&some);
    pthread_mutex_unlock(&gate);
  }
  for (int i = 0; i < 2; i++)
    sem_wait(&done);
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
  both(&b, &a); /* nobody is left */
  printf("%d %d\n", inside, best);
  return 0;
}
