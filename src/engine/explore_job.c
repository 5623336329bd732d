/* explore_job.c — see explore_job.h.
 *
 * The thread does everything that takes time, starting the program included. What it has to say it puts, complete, into
 * `news` under the lock and rings an eventfd. Stopping is a flag that the search asks for ten times a second. */
#include "engine/explore_job.h"

#include "engine/inner.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

enum { JOB_POLL_MS = 50 };

struct explore_job {
  pthread_t thread;
  int fd;
  atomic_bool stop;
  cpu_set_t cpus; /* the shown session keeps its thread off one of them; the job may use all */
  struct session_options options;
  double seconds;
  int64_t start;

  /* the thread's own */
  struct session *session;
  ARRAY(uint32_t) root;
  uint32_t generation; /* of the shared memory with which the root was made */
  struct trace_shared *given;

  pthread_mutex_t lock; /* for what follows */
  struct explore_job_news news;
  bool fresh;
};

/* ---- copies --------------------------------------------------------------------------- */

static void job_copy_way(struct explore_way *to, const struct explore_way *from) {
  *to = *from;
  to->schedule = xmalloc((from->len + 1) * sizeof *to->schedule);
  if (from->len)
    memcpy(to->schedule, from->schedule, from->len * sizeof *to->schedule);
}

static void job_copy_outcome(struct explore_outcome *to, const struct explore_outcome *from) {
  *to = *from;
  to->output = to->errors = (struct buf){0};
  buf_add(&to->output, from->output.at, from->output.len);
  buf_add(&to->errors, from->errors.at, from->errors.len);
  job_copy_way(&to->way, &from->way);
}

static int job_by_first(const void *a, const void *b) {
  const struct explore_outcome *x = a, *y = b;
  return x->first < y->first ? -1 : x->first > y->first;
}

/* Without the findings: outcomes name their errors. */
static void job_copy_result(struct explore_result *to, const struct explore_result *from) {
  size_t n = from->outcomes_len;
  *to = *from;
  to->findings = NULL;
  to->findings_len = 0;
  struct explore_outcome *order = xmalloc((n + 1) * sizeof *order); /* borrowed contents */
  if (n)
    memcpy(order, from->outcomes, n * sizeof *order);
  qsort(order, n, sizeof *order, job_by_first);
  to->outcomes_len = n < EXPLORE_JOB_OUTCOMES ? n : EXPLORE_JOB_OUTCOMES;
  to->outcomes = xcalloc(to->outcomes_len + 1, sizeof *to->outcomes);
  for (size_t i = 0; i < to->outcomes_len; i++)
    job_copy_outcome(&to->outcomes[i], &order[i]);
  free(order);
}

void explore_job_news_fini(struct explore_job_news *n) {
  explore_result_fini(&n->result);
  free(n->shared);
  *n = (struct explore_job_news){0};
}

/* ---- telling ---------------------------------------------------------------------------- */

static uint32_t job_steps(const struct explore_job *j) {
  uint32_t steps = 0;
  for (size_t i = 0; i < j->root.len; i++) {
    uint32_t kind = WIRE_CHOICE_KIND(j->root.at[i]);
    steps += kind != CHOICE_COND && kind != CHOICE_SEM;
  }
  return steps;
}

/* ERR: it has failed. */
static void job_tell(struct explore_job *j, const struct explore_result *r, bool over, const struct plait_err *err) {
  struct explore_job_news n = {.outcomes = r->outcomes_len, .over = over, .failed = err != NULL, .steps = job_steps(j)};
  job_copy_result(&n.result, r);
  if (err)
    n.err = *err;
  if (j->session) {
    size_t len;
    session_trace_shared(j->session);
    const struct trace_shared *shared = trace_shared(session_trace(j->session), &len);
    n.shared = xmalloc((len + 1) * sizeof *shared);
    n.shared_len = len;
    if (len)
      memcpy(n.shared, shared, len * sizeof *shared);
  }
  pthread_mutex_lock(&j->lock);
  explore_job_news_fini(&j->news);
  j->news = n;
  j->fresh = true;
  pthread_mutex_unlock(&j->lock);
  uint64_t one = 1;
  if (write(j->fd, &one, sizeof one) < 0) { /* cannot fail while anybody reads; then it is rung already */
  }
}

bool explore_job_take(struct explore_job *j, struct explore_job_news *out) {
  uint64_t rung;
  if (read(j->fd, &rung, sizeof rung) < 0) { /* not rung: `fresh` says the same */
  }
  pthread_mutex_lock(&j->lock);
  bool fresh = j->fresh;
  if (fresh) {
    explore_job_news_fini(out);
    *out = j->news;
    j->news = (struct explore_job_news){0};
    j->fresh = false;
  }
  pthread_mutex_unlock(&j->lock);
  return fresh;
}

int explore_job_fd(const struct explore_job *j) { return j->fd; }

/* ---- the search ----------------------------------------------------------------------------- */

static bool job_over_time(const struct explore_job *j) {
  return (double)(channel_now() - j->start) > j->seconds * (double)SECOND;
}

static bool job_goes_on(const struct explore_job *j) { return !atomic_load(&j->stop) && !job_over_time(j); }

static bool job_progress(void *ctx, const struct explore_result *r) {
  struct explore_job *j = ctx;
  if (!job_goes_on(j) || session_generation(j->session) != j->generation)
    return false;
  if (r->executions)
    job_tell(j, r, false, NULL);
  return true;
}

/* The root, as choices of the steps there are now that more memory is known to be shared. */
static bool job_translate(struct explore_job *j, struct plait_err *err) {
  struct session *s = j->session;
  if (!session_begin_from(s, j->root.at, j->root.len, j->generation, err))
    return false;
  for (enum session_event e = SESSION_QUIET; e != SESSION_ASK && e != SESSION_ENDED && e != SESSION_REDRAWN;) {
    if (!job_goes_on(j))
      return true;
    if ((e = session_poll(s, JOB_POLL_MS, err)) == SESSION_FAILED)
      return false;
  }
  const struct trace *t = session_trace(s);
  uint32_t *choices = NULL;
  size_t n = trace_choices(t, 1, trace_steps(t), &choices);
  j->root.len = 0;
  for (size_t i = 0; i < n; i++)
    *ARRAY_PUSH(&j->root) = choices[i];
  free(choices);
  j->generation = session_generation(s);
  return true;
}

static void *job_main(void *ctx) {
  struct explore_job *j = ctx;
  struct explore_result r = {.strategy = ""};
  struct plait_err err = {0};
  sched_setaffinity(0, sizeof j->cpus, &j->cpus);
  j->session = session_new(&j->options, &err);
  bool ok = j->session != NULL;
  if (ok)
    j->generation = session_generation(j->session);
  for (bool again = ok; again && ok && job_goes_on(j);) {
    explore_result_fini(&r);
    struct explore_options o = {.seconds = j->seconds - (double)(channel_now() - j->start) / (double)SECOND,
                                .root = j->root.at, .root_len = j->root.len,
                                .progress = job_progress, .ctx = j};
    ok = explore(j->session, &o, &r, &err);
    again = ok && session_generation(j->session) != j->generation;
    if (again)
      ok = job_translate(j, &err);
  }
  r.elapsed_s = (double)(channel_now() - j->start) / (double)SECOND;
  if (!atomic_load(&j->stop))
    job_tell(j, &r, true, ok ? NULL : &err);
  explore_result_fini(&r);
  session_free(j->session);
  return NULL;
}

/* ---- its life ----------------------------------------------------------------------------------- */

/* Its processes end when the thread that started them does: nothing is left behind, whatever happens to plait. */
struct explore_job *explore_job_new(const struct explore_job_options *o, struct plait_err *err) {
  struct explore_job *j = xcalloc(1, sizeof *j);
  size_t n;
  const struct trace_shared *shared = trace_shared(o->shown->trace, &n);
  j->options = *o->session;
  j->options.strategy = STRATEGY_CONTINUE;
  j->options.prefix = NULL;
  j->options.prefix_len = 0;
  j->given = xmalloc((n + 1) * sizeof *j->given);
  if (n)
    memcpy(j->given, shared, n * sizeof *j->given);
  j->options.shared = j->given;
  j->options.shared_len = n;
  for (size_t i = 0; i < o->root_len; i++)
    *ARRAY_PUSH(&j->root) = o->root[i];
  j->seconds = o->seconds;
  j->start = channel_now();
  if (o->shown->server.moved)
    j->cpus = o->shown->server.before;
  else
    sched_getaffinity(0, sizeof j->cpus, &j->cpus);
  pthread_mutex_init(&j->lock, NULL);
  j->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  int why = j->fd < 0 ? errno : pthread_create(&j->thread, NULL, job_main, j);
  if (why) {
    plait_err_set(err, PLAIT_EXIT_TARGET, "no search in the background is possible: %s", strerror(why));
    j->thread = 0;
    atomic_store(&j->stop, true);
    explore_job_free(j);
    return NULL;
  }
  return j;
}

void explore_job_free(struct explore_job *j) {
  if (!j)
    return;
  atomic_store(&j->stop, true);
  if (j->thread)
    pthread_join(j->thread, NULL);
  explore_job_news_fini(&j->news);
  pthread_mutex_destroy(&j->lock);
  if (j->fd >= 0)
    close(j->fd);
  ARRAY_FREE(&j->root);
  free(j->given);
  free(j);
}
