/* select.c — waiting at channels: a send and a receive are a select with one case.
 *
 * All channels of the cases are locked while they are looked at, in the order of their
 * addresses, so that two selects cannot wait for each other. An operation at one channel sleeps
 * with that channel's lock; one at several sleeps with a lock of its own, which is
 * always taken last. Whoever does one of its cases writes into its `parked`. */
#include "sync/channel.h"

#include <stdlib.h>

enum { FEW = 4 };

struct select {
  struct plait_case *cases;
  int n;
  struct place *places;          /* one for each case */
  struct plait_channel **locked; /* the channels of the cases, each once, by address */
  int channels;
  struct parked parked;
  const void *caller;
};

static void select_channels(struct select *s) {
  for (int i = 0; i < s->n; i++) {
    struct plait_channel *c = s->cases[i].channel;
    int at = s->channels;
    while (at > 0 && s->locked[at - 1] > c)
      at--;
    if (!c || (at > 0 && s->locked[at - 1] == c))
      continue;
    for (int k = s->channels++; k > at; k--)
      s->locked[k] = s->locked[k - 1];
    s->locked[at] = c;
  }
}

static void select_lock(struct select *s) {
  for (int i = 0; i < s->channels; i++)
    pthread_mutex_lock(&s->locked[i]->lock);
}

static void select_unlock(struct select *s) {
  for (int i = s->channels; i-- > 0;)
    pthread_mutex_unlock(&s->locked[i]->lock);
}

/* Does one case, if one can be done now; -1: none. */
static int select_try(struct select *s, int *result) {
  int first = 0;
  if (s->n > 1 && s->channels > 0)
    first = (int)(s->locked[0]->turn++ % (unsigned)s->n);
  for (int i = 0; i < s->n; i++) {
    int number = (first + i) % s->n;
    struct plait_case *what = &s->cases[number];
    if (what->channel && channel_do(what, s->caller, result))
      return number;
  }
  return -1;
}

static struct line *select_line(const struct plait_case *what) {
  return what->send ? &what->channel->senders : &what->channel->receivers;
}

static void select_line_up(struct select *s) {
  for (int i = 0; i < s->n; i++) {
    struct plait_case *what = &s->cases[i];
    s->places[i] = (struct place){.who = &s->parked, .what = what, .number = i};
    if (what->channel)
      line_join(select_line(what), &s->places[i]);
  }
}

static int select_sleep(struct select *s, struct limit limit) {
  int e = 0;
  while (s->parked.done < 0 && e == 0)
    e = waiters_wait(s->parked.bell, s->parked.lock, limit);
  return e;
}

/* With a lock and a bell of its own, because no channel's lock guards all its cases. */
static int select_sleep_apart(struct select *s, struct limit limit) {
  pthread_mutex_t lock;
  struct waiters bell;
  const void *whole = s->channels > 0 ? s->locked[0] : NULL;
  pthread_mutex_init(&lock, NULL);
  if (whole)
    report_mutex(&lock, whole, PLAIT_KIND_CHANNEL, "select");
  waiters_init(&bell, whole, PLAIT_KIND_CHANNEL, "chosen");
  s->parked.lock = &lock;
  s->parked.bell = &bell;
  select_line_up(s);
  select_unlock(s);
  pthread_mutex_lock(&lock);
  int e = select_sleep(s, limit);
  pthread_mutex_unlock(&lock);
  select_lock(s);
  for (int i = 0; i < s->n; i++)
    line_leave(&s->places[i]); /* from here on nobody knows of the lock and the bell */
  waiters_fini(&bell);
  pthread_mutex_destroy(&lock);
  return e;
}

static int select_sleep_here(struct select *s, struct limit limit) {
  s->parked.lock = &s->cases->channel->lock;
  s->parked.bell = &select_line(s->cases)->bell;
  select_line_up(s);
  int e = select_sleep(s, limit);
  line_leave(s->places);
  return e;
}

static int select_wait(struct select *s, struct limit limit, int *chosen) {
  if (limit.over)
    return limit.over;
  s->parked.done = -1;
  int e = s->n == 1 && s->channels == 1 ? select_sleep_here(s, limit) : select_sleep_apart(s, limit);
  if (s->parked.done < 0)
    return e;
  *chosen = s->parked.done;
  const struct plait_case *what = &s->cases[*chosen];
  if (!what->send && what->ok)
    channel_got(what->channel, what->item, s->caller);
  return s->parked.result;
}

static int select_one(struct plait_case *cases, int n, int *chosen, struct limit limit, const void *caller) {
  struct place few_places[FEW];
  struct plait_channel *few_locked[FEW];
  struct select s = {.cases = cases, .n = n, .places = few_places, .locked = few_locked, .caller = caller};
  if (n > FEW) {
    s.places = malloc((unsigned)n * sizeof *s.places);
    s.locked = malloc((unsigned)n * sizeof *s.locked);
  }
  int e = ENOMEM;
  if (s.places && s.locked) {
    select_channels(&s);
    select_lock(&s);
    *chosen = select_try(&s, &e);
    if (*chosen < 0)
      e = select_wait(&s, limit, chosen);
    select_unlock(&s);
  }
  if (n > FEW) {
    free(s.places);
    free(s.locked);
  }
  return e;
}

/* ---- the calls --------------------------------------------------------------------- */

static int send_one(struct plait_channel *c, intptr_t item, struct limit limit, const void *caller) {
  if (!c || limit.over == EINVAL)
    return EINVAL;
  struct plait_case what = {.channel = c, .send = true, .item = item};
  int chosen;
  struct call call = call_begin_with(c, PLAIT_KIND_CHANNEL, LIMIT_VERB("send", limit), item, caller);
  return call_end(&call, select_one(&what, 1, &chosen, limit, caller));
}

int plait_channel_send(struct plait_channel *c, intptr_t item) { return send_one(c, item, LIMIT_NONE, HERE); }
int plait_channel_send_try(struct plait_channel *c, intptr_t item) { return send_one(c, item, LIMIT_TRY, HERE); }
int plait_channel_send_for(struct plait_channel *c, intptr_t item, double seconds) {
  return send_one(c, item, limit_for(seconds), HERE);
}

static int receive_one(struct plait_channel *c, intptr_t *item, bool *ok, struct limit limit, const void *caller) {
  if (!c || !item || limit.over == EINVAL)
    return EINVAL;
  struct plait_case what = {.channel = c};
  int chosen;
  struct call call = call_begin(c, PLAIT_KIND_CHANNEL, LIMIT_VERB("receive", limit), caller);
  int e = select_one(&what, 1, &chosen, limit, caller);
  if (e == 0) {
    *item = what.item;
    if (ok)
      *ok = what.ok;
  }
  return call_end(&call, e);
}

int plait_channel_receive(struct plait_channel *c, intptr_t *item, bool *ok) {
  return receive_one(c, item, ok, LIMIT_NONE, HERE);
}
int plait_channel_receive_try(struct plait_channel *c, intptr_t *item, bool *ok) {
  return receive_one(c, item, ok, LIMIT_TRY, HERE);
}
int plait_channel_receive_for(struct plait_channel *c, intptr_t *item, bool *ok, double seconds) {
  return receive_one(c, item, ok, limit_for(seconds), HERE);
}

static int select_call(struct plait_case *cases, int n, int *chosen, struct limit limit, const void *caller) {
  if (n < 0 || (n > 0 && !cases) || !chosen || limit.over == EINVAL)
    return EINVAL;
  /* Shown at the first of its channels. */
  const struct plait_channel *c = NULL;
  for (int i = 0; i < n && !c; i++)
    c = cases[i].channel;
  int which = -1;
  struct call call = {c, PLAIT_KIND_CHANNEL, "select", caller};
  if (c)
    report_begin(&call, 0, 0);
  int e = select_one(cases, n, &which, limit, caller);
  if (which >= 0)
    *chosen = which;
  return c ? call_end(&call, e) : e;
}

int plait_select(struct plait_case *cases, int n, int *chosen) {
  return select_call(cases, n, chosen, LIMIT_NONE, HERE);
}
int plait_select_try(struct plait_case *cases, int n, int *chosen) {
  return select_call(cases, n, chosen, LIMIT_TRY, HERE);
}
int plait_select_for(struct plait_case *cases, int n, int *chosen, double seconds) {
  return select_call(cases, n, chosen, limit_for(seconds), HERE);
}
