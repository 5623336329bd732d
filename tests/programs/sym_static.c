/* sym_static.c — variables with addresses of their own, of every shape; see sym_probe.h. */
#define SITE_FILE "sym_static.c"
#include "sym_probe.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <threads.h>

enum color { RED, GREEN };
typedef unsigned char byte;

struct node {
  long key;
  struct node *next;
};

/* A struct in an array in a struct. */
static struct {
  int used;
  struct node table[3];
} store;

/* A typedef of a struct without a tag. */
typedef struct {
  int size;
  pthread_mutex_t lock;
  sem_t slots;
  struct {
    int x, y;
  } corner[2];
  union {
    long whole;
    double real;
    char bytes[8];
  } u;
  struct { /* anonymous: its members belong to pool_t */
    short inner;
  };
} pool_t;

struct flags {
  unsigned ready : 1, done : 1, count : 6;
  unsigned char after;
  unsigned a : 1, b : 1, c : 1, d : 1;
};

struct flexible {
  int n;
  int tail[];
};

struct only {
  pthread_mutex_t m;
};

struct wrapped {
  int value;
};

pthread_mutex_t forks[5];
int counter = 1;
unsigned long total;
long long wide;
double real;
float small;
char letter;
signed char tiny;
byte octet;
_Bool flag;
enum color color;
char *text;
struct node *head;
const char *const fixed = "x";
void (*hook)(int, char *);
volatile int spun;
atomic_int ready;
_Atomic long atom;
atomic_flag once_only = ATOMIC_FLAG_INIT;
static pool_t pool;
static pool_t pools[2];
static struct flags bits;
static struct flexible flex = {3, {1, 2, 3}};
struct only only;
struct wrapped wrapped;
pthread_cond_t not_empty;
pthread_rwlock_t rw;
pthread_barrier_t barrier;
pthread_spinlock_t spin;
pthread_once_t once = PTHREAD_ONCE_INIT;
sem_t sem;
mtx_t mtx;
cnd_t cnd;
static int m[2][3];
static char big[256], line[200];
static _Thread_local int per_thread = 1;
_Thread_local struct node own;

__attribute__((noinline)) static void count_up(void) {
  static int calls;
  static struct node last;
  calls++;
  STATIC_AT(&calls, sizeof calls, "count_up:calls", "int", "signed");
  STATIC_AT(&last.next, sizeof last.next, "count_up:last.next", "struct node *", "pointer");
  {
    static char deep[4];
    STATIC_AT(&deep[2], 1, "count_up:deep[2]", "char", "char");
  }
}

int main(void) {
  STATIC(counter, "int", "signed");
  STATIC(total, "unsigned long", "unsigned");
  STATIC(wide, "long long", "signed");
  STATIC(real, "double", "float");
  STATIC(small, "float", "float");
  STATIC(letter, "char", "char");
  STATIC(tiny, "signed char", "signed");
  STATIC(octet, "byte", "unsigned");
  STATIC(flag, "bool", "bool");
  STATIC(color, "enum color", "unsigned");
  STATIC(text, "char *", "pointer");
  STATIC(head, "struct node *", "pointer");
  STATIC(fixed, "const char *const", "pointer");
  STATIC(hook, "void (*)(int, char *)", "pointer");
  STATIC(spun, "volatile int", "signed");
  STATIC(ready, "atomic_int", "signed");
  STATIC(atom, "?", "signed");
  STATIC_AT(&once_only, sizeof once_only, "once_only", "?", "bool");

  /* Elements, members and what lies in between. */
  STATIC(store.used, "int", "signed");
  STATIC(store.table[1].next, "struct node *", "pointer");
  STATIC(store.table[2], "struct node", "unknown");
  STATIC(store, "?", "unknown");
  STATIC_AT((char *)&store + 4, 4, "store+4", "", "unknown");
  STATIC_AT((char *)&store.table[1].key + 2, 2, "store.table[1].key+2", "", "unknown");
  STATIC_AT(&store.table[1].next, 16, "store.table+24", "", "unknown");
  STATIC_AT(&counter, 1, "counter", "", "unknown");
  STATIC(m[1][2], "int", "signed");
  STATIC_AT(&m[1], sizeof m[1], "m[1]", "", "unknown");
  STATIC_AT(&m, sizeof m, "m", "int [2][3]", "unknown");
  STATIC_AT(&m[1][1], 8, "m[1]+4", "", "unknown");
  STATIC(big[255], "char", "char");
  STATIC(line[199], "char", "char");
  STATIC_AT(&line[8], 8, "line+8", "", "unknown");

  /* Objects of the library are one thing, whatever is asked about. */
  STATIC(forks[2], "pthread_mutex_t", "unknown");
  STATIC_AT(&forks[0], 0, "forks[0]", "pthread_mutex_t", "unknown");
  STATIC_AT(&forks[4], 0, "forks[4]", "pthread_mutex_t", "unknown");
  STATIC_AT((char *)&forks[1] + 4, 4, "forks[1]+4", "", "unknown");
  STATIC(pool.lock, "pthread_mutex_t", "unknown");
  STATIC_AT(&pool.lock, 0, "pool.lock", "pthread_mutex_t", "unknown");
  STATIC(pool.slots, "sem_t", "unknown");
  STATIC_AT(&pools[1].slots, 0, "pools[1].slots", "sem_t", "unknown");
  STATIC_AT(&only, sizeof only, "only.m", "pthread_mutex_t", "unknown");
  STATIC_AT(&only, 0, "only.m", "pthread_mutex_t", "unknown");
  STATIC(not_empty, "pthread_cond_t", "unknown");
  STATIC(rw, "pthread_rwlock_t", "unknown");
  STATIC(barrier, "pthread_barrier_t", "unknown");
  STATIC(sem, "sem_t", "unknown");
  STATIC(mtx, "mtx_t", "unknown");
  STATIC(cnd, "cnd_t", "unknown");
  STATIC_AT((void *)&spin, sizeof spin, "spin", "pthread_spinlock_t", "signed");
  STATIC_AT(&once, 0, "once", "pthread_once_t", "signed");

  /* Size 0 without such an object: the outermost thing that starts there. */
  STATIC_AT(&store, 0, "store", "struct", "unknown");
  STATIC_AT(&store.table[1], 0, "store.table[1]", "struct node", "unknown");
  STATIC_AT(&store.table[1].next, 0, "store.table[1].next", "struct node *", "pointer");
  STATIC_AT(&m, 0, "m", "int [2][3]", "unknown");

  STATIC(pool.size, "int", "signed");
  STATIC(pool.corner[1].y, "int", "signed");
  STATIC(pool.inner, "short", "signed");
  STATIC(pool.u.whole, "long", "signed");
  STATIC(pool.u.bytes[3], "char", "char");
  STATIC(pool, "pool_t", "unknown");
  STATIC(pools[1], "pool_t", "unknown");
  STATIC_AT(&wrapped, 4, "wrapped.value", "int", "signed");

  /* Bit-fields that share their bytes are one location. */
  STATIC_AT(&bits, 1, "bits.ready|done|count", "", "unsigned");
  STATIC_AT(&bits.after, 1, "bits.after", "unsigned char", "unsigned");
  STATIC_AT((char *)&bits + 2, 1, "bits.a|..|d", "", "unsigned");

  STATIC(flex.n, "int", "signed");
  STATIC(flex.tail[0], "int", "signed");
  STATIC(flex.tail[2], "int", "signed");

  TLS_AT(&per_thread, sizeof per_thread, "per_thread", "int", "signed");
  TLS_AT(&own.next, sizeof own.next, "own.next", "struct node *", "pointer");
  count_up();
  SITE("main");
  return 0;
}
