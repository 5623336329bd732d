/* minimise_turns.c — takes a schedule apart by turns, greedily.
 *
 * A turn is a thread's steps between two switches. Turns are left out (the steps are made later, when the thread's time comes
 * without a preemption), in halves, quarters and so on as in delta debugging (Zeller, Hildebrandt, TSE 2002), and then
 * moved next to the thread's next or last turn, which spares the switches between. A candidate that names a thread where it
 * cannot move loses that step and is tried again: what it was to show may not need it. */
#include "engine/minimise_inner.h"

#include <stdlib.h>
#include <string.h>

enum { REPAIRS = 12 };

struct turns_item {
  uint32_t choice;
  uint32_t woken; /* the CHOICE_COND behind it; 0: none */
};
typedef ARRAY(struct turns_item) turns_items;

struct turns {
  struct minimise *m;
  struct minimise_way *way;
  bool met;
  unsigned badness; /* when it is not to be met: no worse than this */
  size_t fixed;
  turns_items items; /* of *way, beyond the fixed ones */
  ARRAY(uint32_t) first; /* of each turn, and the number of items behind the last */
  uint32_t count;    /* turns */
};

static uint32_t turns_thread(const struct turns_item *i) { return WIRE_CHOICE_THREAD(i->choice); }

static void turns_split(struct turns *t) {
  t->items.len = t->first.len = 0;
  for (size_t i = t->fixed; i < t->way->len; i++) {
    uint32_t choice = t->way->choices[i];
    if (WIRE_CHOICE_KIND(choice) == CHOICE_COND && t->items.len) {
      t->items.at[t->items.len - 1].woken = choice;
      continue;
    }
    if (!t->items.len || turns_thread(&t->items.at[t->items.len - 1]) != WIRE_CHOICE_THREAD(choice))
      *ARRAY_PUSH(&t->first) = (uint32_t)t->items.len;
    *ARRAY_PUSH(&t->items) = (struct turns_item){.choice = choice};
  }
  t->count = (uint32_t)t->first.len;
  *ARRAY_PUSH(&t->first) = (uint32_t)t->items.len;
}

/* Adds turns FROM..TO-1. */
static void turns_copy(const struct turns *t, uint32_t from, uint32_t to, turns_items *out) {
  for (size_t i = from < to ? t->first.at[from] : 0; from < to && i < t->first.at[to]; i++)
    *ARRAY_PUSH(out) = t->items.at[i];
}

/* The item to which choice AT belongs. */
static size_t turns_item_at(const turns_items *items, size_t at) {
  size_t n = 0;
  for (size_t i = 0; i < items->len; i++) {
    n += items->at[i].woken ? 2 : 1;
    if (at < n)
      return i;
  }
  return items->len;
}

/* Runs the candidate, which is used up, and keeps it when it is better. */
static bool turns_try(struct turns *t, turns_items *items) {
  struct minimise *m = t->m;
  ARRAY(uint32_t) choices = {0};
  bool kept = false;
  for (int repair = 0; repair <= REPAIRS && !m->halt && !minimise_late(m); repair++) {
    choices.len = 0;
    for (size_t i = 0; i < t->fixed; i++)
      *ARRAY_PUSH(&choices) = t->way->choices[i];
    for (size_t i = 0; i < items->len; i++) {
      *ARRAY_PUSH(&choices) = items->at[i].choice;
      if (items->at[i].woken)
        *ARRAY_PUSH(&choices) = items->at[i].woken;
    }
    enum minimise_ran ran = minimise_try(m, choices.at, choices.len);
    if (ran == RAN_DIVERGED && m->log.run.diverged && minimise_followed(m) >= t->fixed) {
      size_t i = turns_item_at(items, minimise_followed(m) - t->fixed);
      if (i >= items->len)
        break;
      memmove(&items->at[i], &items->at[i + 1], (items->len - i - 1) * sizeof *items->at);
      items->len--;
      continue;
    }
    struct minimise_way now = {0};
    way_count(m->s->trace, &now);
    if (ran == (t->met ? RAN_MET : RAN_NOT) && way_less(&now, t->way) && (t->met || minimise_badness(m) <= t->badness)) {
      way_take(t->way, m->s->trace);
      kept = true;
    }
    break;
  }
  ARRAY_FREE(&choices);
  ARRAY_FREE(items);
  if (kept)
    turns_split(t);
  return kept;
}

static bool turns_go_on(const struct turns *t) { return !t->m->halt && !minimise_late(t->m); }

/* Without turns FROM..FROM+N-1. */
static bool turns_without(struct turns *t, uint32_t from, uint32_t n) {
  turns_items items = {0};
  turns_copy(t, 0, from, &items);
  turns_copy(t, from + n < t->count ? from + n : t->count, t->count, &items);
  return turns_try(t, &items);
}

/* Turns FIRST < LAST of a thread as one, where the first of them was, or where the last was. */
static bool turns_join(struct turns *t, uint32_t first, uint32_t last, bool early) {
  turns_items items = {0};
  turns_copy(t, 0, early ? first + 1 : first, &items);
  if (early)
    turns_copy(t, last, last + 1, &items);
  turns_copy(t, first + 1, last, &items);
  if (!early)
    turns_copy(t, first, first + 1, &items);
  turns_copy(t, early ? last + 1 : last, t->count, &items);
  return turns_try(t, &items);
}

static bool turns_drop(struct turns *t) {
  bool any = false;
  for (uint32_t size = t->count; size >= 1 && turns_go_on(t); size /= 2)
    for (uint32_t from = 0; from < t->count && turns_go_on(t);) {
      if (turns_without(t, from, size))
        any = true;
      else
        from += size;
    }
  return any;
}

static uint32_t turns_owner(const struct turns *t, uint32_t turn) { return turns_thread(&t->items.at[t->first.at[turn]]); }

static bool turns_merge(struct turns *t) {
  bool any = false;
  for (uint32_t k = 0; k < t->count && turns_go_on(t); k++) {
    uint32_t owner = turns_owner(t, k), j = k + 1;
    while (j < t->count && turns_owner(t, j) != owner)
      j++;
    if (j < t->count && (turns_join(t, k, j, true) || (turns_go_on(t) && turns_join(t, k, j, false)))) {
      any = true;
      k--; /* the same place again; wraps at 0 and comes back */
    }
  }
  return any;
}

void turns_reduce(struct minimise *m, struct minimise_way *w, bool met, size_t fixed) {
  struct turns t = {.m = m, .way = w, .met = met, .fixed = fixed};
  if (!met) { /* how it ends besides */
    if (minimise_try(m, w->choices, w->len) == RAN_NOTHING)
      return;
    t.badness = minimise_badness(m);
  }
  turns_split(&t);
  bool dropped, merged;
  do {
    dropped = turns_drop(&t);
    merged = turns_go_on(&t) && turns_merge(&t);
  } while ((dropped || merged) && turns_go_on(&t));
  ARRAY_FREE(&t.items);
  ARRAY_FREE(&t.first);
}
