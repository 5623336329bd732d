/* scene:    load-add-store
 * title:    What x += 1 is made of
 * topics:   race condition, read-modify-write, bytecode
 * lesson:   x += 1 is one line but three instructions: load x into a register, add 1 there, store the register in
 *           x. The register is the thread's own. When both threads load before either stores, both store the
 *           same number.
 * outcomes: "1\n" "2\n"
 * finding:  race x
 * try:      main*2 T1*3 T2*5 T1*2 main*4   # T2 does all of it while T1 holds the old 0 in r
 * fixed-by: with-atomic
 */
#include <plait.h>
#include <pthread.h>
#include <stdio.h>

static int x;

static void *add(void *unused) { /* x += 1 */
  int r = x; /* load */
  r = r + 1;
  plait_note("add 1"); /* nobody else sees r */
  x = r; /* store */
  return unused;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, add, NULL);
  pthread_create(&b, NULL, add, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", x);
}
