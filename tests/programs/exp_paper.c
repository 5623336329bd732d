/* exp_paper.c — the programs by which searches are compared, after the pseudo-code of the papers: Flanagan and Godefroid,
 * POPL 2005 (indexer, filesystem); Abdulla, Aronis, Jonsson and Sagonas, POPL 2014 (readers, lastzero). The first argument names
 * one, the second gives its size. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 64 };
static int n;

static void in(void *(*f)(void *), int count) {
  pthread_t t[MAX];
  for (intptr_t i = 0; i < count; i++)
    pthread_create(&t[i], NULL, f, (void *)i);
  for (int i = 0; i < count; i++)
    pthread_join(t[i], NULL);
}

/* n readers of one variable, and one writer. */
static int x;
static void *readers_f(void *arg) {
  if ((intptr_t)arg == n)
    x = 1;
  else
    (void)*(volatile int *)&x;
  return NULL;
}
static void readers(void) { in(readers_f, n + 1); }

/* Thread 0 looks for the zero with the greatest index; thread i makes array[i] one more than array[i - 1]. */
static atomic_int array[MAX];
static void *lastzero_f(void *arg) {
  int i = (int)(intptr_t)arg;
  if (i == 0) {
    for (i = n; atomic_load(&array[i]) != 0; i--)
      continue;
  } else {
    atomic_store(&array[i], atomic_load(&array[i - 1]) + 1);
  }
  return NULL;
}
static void lastzero(void) { in(lastzero_f, n + 1); }

/* Threads put messages into a hash table; from 12 on some collide. */
enum { SIZE = 128, MESSAGES = 4 };
static atomic_int table[SIZE];
static void *indexer_f(void *arg) {
  int id = (int)(intptr_t)arg;
  for (int m = 0; m < MESSAGES; m++) {
    int w = (m + 1) * 11 + id, h = (w * 7) % SIZE, free_slot = 0;
    while (!atomic_compare_exchange_strong(&table[h], &free_slot, w)) {
      h = (h + 1) % SIZE;
      free_slot = 0;
    }
  }
  return NULL;
}
static void indexer(void) { in(indexer_f, n); }

/* Threads allocate a block for an inode each; from 14 on two of them start at the same block. */
enum { INODES = 32, BLOCKS = 26 };
static pthread_mutex_t locki[INODES], lockb[BLOCKS];
static int inode[INODES], busy[BLOCKS];
static void *filesystem_f(void *arg) {
  int i = (int)(intptr_t)arg % INODES;
  pthread_mutex_lock(&locki[i]);
  if (inode[i] == 0) {
    int b = (i * 2) % BLOCKS;
    for (;;) {
      pthread_mutex_lock(&lockb[b]);
      if (!busy[b]) {
        busy[b] = 1;
        inode[i] = b + 1;
        pthread_mutex_unlock(&lockb[b]);
        break;
      }
      pthread_mutex_unlock(&lockb[b]);
      b = (b + 1) % BLOCKS;
    }
  }
  pthread_mutex_unlock(&locki[i]);
  return NULL;
}
static void filesystem(void) { in(filesystem_f, n); }

int main(int argc, char **argv) {
  static const struct { const char *name; void (*run)(void); } programs[] = {
      {"readers", readers}, {"lastzero", lastzero}, {"indexer", indexer}, {"filesystem", filesystem}};
  for (size_t i = 0; argc == 3 && i < sizeof programs / sizeof *programs; i++)
    if (strcmp(argv[1], programs[i].name) == 0) {
      n = atoi(argv[2]);
      programs[i].run();
      return 0;
    }
  return 2;
}
