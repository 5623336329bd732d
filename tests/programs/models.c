/* Two threads add one to x, each with something between reading and writing it; for tests of the switch models. */
#include <plait.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int x;
static atomic_int other;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

#define ADD(name, between)         \
  static void *name(void *unused) { \
    int seen = x;                   \
    between;                        \
    x = seen + 1;                   \
    return unused;                  \
  }
ADD(plain, )
ADD(slept, usleep(10))
ADD(slept0, usleep(0))
ADD(printed, putchar('.'))
ADD(yielded, sched_yield())
ADD(awaited, plait_await())
ADD(noted, plait_note("between"))
ADD(atomic, atomic_fetch_add(&other, 1))
ADD(locked, (pthread_mutex_lock(&m), pthread_mutex_unlock(&m)))
ADD(held, (pthread_mutex_lock(&m), usleep(1), pthread_mutex_unlock(&m)))

/* Who has printed first need not be who comes first afterwards. */
static void *after(void *name) {
  putchar(*(const char *)name);
  if (x == 0) x = *(const char *)name;
  return NULL;
}

static void *tries(void *unused) {
  while (pthread_mutex_trylock(&m) != 0) continue;
  usleep(10);
  x = x + 1;
  pthread_mutex_unlock(&m);
  return unused;
}

static const struct variant {
  const char *name;
  void *(*run)(void *);
} variants[] = {{"plain", plain}, {"sleep", slept},   {"sleep0", slept0}, {"print", printed}, {"yield", yielded}, {"await", awaited}, {"note", noted},
                {"atomic", atomic}, {"lock", locked}, {"held", held},     {"after", after},   {"try", tries},     {"create", plain},  {NULL, NULL}};

int main(int argc, char **argv) {
  pthread_t a, b;
  const struct variant *v = variants;
  while (v->name && (argc < 2 || strcmp(v->name, argv[1]) != 0)) v++;
  if (!v->name) return 2;
  pthread_create(&a, NULL, v->run, (void *)"1");
  if (strcmp(v->name, "create") == 0) x = x * 10; /* has the new thread run already? */
  pthread_create(&b, NULL, v->run, (void *)"2");
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", x > 48 ? x - 48 : x); /* a digit as its number */
}
