/* explore_parts.c — a phase in parts; see explore_inner.h.
 *
 * With shards an exhaustive strategy is cut at the top of the tree of schedules (explore_split.h), and each shard takes every
 * N-th part. A sampling one is cut into blocks of executions, each with a seed of its own, so that the same executions are
 * drawn however many workers or shards draw them. With several jobs the blocks are drawn side by side; an exhaustive search
 * has a crew (explore_crew.h). */
#include "engine/explore_crew.h"
#include "engine/explore_split.h"
#include "wire/prng.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  BLOCK = 250,    /* executions drawn with one seed */
  PER_SHARD = 16, /* parts for each, because they are of very different sizes; also for each worker */
};

struct parts {
  struct explorer *x;
  bool drawn;      /* in blocks, without end */
  bool cut;        /* by explore_split */
  size_t wanted;
  /* behind the explorer's lock */
  uint64_t next;   /* part that nobody has taken yet */
  size_t count;    /* parts there are */
  uint64_t behind; /* those searched to the end */
  double done;     /* share of the parts that are behind */
  uint32_t working;
  enum explore_how how;
  struct plait_err err; /* when how is EXPLORE_FAILED */
  pthread_cond_t changed;
};

/* ---- one worker ------------------------------------------------------------------------------- */

static uint64_t parts_seed(uint64_t seed, uint64_t part) {
  uint64_t s = seed + part;
  return part ? prng_next(&s) : seed;
}

/* The next part of this shard, of COUNT. */
static bool parts_take(struct parts *p, uint64_t count, uint64_t *part) {
  const struct explore_options *o = p->x->o;
  uint64_t shards = o->shards ? o->shards : 1, first = o->shards ? o->shard - 1 : 0;
  pthread_mutex_lock(&p->x->lock);
  *part = first + shards * p->next;
  bool any = *part < count && p->how == EXPLORE_DONE;
  p->next += any;
  pthread_mutex_unlock(&p->x->lock);
  return any;
}

/* Cuts the search; those executions are not counted. */
static enum explore_how parts_cut(struct parts *p, struct explore_worker *w, const struct strategy_root *whole, struct explore_split **out, struct plait_err *err) {
  const struct strategy *strategy = p->x->strategy;
  struct explore_split_options o = {.parts = p->wanted, .sleeping = strategy->sleeping, .price = strategy->price, .bound = p->x->o->bound};
  *out = explore_split_new(whole, &o);
  for (;;) {
    explore_worker_clear(w);
    if (!explore_split_next(*out, &w->plan))
      return EXPLORE_DONE;
    if (!explore_worker_goes_on(w))
      return EXPLORE_STOPPED;
    if (!explore_worker_run(w, err))
      return EXPLORE_FAILED;
    if (!explore_worker_goes_on(w))
      return EXPLORE_STOPPED;
    if (session_learn(w->session))
      return EXPLORE_AGAIN;
    explore_split_learn(*out, &w->log);
  }
}

static void parts_done(struct parts *p, size_t count, double share) {
  pthread_mutex_lock(&p->x->lock);
  p->count = count;
  p->behind++;
  p->done += share;
  p->x->result->done = p->done < 1 ? p->done : 1;
  pthread_mutex_unlock(&p->x->lock);
}

/* How many executions a block is; 0: no limit. */
static uint64_t parts_block(const struct parts *p, uint64_t block) {
  uint64_t left = p->x->most ? p->x->most - block * BLOCK : BLOCK;
  return !p->drawn ? 0 : left < BLOCK ? left : BLOCK;
}

static enum explore_how parts_search(struct parts *p, struct explore_worker *w, struct crew *crew, struct plait_err *err) {
  const struct explorer *x = p->x;
  const struct explore_options *o = x->o;
  struct strategy_root whole = {.choices = o->root, .len = o->root_len};
  struct explore_split *split = NULL;
  enum explore_how how = p->cut ? parts_cut(p, w, &whole, &split, err) : EXPLORE_DONE;
  uint64_t blocks = x->most ? (x->most + BLOCK - 1) / BLOCK : UINT64_MAX;
  uint64_t count = p->drawn ? blocks : p->cut && how == EXPLORE_DONE ? explore_split_parts(split) : 1;
  w->alone = !p->cut && !p->drawn;
  for (uint64_t part; how == EXPLORE_DONE && parts_take(p, count, &part);) {
    struct strategy_root root = p->cut ? explore_split_part(split, part) : whole;
    how = explore_worker_search(w, crew, &root, p->drawn ? parts_seed(o->seed + x->drawn, part) : o->seed, parts_block(p, part), err);
    if (p->cut && how == EXPLORE_DONE)
      parts_done(p, count, explore_split_share(split, part) * (o->shards ? o->shards : 1));
  }
  if (split)
    explore_split_free(split);
  return how;
}

/* ---- several workers ---------------------------------------------------------------------------- */

struct parts_worker {
  struct explore_worker worker;
  struct parts *parts;
  pthread_t thread;
  uint32_t number;
  struct session *main; /* whose options it has */
};

static enum explore_how parts_begin(struct parts_worker *w, struct plait_err *err) {
  crew_pin(w->number);
  struct session *s = crew_session(w->main, err);
  if (!s)
    return EXPLORE_FAILED;
  explore_worker_init(&w->worker, w->parts->x, s);
  return parts_search(w->parts, &w->worker, NULL, err);
}

static void *parts_main(void *arg) {
  struct parts_worker *w = arg;
  struct parts *p = w->parts;
  struct plait_err err = {0};
  enum explore_how how = parts_begin(w, &err);
  pthread_mutex_lock(&p->x->lock);
  if (how > p->how) {
    p->how = how;
    p->err = err;
  }
  p->x->again |= how == EXPLORE_AGAIN || how == EXPLORE_FAILED;
  p->working--;
  pthread_cond_signal(&p->changed);
  pthread_mutex_unlock(&p->x->lock);
  return NULL;
}

/* Waits for all workers; meanwhile somebody may want to hear how it goes. */
static void parts_wait(struct parts *p) {
  pthread_mutex_lock(&p->x->lock);
  while (p->working) {
    explore_wait(p->x, &p->changed);
  }
  pthread_mutex_unlock(&p->x->lock);
}

static enum explore_how parts_side_by_side(struct parts *p, struct explore_worker *main, uint32_t n, struct plait_err *err) {
  struct parts_worker *all = xcalloc(n, sizeof *all);
  pthread_cond_init(&p->changed, NULL);
  session_trace_shared(main->session);
  uint32_t started = 0;
  for (; started < n; started++) {
    all[started] = (struct parts_worker){.parts = p, .number = started, .main = main->session};
    pthread_mutex_lock(&p->x->lock);
    p->working++;
    pthread_mutex_unlock(&p->x->lock);
    int why = pthread_create(&all[started].thread, NULL, parts_main, &all[started]);
    if (!why)
      continue;
    pthread_mutex_lock(&p->x->lock);
    p->working--;
    p->how = EXPLORE_FAILED;
    p->x->again = true;
    plait_err_set(&p->err, PLAIT_EXIT_TARGET, "cannot start a thread for each of %u jobs: %s", n, strerror(why));
    pthread_mutex_unlock(&p->x->lock);
    break;
  }
  parts_wait(p);
  if (p->cut && p->how != EXPLORE_DONE && p->behind)
    snprintf(p->x->note, sizeof p->x->note, "%" PRIu64 " of %zu parts of the search were tried to the end", p->behind, p->count);
  for (uint32_t i = 0; i < started; i++) {
    pthread_join(all[i].thread, NULL);
    if (all[i].worker.session) {
      session_trace_shared(all[i].worker.session);
      crew_share(main->session, all[i].worker.session);
      explore_worker_fini(&all[i].worker);
      session_free(all[i].worker.session);
    }
  }
  pthread_cond_destroy(&p->changed);
  free(all);
  if (p->how == EXPLORE_FAILED)
    *err = p->err;
  return p->how;
}

/* Cut, so that each of N workers has parts of its own. */
static enum explore_how parts_cut_for(struct parts *p, struct explore_worker *main, uint32_t n, struct plait_err *err) {
  p->cut = true;
  p->wanted = (size_t)PER_SHARD * n;
  p->next = 0;
  return parts_side_by_side(p, main, n, err);
}

static enum explore_how parts_with_crew(struct parts *p, struct explore_worker *main, uint32_t n, struct plait_err *err) {
  struct explorer *x = p->x;
  struct crew *crew = crew_new(main, n);
  enum explore_how how = parts_search(p, main, crew, err);
  crew_free(crew);
  bool in_parts = how == EXPLORE_STOPPED && x->starved && x->result->sampled == 0 && !x->result->stopped && !p->cut;
  if (!in_parts)
    return how;
  if (x->o->again)
    x->o->again(x->o->ctx);
  explore_forget(x);
  x->begun = 0;
  *x->note = '\0';
  return parts_cut_for(p, main, n, err);
}

/* With one job plait keeps off the program's processor; with several there is no other. True: *KEPT is where it was. */
static bool parts_roam(const struct explore_worker *main, cpu_set_t *kept) {
  const struct server *s = &main->session->server;
  return s->moved && sched_getaffinity(0, sizeof *kept, kept) == 0 && sched_setaffinity(0, sizeof s->before, &s->before) == 0;
}

enum explore_how explore_parts(struct explore_worker *main, struct plait_err *err) {
  struct explorer *x = main->x;
  const struct explore_options *o = x->o;
  bool once = strcmp(x->strategy->info.name, "round-robin") == 0 || strcmp(x->strategy->info.name, "replay") == 0;
  uint32_t jobs = o->jobs > 1 && !once ? o->jobs : 1;
  struct parts p = {.x = x, .drawn = !x->strategy->info.exhaustive && !once, .how = EXPLORE_DONE};
  p.cut = x->strategy->info.exhaustive && o->shards > 1;
  p.wanted = (size_t)PER_SHARD * o->shards;
  if (jobs == 1) {
    server_beside(&main->session->server, true);
    enum explore_how how = parts_search(&p, main, NULL, err);
    server_beside(&main->session->server, false);
    return how;
  }
  cpu_set_t kept;
  bool freed = parts_roam(main, &kept);
  enum explore_how how = p.drawn                   ? parts_side_by_side(&p, main, jobs, err)
                         : x->starved && !p.cut ? parts_cut_for(&p, main, jobs, err)
                                                : parts_with_crew(&p, main, jobs, err);
  if (freed)
    sched_setaffinity(0, sizeof kept, &kept);
  return how;
}
