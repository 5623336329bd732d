/* explore_parts.c — a phase in parts, searched by one worker or by several side by side; see explore_inner.h.
 *
 * An exhaustive strategy is cut at the top of the tree of schedules (explore_split.h); every worker cuts it for itself, which
 * gives the same parts, and takes the next part that nobody has taken. A sampling one is cut into blocks of executions, each
 * with a seed of its own, so that the same executions are drawn however many workers draw them. Of N shards each takes
 * every N-th part.
 *
 * A worker is a thread with a program of its own, and both are kept on one processor: while one moves, the other waits. */
#include "engine/explore_inner.h"

#include "engine/explore_split.h"
#include "wire/prng.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
  BLOCK = 250,    /* executions drawn with one seed */
  PER_WORKER = 16, /* parts for each, because they are of very different sizes */
  PER_SHARD = 16,
};

struct parts {
  struct explorer *x;
  bool drawn;      /* in blocks, without end */
  bool cut;        /* by explore_split */
  size_t wanted;
  /* behind the explorer's lock */
  uint64_t next;   /* part that nobody has taken yet */
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

static void parts_done(struct parts *p, double share) {
  pthread_mutex_lock(&p->x->lock);
  p->done += share;
  p->x->result->done = p->done < 1 ? p->done : 1;
  pthread_mutex_unlock(&p->x->lock);
}

/* How many executions a block is; 0: no limit. */
static uint64_t parts_block(const struct parts *p, uint64_t block) {
  uint64_t left = p->x->most ? p->x->most - block * BLOCK : BLOCK;
  return !p->drawn ? 0 : left < BLOCK ? left : BLOCK;
}

static enum explore_how parts_search(struct parts *p, struct explore_worker *w, struct plait_err *err) {
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
    how = explore_worker_search(w, &root, parts_seed(o->seed, p->drawn ? part : 0), parts_block(p, part), err);
    if (p->cut && how == EXPLORE_DONE)
      parts_done(p, explore_split_share(split, part) * (o->shards ? o->shards : 1));
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
  int cpu; /* -1: any */
  struct plait_err err;
  struct session *main; /* whose options it has */
};

/* The N-th processor that plait may use. */
static int parts_cpu(uint32_t n) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) == 0)
    return -1;
  n %= (uint32_t)CPU_COUNT(&set);
  for (int i = 0; i < CPU_SETSIZE; i++)
    if (CPU_ISSET(i, &set) && n-- == 0)
      return i;
  return -1;
}

static void parts_pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (cpu < 0)
    return;
  CPU_SET((size_t)cpu, &set);
  sched_setaffinity(0, sizeof set, &set); /* a wish: without it the search is only slower */
}

static void parts_share(struct session *to, struct session *from) {
  size_t n;
  session_trace_shared(from);
  const struct trace_shared *all = trace_shared(session_trace(from), &n);
  session_share(to, all, n);
}

static enum explore_how parts_begin(struct parts_worker *w, struct plait_err *err) {
  struct session_options o = w->main->o;
  o.prefix = NULL;
  o.prefix_len = 0;
  struct session *s = session_new(&o, err);
  if (!s)
    return EXPLORE_FAILED;
  parts_share(s, w->main);
  s->settled = true;
  explore_worker_init(&w->worker, w->parts->x, s);
  return parts_search(w->parts, &w->worker, err);
}

static void *parts_main(void *arg) {
  struct parts_worker *w = arg;
  struct parts *p = w->parts;
  struct plait_err err = {0};
  parts_pin(w->cpu);
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
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 50000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&p->changed, &p->x->lock, &until);
    pthread_mutex_unlock(&p->x->lock);
    explore_tell(p->x);
    pthread_mutex_lock(&p->x->lock);
  }
  pthread_mutex_unlock(&p->x->lock);
}

static enum explore_how parts_side_by_side(struct parts *p, struct explore_worker *main, struct plait_err *err) {
  uint32_t n = p->x->o->jobs;
  struct parts_worker *all = xcalloc(n, sizeof *all);
  cpu_set_t before;
  bool known = sched_getaffinity(0, sizeof before, &before) == 0;
  if (known && main->session->server.moved)
    sched_setaffinity(0, sizeof main->session->server.before, &main->session->server.before);
  uint32_t started = 0;
  for (; started < n; started++) {
    all[started] = (struct parts_worker){.parts = p, .cpu = parts_cpu(started), .main = main->session};
    pthread_mutex_lock(&p->x->lock);
    p->working++;
    pthread_mutex_unlock(&p->x->lock);
    if (pthread_create(&all[started].thread, NULL, parts_main, &all[started]) == 0)
      continue;
    pthread_mutex_lock(&p->x->lock);
    p->working--;
    p->how = EXPLORE_FAILED;
    p->x->again = true;
    plait_err_set(&p->err, PLAIT_EXIT_TARGET, "cannot start a thread for each of %u jobs: %s", n, strerror(errno));
    pthread_mutex_unlock(&p->x->lock);
    break;
  }
  parts_wait(p);
  for (uint32_t i = 0; i < started; i++) {
    pthread_join(all[i].thread, NULL);
    if (all[i].worker.session) {
      parts_share(main->session, all[i].worker.session);
      explore_worker_fini(&all[i].worker);
      session_free(all[i].worker.session);
    }
  }
  if (known)
    sched_setaffinity(0, sizeof before, &before);
  free(all);
  if (p->how == EXPLORE_FAILED)
    *err = p->err;
  return p->how;
}

enum explore_how explore_parts(struct explore_worker *main, struct plait_err *err) {
  struct explorer *x = main->x;
  const struct explore_options *o = x->o;
  bool once = strcmp(x->strategy->info.name, "round-robin") == 0 || strcmp(x->strategy->info.name, "replay") == 0;
  uint32_t jobs = o->jobs > 1 && !once ? o->jobs : 1;
  struct parts p = {.x = x, .drawn = !x->strategy->info.exhaustive && !once, .how = EXPLORE_DONE};
  p.cut = x->strategy->info.exhaustive && (jobs > 1 || o->shards > 1);
  /* With several shards the number must not depend on how many workers this machine has. */
  p.wanted = o->shards > 1 ? (size_t)PER_SHARD * o->shards : (size_t)PER_WORKER * jobs;
  pthread_cond_init(&p.changed, NULL);
  enum explore_how how = jobs > 1 ? parts_side_by_side(&p, main, err) : parts_search(&p, main, err);
  pthread_cond_destroy(&p.changed);
  return how;
}
