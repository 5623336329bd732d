/* Threads that try, give way and try again: the argument says what each does, in letters with the number of an object; between threads
 * stands a '/'.
 *
 *   L U   lock, unlock a mutex             t     try it
 *   e f q rwlock: try to read, to write; unlock
 *   V P   semaphore of one permit: try, post
 *   W Z R variable: write 1, write 0, is it 1?    S C G   atomic: the same, but: is it 0?
 *   y s   yield, sleep                     o     print the thread's number
 *   { }   again and again until the last try or look succeeded
 *   ( )   if it did not         [ ]   if it did
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MANY = 4, THREADS = 4 };
static pthread_mutex_t m[MANY] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_rwlock_t rw[MANY] = {PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER};
static sem_t sem[MANY];
static atomic_int a[MANY];
static int x[MANY];
static char *text[THREADS];

static int one(char op, int k, int me, int ok) {
  switch (op) {
  case 'L': pthread_mutex_lock(&m[k]); break;
  case 'U': pthread_mutex_unlock(&m[k]); break;
  case 't': return pthread_mutex_trylock(&m[k]) == 0;
  case 'e': return pthread_rwlock_tryrdlock(&rw[k]) == 0;
  case 'f': return pthread_rwlock_trywrlock(&rw[k]) == 0;
  case 'q': pthread_rwlock_unlock(&rw[k]); break;
  case 'V': return sem_trywait(&sem[k]) == 0;
  case 'P': sem_post(&sem[k]); break;
  case 'W': x[k] = 1; break;
  case 'Z': x[k] = 0; break;
  case 'R': return x[k] == 1;
  case 'S': atomic_store(&a[k], 1); break;
  case 'C': atomic_store(&a[k], 0); break;
  case 'G': return atomic_load(&a[k]) == 0;
  case 'y': sched_yield(); break;
  case 's': usleep(1000); break;
  case 'o': printf("%d", me); break;
  default: abort();
  }
  return ok;
}

/* The end of the block that begins at P. */
static const char *behind(const char *p) {
  int depth = 0;
  do
    depth += *p == '(' || *p == '[' ? 1 : *p == ')' || *p == ']' ? -1 : 0;
  while (*p++ && depth);
  return p;
}

static void *run(void *arg) {
  int me = (int)(intptr_t)arg, ok = 1;
  const char *loop = NULL;
  for (const char *p = text[me]; *p;)
    switch (*p) {
    case '{': loop = ++p; break;
    case '}': p = ok ? p + 1 : loop; break;
    case '(': p = ok ? behind(p) : p + 1; break;
    case '[': p = ok ? p + 1 : behind(p); break;
    case ')': case ']': p++; break;
    default: ok = one(p[0], p[1] ? (p[1] - '0') & (MANY - 1) : 0, me, ok); p += p[1] ? 2 : 1;
    }
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t t[THREADS];
  int n = 0;
  if (argc != 2)
    return 2;
  for (int i = 0; i < MANY; i++)
    sem_init(&sem[i], 0, 1);
  for (char *p = strtok(argv[1], "/"); p && n < THREADS; p = strtok(NULL, "/"))
    text[n++] = p;
  for (int i = 0; i < n; i++)
    pthread_create(&t[i], NULL, run, (void *)(intptr_t)i);
  for (int i = 0; i < n; i++)
    pthread_join(t[i], NULL);
  puts(".");
  return 0;
}
