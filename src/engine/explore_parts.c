/* explore_parts.c — a phase in parts, searched by one worker or by several side by side; see explore_inner.h.
 *
 * A sampling strategy is cut into blocks of executions, each with a seed of its own, so that the same executions are drawn
 * however many workers draw them. */
#include "engine/explore_inner.h"

#include "wire/prng.h"

#include <string.h>

enum { BLOCK = 250 };

struct parts {
  struct explorer *x;
  uint64_t next; /* part that nobody has taken yet */
  uint64_t count;
};

static uint64_t parts_seed(uint64_t seed, uint64_t part) {
  uint64_t s = seed + part;
  return part ? prng_next(&s) : seed;
}

static bool parts_take(struct parts *p, uint64_t *part) {
  pthread_mutex_lock(&p->x->lock);
  bool any = p->next < p->count;
  *part = p->next;
  p->next += any;
  pthread_mutex_unlock(&p->x->lock);
  return any;
}

static enum explore_how parts_search(struct parts *p, struct explore_worker *w, struct plait_err *err) {
  const struct explore_options *o = p->x->o;
  struct strategy_root root = {.choices = o->root, .len = o->root_len};
  bool exhaustive = p->x->strategy->info.exhaustive;
  enum explore_how how = EXPLORE_DONE;
  for (uint64_t part; how == EXPLORE_DONE && parts_take(p, &part);)
    how = explore_worker_search(w, &root, parts_seed(o->seed, part), exhaustive ? 0 : BLOCK, err);
  return how;
}

enum explore_how explore_parts(struct explore_worker *main, struct plait_err *err) {
  struct explorer *x = main->x;
  const char *name = x->strategy->info.name;
  bool drawn = !x->strategy->info.exhaustive && strcmp(name, "round-robin") != 0 && strcmp(name, "replay") != 0;
  struct parts p = {.x = x, .count = drawn ? UINT64_MAX : 1};
  return parts_search(&p, main, err);
}
