/* explore_crew.c — see explore_crew.h. One lock (the explorer's) guards the list of tasks; a task's result belongs to its worker
 * until it is done, and to the search from then on. */
#include "engine/explore_crew.h"

#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
  AHEAD = 64,  /* how far to look for what will be wanted */
  KEPT = 1024, /* results that wait for their turn */
  TRIAL = 150, /* executions after which it is seen whether there is enough to do */
};

enum crew_state { TASK_WAITING, TASK_RUNNING, TASK_DONE };

/* One execution: what was asked for, and what came of it. */
struct crew_task {
  struct strategy_plan plan;
  uint64_t digest;
  enum crew_state state;
  ARRAY(union wire_record) records;
  struct wire_ctl *ctl; /* as the execution left it, as far as explore_log_end looks */
  enum plait_end end;
  int32_t status;
  struct explore_verdict verdict;
};

struct crew_member {
  struct explore_worker worker;
  struct crew *crew;
  pthread_t thread;
  uint32_t number;
};

struct crew {
  struct explorer *x;
  struct session *main;
  ARRAY(struct crew_task *) tasks; /* in the order in which they were wanted; the most urgent is taken first */
  struct crew_member *members;
  uint32_t wished, started, idle;
  bool ending;
  enum explore_how how;            /* why a member has given up */
  struct plait_err err;
  pthread_cond_t work, done;
  uint64_t wanted, late; /* executions so far; those that nobody had begun when they were wanted */
};

/* ---- sessions ------------------------------------------------------------------------------ */

void crew_pin(uint32_t n) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) == 0)
    return;
  n %= (uint32_t)CPU_COUNT(&set);
  for (size_t i = 0; i < CPU_SETSIZE; i++)
    if (CPU_ISSET(i, &set) && n-- == 0) {
      CPU_ZERO(&set);
      CPU_SET(i, &set);
      sched_setaffinity(0, sizeof set, &set); /* a wish: without it the search is only slower */
      return;
    }
}

void crew_share(struct session *to, const struct session *from) {
  size_t n;
  const struct trace_shared *all = trace_shared(from->trace, &n);
  session_share(to, all, n);
}

struct session *crew_session(struct session *main, struct plait_err *err) {
  struct session_options o = main->o;
  o.prefix = NULL;
  o.prefix_len = 0;
  struct session *s = session_new(&o, err);
  if (s) {
    crew_share(s, main);
    s->settled = true;
  }
  return s;
}

/* ---- tasks ------------------------------------------------------------------------------------ */

static uint64_t task_mix(uint64_t h, const void *bytes, size_t n) {
  const unsigned char *at = bytes;
  for (size_t i = 0; i < n; i++)
    h = (h ^ at[i]) * 0x100000001b3u;
  return h;
}

static uint64_t task_digest(const struct strategy_plan *p) {
  uint64_t h = task_mix(0xcbf29ce484222325u, p->prefix.at, p->prefix.len * sizeof *p->prefix.at);
  h = task_mix(h, &p->sleep_from, sizeof p->sleep_from);
  for (size_t i = 0; i < p->sleepers.len; i++) {
    uint32_t s[] = {p->sleepers.at[i].thread, p->sleepers.at[i].flags, p->sleepers.at[i].nature};
    h = task_mix(h, s, sizeof s);
  }
  return task_mix(h, &p->flags, sizeof p->flags);
}

static bool task_is(const struct crew_task *t, uint64_t digest, const struct strategy_plan *p) {
  return t->digest == digest && t->plan.prefix.len == p->prefix.len && t->plan.sleepers.len == p->sleepers.len &&
         (p->prefix.len == 0 || memcmp(t->plan.prefix.at, p->prefix.at, p->prefix.len * sizeof *p->prefix.at) == 0);
}

static struct crew_task *task_new(const struct strategy_plan *p, uint64_t digest) {
  struct crew_task *t = xcalloc(1, sizeof *t);
  t->digest = digest;
  t->plan.policy = p->policy;
  t->plan.flags = p->flags;
  t->plan.sleep_from = p->sleep_from;
  for (size_t i = 0; i < p->prefix.len; i++)
    *ARRAY_PUSH(&t->plan.prefix) = p->prefix.at[i];
  for (size_t i = 0; i < p->sleepers.len; i++)
    *ARRAY_PUSH(&t->plan.sleepers) = p->sleepers.at[i];
  return t;
}

static void task_free(struct crew_task *t) {
  ARRAY_FREE(&t->plan.prefix);
  ARRAY_FREE(&t->plan.sleepers);
  ARRAY_FREE(&t->records);
  free(t->ctl);
  explore_verdict_fini(&t->verdict);
  free(t);
}

static struct crew_task *crew_find(const struct crew *c, uint64_t digest, const struct strategy_plan *p) {
  for (size_t i = 0; i < c->tasks.len; i++)
    if (task_is(c->tasks.at[i], digest, p))
      return c->tasks.at[i];
  return NULL;
}

static void crew_drop(struct crew *c, struct crew_task *t) {
  size_t i = 0;
  while (c->tasks.at[i] != t)
    i++;
  for (c->tasks.len--; i < c->tasks.len; i++)
    c->tasks.at[i] = c->tasks.at[i + 1];
  task_free(t);
}

/* ---- a member ------------------------------------------------------------------------------------ */

static void member_take(void *ctx, const union wire_record *at, size_t n) {
  struct crew_task *t = ctx;
  ARRAY_RESERVE(&t->records, t->records.len + n);
  memcpy(t->records.at + t->records.len, at, n * sizeof *at);
  t->records.len += n;
}

/* What explore_log_end wants to know. */
static void member_keep(struct crew_task *t, const struct session *s) {
  const struct wire_ctl *c = s->server.channel.ctl;
  uint32_t n = c->threads < WIRE_THREADS ? c->threads : WIRE_THREADS;
  t->ctl = xcalloc(1, sizeof *t->ctl);
  t->ctl->steps = c->steps;
  t->ctl->used = c->used;
  t->ctl->asleep = c->asleep;
  t->ctl->run_prefix = c->run_prefix;
  t->ctl->threads = n;
  memcpy(t->ctl->thread, c->thread, n * sizeof *c->thread);
  memcpy(t->ctl->end_text, c->end_text, sizeof c->end_text);
  t->end = s->run.end.kind;
  t->status = s->run.end.status;
}

static enum explore_how member_run(struct crew_member *m, struct crew_task *t, struct plait_err *err) {
  struct explore_worker *w = &m->worker;
  t->records.len = 0;
  if (!explore_worker_execute(w, &t->plan, member_take, t, err))
    return EXPLORE_FAILED;
  if (!explore_worker_goes_on(w))
    return EXPLORE_STOPPED;
  if (session_learn(w->session))
    return EXPLORE_AGAIN;
  member_keep(t, w->session);
  if (t->end != END_DIVERGED) {
    explore_worker_look(w);
    struct explore_verdict mine = t->verdict;
    t->verdict = w->verdict;
    w->verdict = mine;
  }
  return EXPLORE_DONE;
}

/* With the lock: the task to be run next; NULL: the end. */
static struct crew_task *member_next(struct crew *c) {
  for (;;) {
    if (c->ending || c->x->again || c->x->result->stopped)
      return NULL;
    for (size_t i = 0; i < c->tasks.len; i++)
      if (c->tasks.at[i]->state == TASK_WAITING)
        return c->tasks.at[i];
    c->idle++;
    pthread_cond_signal(&c->done); /* there may be more to be planned */
    pthread_cond_wait(&c->work, &c->x->lock);
    c->idle--;
  }
}

static enum explore_how member_work(struct crew_member *m, struct plait_err *err) {
  struct crew *c = m->crew;
  crew_pin(m->number);
  struct session *s = crew_session(c->main, err);
  if (!s)
    return EXPLORE_FAILED;
  explore_worker_init(&m->worker, c->x, s);
  enum explore_how how = EXPLORE_DONE;
  pthread_mutex_lock(&c->x->lock);
  for (struct crew_task *t; how == EXPLORE_DONE && (t = member_next(c));) {
    t->state = TASK_RUNNING;
    pthread_mutex_unlock(&c->x->lock);
    how = member_run(m, t, err);
    pthread_mutex_lock(&c->x->lock);
    t->state = how == EXPLORE_DONE ? TASK_DONE : TASK_WAITING;
    pthread_cond_signal(&c->done);
  }
  pthread_mutex_unlock(&c->x->lock);
  return how;
}

static void *member_main(void *arg) {
  struct crew_member *m = arg;
  struct crew *c = m->crew;
  struct plait_err err = {0};
  enum explore_how how = member_work(m, &err);
  pthread_mutex_lock(&c->x->lock);
  if (how > c->how) {
    c->how = how;
    c->err = err;
  }
  c->x->again |= how == EXPLORE_AGAIN || how == EXPLORE_FAILED;
  pthread_cond_broadcast(&c->work);
  pthread_cond_signal(&c->done);
  pthread_mutex_unlock(&c->x->lock);
  return NULL;
}

/* ---- the crew -------------------------------------------------------------------------------------- */

struct crew *crew_new(struct explore_worker *main, uint32_t n) {
  struct crew *c = xcalloc(1, sizeof *c);
  c->x = main->x;
  c->main = main->session;
  c->wished = n;
  c->members = xcalloc(n, sizeof *c->members);
  pthread_cond_init(&c->work, NULL);
  pthread_cond_init(&c->done, NULL);
  return c;
}

static bool crew_start(struct crew *c, struct plait_err *err) {
  session_trace_shared(c->main);
  for (; c->started < c->wished; c->started++) {
    struct crew_member *m = &c->members[c->started];
    *m = (struct crew_member){.crew = c, .number = c->started};
    int why = pthread_create(&m->thread, NULL, member_main, m);
    if (why)
      return plait_err_set(err, PLAIT_EXIT_TARGET, "cannot start a thread for each of %u jobs: %s", c->wished, strerror(why));
  }
  return true;
}

void crew_free(struct crew *c) {
  pthread_mutex_lock(&c->x->lock);
  bool before = c->x->again;
  c->ending = c->x->again = true; /* also what runs is broken off */
  pthread_cond_broadcast(&c->work);
  pthread_mutex_unlock(&c->x->lock);
  for (uint32_t i = 0; i < c->started; i++) {
    struct explore_worker *w = &c->members[i].worker;
    pthread_join(c->members[i].thread, NULL);
    if (!w->session)
      continue;
    session_trace_shared(w->session);
    crew_share(c->main, w->session);
    struct session *s = w->session;
    explore_worker_fini(w);
    session_free(s);
  }
  c->x->again = before;
  for (size_t i = 0; i < c->tasks.len; i++)
    task_free(c->tasks.at[i]);
  ARRAY_FREE(&c->tasks);
  pthread_cond_destroy(&c->work);
  pthread_cond_destroy(&c->done);
  free(c->members);
  free(c);
}

/* ---- the search --------------------------------------------------------------------------------------- */

/* With the lock. What is wanted now is run before what will be. */
static struct crew_task *crew_want(struct crew *c, const struct strategy_plan *p, bool now) {
  uint64_t digest = task_digest(p);
  struct crew_task *t = crew_find(c, digest, p);
  if (!t) {
    t = task_new(p, digest);
    *ARRAY_PUSH(&c->tasks) = t;
    pthread_cond_signal(&c->work);
  }
  if (now && t->state == TASK_WAITING && c->tasks.at[0] != t) {
    size_t i = 0;
    while (c->tasks.at[i] != t)
      i++;
    for (; i > 0; i--)
      c->tasks.at[i] = c->tasks.at[i - 1];
    c->tasks.at[0] = t;
  }
  return t;
}

/* With the lock: gives those who have nothing to do something that will be wanted. */
static void crew_plan_ahead(struct crew *c, struct explore_worker *main, void *state) {
  const struct strategy *strategy = c->x->strategy;
  size_t waiting = 0;
  for (size_t i = 0; i < c->tasks.len; i++)
    waiting += c->tasks.at[i]->state == TASK_WAITING;
  for (size_t i = 0; strategy->ahead && i < AHEAD && waiting < c->started && c->tasks.len < KEPT; i++) {
    explore_worker_clear(main);
    if (!strategy->ahead(state, i, &main->plan))
      return;
    size_t before = c->tasks.len;
    crew_want(c, &main->plan, false);
    waiting += c->tasks.len - before;
  }
}

/* Waits until the task is done; false: the phase is over. */
static bool crew_wait(struct crew *c, struct explore_worker *main, void *state, struct crew_task *t) {
  struct explorer *x = c->x;
  while (t->state != TASK_DONE && c->how == EXPLORE_DONE && !x->result->stopped && !x->again) {
    if (c->idle)
      crew_plan_ahead(c, main, state);
    explore_wait(x, &c->done);
  }
  return t->state == TASK_DONE;
}

static void crew_learn(struct crew *c, struct explore_worker *main, void *state, struct crew_task *t) {
  explore_log_begin(&main->log);
  explore_log_take(&main->log, t->records.at, t->records.len);
  explore_log_end(&main->log, t->ctl, t->end, t->status);
  explore_count(c->x, &main->log, &t->verdict);
  c->x->strategy->learn(state, &main->log);
}

/* Is most of what is wanted wanted at once? */
static bool crew_starves(struct crew *c) {
  struct explorer *x = c->x;
  x->starved = x->starved || (c->wanted == TRIAL && c->late * 10 > c->wanted * 6);
  return x->starved && x->result->sampled == 0 && c->wanted == TRIAL;
}

enum explore_how crew_search(struct crew *c, struct explore_worker *main, void *state, struct plait_err *err) {
  struct explorer *x = c->x;
  if (!crew_start(c, err))
    return EXPLORE_FAILED;
  for (;;) {
    explore_worker_done(main, state);
    if (crew_starves(c) || !explore_worker_begins(main))
      break;
    explore_worker_clear(main);
    if (!x->strategy->next(state, &main->plan)) {
      explore_worker_unbegin(main);
      return EXPLORE_DONE;
    }
    pthread_mutex_lock(&x->lock);
    size_t known = c->tasks.len;
    struct crew_task *t = crew_want(c, &main->plan, true);
    c->wanted++;
    c->late += c->tasks.len > known;
    crew_plan_ahead(c, main, state);
    bool done = crew_wait(c, main, state, t);
    pthread_mutex_unlock(&x->lock);
    if (!done)
      break;
    crew_learn(c, main, state, t);
    pthread_mutex_lock(&x->lock);
    crew_drop(c, t);
    pthread_mutex_unlock(&x->lock);
  }
  pthread_mutex_lock(&x->lock);
  enum explore_how how = c->how > EXPLORE_STOPPED ? c->how : EXPLORE_STOPPED;
  if (how == EXPLORE_FAILED)
    *err = c->err;
  pthread_mutex_unlock(&x->lock);
  return how;
}
