/* scene:    immutable
 * title:    A new version instead of a change
 * topics:   immutable data, publication, atomic variable
 * lesson:   The menu is never changed: a new one is written and put in place of
 *           the old one by a single atomic store. Whoever reads has one menu or the
 *           other, and each is complete. Nobody ever sees a dish with the wrong price.
 * outcomes: "soup for 5\n" "steak for 20\n"
 * try:      main*2 T1*2 T2*4   # the new menu is in place before the guest looks
 */
#include <plait.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

struct menu {
  const char *dish;
  int price;
};
static const struct menu menu[] = {{"soup", 5}, {"steak", 20}};
static atomic_int today; /* which of them */

static void *cook(void *unused) {
  plait_name_thread("cook");
  atomic_store(&today, 1);
  return unused;
}

static void *guest(void *unused) {
  plait_name_thread("guest");
  const struct menu *m = &menu[atomic_load(&today)];
  printf("%s for %d\n", m->dish, m->price);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, cook, NULL);
  pthread_create(&second, NULL, guest, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
