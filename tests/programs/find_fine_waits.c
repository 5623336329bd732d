/* Signals that nobody hears, waits that time out, wakeups that others take: and each thread knows what to do.
 * finding: none
 * run: early stolen shared timeout after_unlock barrier give_up event permits queue */
#include "fine.h"

#include <errno.h>
#include <semaphore.h>
#include <stdbool.h>
#include <time.h>

static pthread_mutex_t m = LOCK;
static pthread_cond_t some = PTHREAD_COND_INITIALIZER, room = PTHREAD_COND_INITIALIZER;
static sem_t items;
static int ready, count, here, round_, slot, full;

static void set(int *what, int value) {
  pthread_mutex_lock(&m);
  *what = value;
  pthread_cond_signal(&some);
  pthread_mutex_unlock(&m);
}

/* The signal may come first; what is waited for is a variable. */
BODY(early_set) { set(&ready, 1); END; }
BODY(late_wait) {
  pthread_mutex_lock(&m);
  while (!ready)
    pthread_cond_wait(&some, &m);
  ready = 0;
  pthread_mutex_unlock(&m);
  END;
}

/* Two take, one item at a time: a wakeup may find nothing left. */
BODY(taker) {
  pthread_mutex_lock(&m);
  while (count == 0)
    pthread_cond_wait(&some, &m);
  count--;
  pthread_mutex_unlock(&m);
  END;
}
static void bring_two(void) {
  for (int i = 0; i < 2; i++) {
    pthread_mutex_lock(&m);
    count++;
    pthread_mutex_unlock(&m);
    pthread_cond_signal(&some);
  }
}

/* Everybody is told, only one finds what it wants, the other asks for the next. */
static void bring_two_loudly(void) {
  for (int i = 0; i < 2; i++) {
    pthread_mutex_lock(&m);
    count++;
    pthread_cond_broadcast(&some);
    pthread_mutex_unlock(&m);
  }
}

static bool wait_a_moment(void) {
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_nsec += 1000000;
  if (soon.tv_nsec >= 1000000000) {
    soon.tv_nsec -= 1000000000;
    soon.tv_sec++;
  }
  return pthread_cond_timedwait(&some, &m, &soon) == ETIMEDOUT;
}

/* Nobody will come, and it knows how long to wait. */
BODY(wait_once) {
  pthread_mutex_lock(&m);
  bool late = false;
  while (!ready && !late)
    late = wait_a_moment();
  ready = 2; /* whether it came or not */
  pthread_mutex_unlock(&m);
  END;
}
BODY(nothing) { END; }

/* A barrier of one's own: the last one changes what the others wait for. */
BODY(meet) {
  pthread_mutex_lock(&m);
  int mine = round_;
  if (++here == 2) {
    here = 0;
    round_++;
    pthread_cond_broadcast(&some);
  } else {
    while (round_ == mine)
      pthread_cond_wait(&some, &m);
  }
  pthread_mutex_unlock(&m);
  END;
}

/* Looks, and when it is not so does something else instead of waiting. */
BODY(look_once) {
  pthread_mutex_lock(&m);
  if (ready)
    ready = 0;
  else
    count = -1;
  pthread_mutex_unlock(&m);
  END;
}

/* An event stays set: many wait, nobody takes it away. */
BODY(wait_event) {
  pthread_mutex_lock(&m);
  while (!ready)
    pthread_cond_wait(&some, &m);
  count++;
  pthread_mutex_unlock(&m);
  END;
}
static void set_event(void) {
  pthread_mutex_lock(&m);
  ready = 1;
  pthread_cond_broadcast(&some);
  pthread_mutex_unlock(&m);
}

/* Permits count up from nothing: given before anybody wants them, and by who never takes one. */
BODY(give_permits) { sem_post(&items); sem_post(&items); END; }
BODY(take_permits) { sem_wait(&items); sem_wait(&items); END; }

/* A queue of one slot, two conditions, loops around both waits. */
BODY(put_two) {
  for (int i = 1; i <= 2; i++) {
    pthread_mutex_lock(&m);
    while (full)
      pthread_cond_wait(&room, &m);
    slot = i;
    full = 1;
    pthread_cond_signal(&some);
    pthread_mutex_unlock(&m);
  }
  END;
}
BODY(get_two) {
  for (int i = 1; i <= 2; i++) {
    pthread_mutex_lock(&m);
    while (!full)
      pthread_cond_wait(&some, &m);
    full = 0;
    pthread_cond_signal(&room);
    pthread_mutex_unlock(&m);
  }
  END;
}

int main(int argc, char **argv) {
  static const struct fine cases[] = {
      {"early", early_set, late_wait, NULL},          {"stolen", taker, taker, bring_two},   {"shared", taker, taker, bring_two_loudly},
      {"timeout", wait_once, nothing, NULL},          {"after_unlock", taker, taker, bring_two}, {"barrier", meet, meet, NULL},
      {"give_up", look_once, early_set, NULL},        {"event", wait_event, wait_event, set_event},
      {"permits", give_permits, take_permits, NULL},  {"queue", put_two, get_two, NULL},
  };
  sem_init(&items, 0, 0);
  return FINE(cases, argc, argv);
}
