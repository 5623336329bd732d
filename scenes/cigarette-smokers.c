/* scene:    cigarette-smokers
 * title:    Cigarette smokers: taking one thing at a time
 * topics:   semaphore, deadlock, hold and wait
 * lesson:   Each smoker has one ingredient without end and needs the other two. The agent lays two on the table, and only
 *           one smoker can use both. But each takes what it needs one by one, so another may take the first of the
 *           two: then both hold half and wait for ever. (Patil, 1971)
 * outcomes: "3 have smoked\n" deadlock
 * finding:  blocked_forever matches
 * finding:  blocked_forever paper
 * finding:  blocked_forever smoked
 * finding:  blocked_forever tobacco
 * try:      main*5 T3*2 T2*2 T1   # paper and tobacco lie there; pat and tom take one each, and all are stuck
 * fixed-by: cigarette-smokers-fixed
 */
#include <plait.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t tobacco, paper, matches, smoked;

static void smoke(sem_t *first, sem_t *second) {
  sem_wait(first);
  sem_wait(second);
  sem_post(&smoked);
}

static void *has_matches(void *unused) {
  plait_name_thread("mia");
  smoke(&tobacco, &paper);
  return unused;
}

static void *has_tobacco(void *unused) {
  plait_name_thread("tom");
  smoke(&paper, &matches);
  return unused;
}

static void *has_paper(void *unused) {
  plait_name_thread("pat");
  smoke(&tobacco, &matches);
  return unused;
}

/* The agent: two ingredients at a time, and the next two when somebody has smoked. */
static void lay_down(sem_t *one, sem_t *other) {
  sem_post(one);
  sem_post(other);
  sem_wait(&smoked);
}

int main(void) {
  void *(*const roles[])(void *) = {has_matches, has_tobacco, has_paper};
  sem_t *const all[] = {&tobacco, &paper, &matches, &smoked};
  pthread_t smoker[3];
  for (int i = 0; i < 4; i++)
    sem_init(all[i], 0, 0);
  for (int i = 0; i < 3; i++)
    pthread_create(&smoker[i], NULL, roles[i], NULL);
  lay_down(&paper, &tobacco);
  lay_down(&paper, &matches);
  lay_down(&tobacco, &matches);
  for (int i = 0; i < 3; i++)
    pthread_join(smoker[i], NULL);
  puts("3 have smoked");
  return 0;
}
