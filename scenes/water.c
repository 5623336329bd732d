/* scene:    water
 * title:    H2O: two hydrogens and one oxygen
 * topics:   semaphore, barrier, rendezvous
 * lesson:   Two permits for hydrogen, one for oxygen: never more than a molecule's worth gets in. A barrier lets the three
 *           bond together, and each gives its permit back only after it. So every three that bond are two hydrogens
 *           and one oxygen, in whatever order they came.
 * outcomes: "2 molecules of water\n"
 * explore:  bounded 500
 * try:      main*6 T1*3 T2*3 T3   # two hydrogens wait at the barrier; the third finds no permit
 */
#include <assert.h>
#include <plait.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t hydrogen, oxygen;
static pthread_barrier_t molecule;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char bonded[7]; /* every three letters are a molecule */
static int atoms;

static void bond(sem_t *permits, char letter) {
  sem_wait(permits);
  pthread_barrier_wait(&molecule);
  pthread_mutex_lock(&lock);
  bonded[atoms++] = letter;
  pthread_mutex_unlock(&lock);
  pthread_barrier_wait(&molecule); /* all three have bonded */
  sem_post(permits);
}

static void *h(void *name) {
  plait_name_thread(name);
  bond(&hydrogen, 'H');
  return NULL;
}

static void *o(void *name) {
  plait_name_thread(name);
  bond(&oxygen, 'O');
  return NULL;
}

int main(void) {
  static char name[6][3] = {"H1", "H2", "H3", "H4", "O1", "O2"};
  pthread_t atom[6];
  sem_init(&hydrogen, 0, 2);
  sem_init(&oxygen, 0, 1);
  pthread_barrier_init(&molecule, NULL, 3);
  for (int i = 0; i < 6; i++)
    pthread_create(&atom[i], NULL, i < 4 ? h : o, name[i]);
  for (int i = 0; i < 6; i++)
    pthread_join(atom[i], NULL);
  for (int i = 0; i < 6; i += 3)
    assert((bonded[i] == 'O') + (bonded[i + 1] == 'O') + (bonded[i + 2] == 'O') == 1);
  puts("2 molecules of water");
  return 0;
}
