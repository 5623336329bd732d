/* find_sync_misuse.c — what the calls of plait/sync.h refuse because it makes no sense.
 *
 * finding: misuse it
 * when: always
 * run: release
 * run: rlock
 * run: another
 * run: rwlock
 * run: done
 * run: group
 * run: send
 * run: put
 * run: close
 * run: notify
 * run: wait */
#include <plait/sync.h>
#include <pthread.h>
#include <string.h>

static const char *how;
static bool is(const char *way) { return strcmp(how, way) == 0; }

static void *do_it(void *lock) {
  struct plait_bounded_semaphore *s = plait_bounded_semaphore_new("it", 1);
  struct plait_rlock *r = plait_rlock_new("it");
  struct plait_rwlock *w = plait_rwlock_new("it", PLAIT_FAIR);
  struct plait_queue *q = plait_queue_new("it", 2);
  struct plait_wait_group *g = plait_wait_group_new("it");
  struct plait_channel *c = plait_channel_new("it", 1);
  struct plait_condition *k = plait_condition_new("it", NULL);
  plait_bounded_semaphore_acquire(s);
  plait_bounded_semaphore_release(s);
  if (is("release"))
    plait_bounded_semaphore_release(s);
  else if (is("rlock"))
    plait_rlock_release(r);
  else if (is("another"))
    plait_rlock_release(lock);
  else if (is("rwlock"))
    plait_rwlock_release_write(w);
  else if (is("done"))
    plait_queue_task_done(q);
  else if (is("group"))
    plait_wait_group_done(g);
  else if (is("notify"))
    plait_condition_notify(k);
  else if (is("wait"))
    plait_condition_wait(k);
  if (is("send") || is("close"))
    plait_channel_close(c);
  if (is("send"))
    plait_channel_send(c, 1);
  if (is("close"))
    plait_channel_close(c);
  if (is("put")) {
    plait_queue_close(q, 0, 0);
    plait_queue_put(q, 1);
  }
  /* These are refused as well, but a program may well ask: there is nothing wrong with it. */
  intptr_t item;
  bool ok;
  plait_bounded_semaphore_acquire(s);
  plait_bounded_semaphore_acquire_try(s);
  plait_queue_get_try(q, &item);
  if (is("close") || is("send"))
    plait_channel_receive(c, &item, &ok);
  if (is("put"))
    plait_queue_get(q, &item);
  return NULL;
}

int main(int argc, char **argv) {
  how = argc > 1 ? argv[1] : "";
  struct plait_rlock *lock = plait_rlock_new(is("another") ? "it" : "main's");
  plait_rlock_acquire(lock);
  pthread_t t;
  pthread_create(&t, NULL, do_it, lock);
  pthread_join(t, NULL);
  plait_rlock_release(lock);
  return 0;
}
