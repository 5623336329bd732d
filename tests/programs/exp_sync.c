/* exp_sync.c — two threads with one call of plait/sync.h each, small enough to try every schedule of: which one is the first
 * argument. Without arguments: their names. */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct plait_event *event;
static struct plait_semaphore *permit;
static struct plait_queue *queue;
static int got;

static void *set(void *arg) { plait_event_set(event); return arg; }
static void *acquire(void *arg) { got = plait_semaphore_acquire_try(permit); return arg; }
static void *put(void *arg) { got = plait_queue_put_try(queue, 1); return arg; }
static void *put_waiting(void *arg) { plait_queue_put(queue, 1); return arg; }
static void *release(void *arg) { plait_semaphore_release(permit); return arg; }

static void see(void) { got = plait_event_is_set(event); }
static void wait_for_it(void) { got = plait_event_wait(event); }
static void give(void) { plait_semaphore_release(permit); }
static void take(void) { got = plait_semaphore_acquire(permit); }
static void get(void) { intptr_t item = 0; got += 2 * plait_queue_get_try(queue, &item); }
static void get_waiting(void) { intptr_t item = 0; got = plait_queue_get(queue, &item) + (int)item; }

static const struct program { const char *name; void *(*one)(void *); void (*other)(void); } programs[] = {
    {"see", set, see}, {"wait", set, wait_for_it}, {"try", acquire, give}, {"acquire", release, take},
    {"queuetry", put, get}, {"queue", put_waiting, get_waiting},
};

int main(int argc, char **argv) {
  event = plait_event_new("event");
  permit = plait_semaphore_new("permit", 0);
  queue = plait_queue_new("queue", 1);
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
    if (argc < 2)
      puts(programs[i].name);
    else if (strcmp(programs[i].name, argv[1]) == 0) {
      pthread_t t;
      pthread_create(&t, NULL, programs[i].one, NULL);
      programs[i].other();
      pthread_join(t, NULL);
      printf("%d\n", got);
      return 0;
    }
  }
  return argc < 2 ? 0 : 2;
}
