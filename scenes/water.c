/* scene:    water
 * title:    Two hydrogens and one oxygen
 * topics:   semaphore, barrier, rendezvous, H2O
 * lesson:   Two permits for hydrogen and one for oxygen let exactly the right three
 *           come together; the barrier holds them until all are there. Only then are the
 *           permits given back for the next molecule. The third hydrogen has to wait.
 * outcomes: "2 molecules, all H2O\n"
 * explore:  bounded 200
 * try:      main*6 T1*2 T2*2 T3   # the third hydrogen waits: two are in the molecule already
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>

enum { HYDROGEN, OXYGEN, ATOMS = 6 };

static sem_t may_join[2]; /* for hydrogen, for oxygen */
static pthread_barrier_t molecule;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int oxygens, atoms;
static bool wrong;

static void bond(int kind) {
  pthread_mutex_lock(&lock);
  oxygens += kind == OXYGEN;
  if (++atoms % 3 == 0 && oxygens != atoms / 3)
    wrong = true;
  pthread_mutex_unlock(&lock);
}

static void *atom(void *arg) {
  int kind = (int)(long)arg;
  sem_wait(&may_join[kind]);
  bond(kind);
  pthread_barrier_wait(&molecule); /* until all three are there */
  sem_post(&may_join[kind]);
  return NULL;
}

int main(void) {
  pthread_t thread[ATOMS];
  sem_init(&may_join[HYDROGEN], 0, 2);
  sem_init(&may_join[OXYGEN], 0, 1);
  pthread_barrier_init(&molecule, NULL, 3);
  for (long i = 0; i < ATOMS; i++)
    pthread_create(&thread[i], NULL, atom, (void *)(long)(i < 4 ? HYDROGEN : OXYGEN));
  for (int i = 0; i < ATOMS; i++)
    pthread_join(thread[i], NULL);
  printf("%d molecules, %s\n", atoms / 3, wrong ? "some wrong" : "all H2O");
  return 0;
}
