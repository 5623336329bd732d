/* channel.c — Channel: a buffer, a line of senders and a line of receivers; see channel.h.
 *
 * Owns what happens when an operation can go on: channel_do. Waiting, for one channel or
 * for several, is in select.c. An item that is handed to a receiver who waits is in the channel,
 * for plait, until that receiver has taken it along. */
#include "sync/channel.h"

#include <stdlib.h>

struct plait_channel *plait_channel_new(const char *name, int capacity) {
  if (capacity < 0) {
    errno = EINVAL;
    return NULL;
  }
  struct plait_channel *c = calloc(1, sizeof *c);
  if (!c)
    return NULL;
  c->capacity = (unsigned)capacity;
  report_object(c, PLAIT_KIND_CHANNEL, name, c->capacity, 0);
  pthread_mutex_init(&c->lock, NULL);
  report_mutex(&c->lock, c, PLAIT_KIND_CHANNEL, "lock");
  waiters_init(&c->senders.bell, c, PLAIT_KIND_CHANNEL, "sent");
  waiters_init(&c->receivers.bell, c, PLAIT_KIND_CHANNEL, "received");
  return c;
}

void plait_channel_free(struct plait_channel *c) {
  if (!c)
    return;
  waiters_fini(&c->receivers.bell);
  waiters_fini(&c->senders.bell);
  pthread_mutex_destroy(&c->lock);
  items_fini(&c->items);
  free(c);
}

/* ---- the lines -------------------------------------------------------------------- */

void line_join(struct line *l, struct place *p) {
  p->line = l;
  p->next = NULL;
  p->before = l->last;
  *(l->last ? &l->last->next : &l->first) = p;
  l->last = p;
}

void line_leave(struct place *p) {
  struct line *l = p->line;
  if (!l)
    return;
  *(p->before ? &p->before->next : &l->first) = p->next;
  *(p->next ? &p->next->before : &l->last) = p->before;
  p->line = NULL;
}

/* Says that the case at P is done, unless another of the same select is: then false. */
static bool place_finish(struct plait_channel *c, struct place *p, int result) {
  struct parked *who = p->who;
  bool its_own = who->lock != &c->lock;
  if (its_own)
    pthread_mutex_lock(who->lock);
  bool first = who->done < 0;
  if (first) {
    who->done = p->number;
    who->result = result;
    waiters_wake_all(who->bell); /* others who wait with the same bell see that it was not for them */
  }
  if (its_own)
    pthread_mutex_unlock(who->lock);
  return first;
}

/* Does the case of the first in line for whom that is still of use; NULL: nobody. */
static struct place *line_serve(struct plait_channel *c, struct line *l, int result) {
  struct place *p;
  while ((p = l->first)) {
    line_leave(p);
    if (place_finish(c, p, result))
      return p;
  }
  return NULL;
}

/* ---- sending, receiving, closing --------------------------------------------------- */

static void channel_put(const struct plait_channel *c, intptr_t item, const void *caller) {
  report_effect(c, PLAIT_KIND_CHANNEL, PLAIT_EFFECT_PUT, item, 0, caller);
}

void channel_got(const struct plait_channel *c, intptr_t item, const void *caller) {
  report_effect(c, PLAIT_KIND_CHANNEL, PLAIT_EFFECT_GET, item, 0, caller);
}

static bool channel_send(struct plait_channel *c, intptr_t item, const void *caller, int *result) {
  *result = c->closed ? EPIPE : 0;
  if (c->closed)
    return true;
  /* The receiver stays where it is until it gets this channel's lock. */
  struct place *receiver = line_serve(c, &c->receivers, 0);
  if (receiver) {
    receiver->what->item = item;
    receiver->what->ok = true;
  } else if (c->items.count >= c->capacity) {
    return false;
  } else if (!items_grow(&c->items)) {
    *result = ENOMEM;
    return true;
  } else {
    items_insert(&c->items, c->items.count, (struct item){0, item});
  }
  channel_put(c, item, caller);
  return true;
}

/* The buffer has room again: the first of the senders goes on. */
static void channel_let_in(struct plait_channel *c, const void *caller) {
  struct place *sender = line_serve(c, &c->senders, 0);
  if (!sender)
    return;
  items_insert(&c->items, c->items.count, (struct item){0, sender->what->item});
  channel_put(c, sender->what->item, caller);
}

static bool channel_receive(struct plait_channel *c, struct plait_case *what, const void *caller) {
  struct place *sender;
  what->ok = true;
  if (c->items.count > 0) {
    what->item = items_remove(&c->items, 0).value;
    channel_got(c, what->item, caller);
    channel_let_in(c, caller);
  } else if ((sender = line_serve(c, &c->senders, 0))) {
    what->item = sender->what->item;
    channel_put(c, what->item, caller);
    channel_got(c, what->item, caller);
  } else if (c->closed) {
    what->item = 0;
    what->ok = false;
  } else {
    return false;
  }
  return true;
}

bool channel_do(struct plait_case *what, const void *caller, int *result) {
  *result = 0;
  return what->send ? channel_send(what->channel, what->item, caller, result)
                    : channel_receive(what->channel, what, caller);
}

int plait_channel_close(struct plait_channel *c) {
  if (!c)
    return EINVAL;
  struct call call = call_begin(c, PLAIT_KIND_CHANNEL, "close", HERE);
  int e = 0;
  pthread_mutex_lock(&c->lock);
  if (c->closed) {
    e = EPIPE;
  } else {
    c->closed = true;
    call_effect(&call, PLAIT_EFFECT_BROKEN, 0, 0);
    for (struct place *p; (p = line_serve(c, &c->receivers, 0));) {
      p->what->item = 0;
      p->what->ok = false;
    }
    while (line_serve(c, &c->senders, EPIPE))
      ;
  }
  pthread_mutex_unlock(&c->lock);
  return call_end(&call, e);
}

int plait_channel_length(struct plait_channel *c) {
  if (!c)
    return 0;
  struct call call = call_begin(c, PLAIT_KIND_CHANNEL, "length", HERE);
  pthread_mutex_lock(&c->lock);
  int length = (int)c->items.count;
  pthread_mutex_unlock(&c->lock);
  call_end(&call, 0);
  return length;
}

int plait_channel_capacity(struct plait_channel *c) { return c ? (int)c->capacity : 0; }
