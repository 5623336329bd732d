/* live.c — see live.h. Nothing but translation, and the source texts that new sites mention. */
#include "cli/live.h"

#include <stdlib.h>
#include <string.h>

enum { LIVE_SECONDS = 10 }; /* of searching: longer than anybody waits for an answer, shorter than a coffee */

static size_t live_choices(void *ctx, uint32_t *out, size_t max) {
  const struct live *l = ctx;
  return session_asking(l->session) ? session_choices(l->session, out, max) : 0;
}

static bool live_step(void *ctx, uint32_t choice, struct plait_err *err) {
  return session_step(((struct live *)ctx)->session, choice, err);
}

static bool live_advance(void *ctx, uint32_t step, struct plait_err *err) {
  return session_continue(((struct live *)ctx)->session, step, err);
}

static void live_pause(void *ctx) { session_pause(((struct live *)ctx)->session); }

static bool live_restart(void *ctx, const uint32_t *choices, size_t n, uint32_t generation, struct plait_err *err) {
  return session_begin_from(((struct live *)ctx)->session, choices, n, generation, err);
}

static enum live_event live_poll(void *ctx, int timeout_ms, struct plait_err *err) {
  struct live *l = ctx;
  enum session_event e = session_poll(l->session, timeout_ms, err);
  struct trace *t = session_trace(l->session);
  if (e != SESSION_QUIET && trace_sites(t) != l->sites) {
    l->sites = trace_sites(t);
    program_sources(l->program, t);
  }
  switch (e) {
  case SESSION_QUIET: return LIVE_QUIET;
  case SESSION_STEPPED: return LIVE_STEPPED;
  case SESSION_ASK: return LIVE_ASK;
  case SESSION_REDRAWN: return LIVE_REDRAWN;
  case SESSION_ENDED: return LIVE_ENDED;
  case SESSION_FAILED: break;
  }
  return LIVE_FAILED;
}

static uint32_t live_epoch(void *ctx) { return session_epoch(((struct live *)ctx)->session); }

static uint32_t live_generation(void *ctx) { return session_generation(((struct live *)ctx)->session); }

/* ---- endings ------------------------------------------------------------------------------- */

static void live_search_stop(void *ctx) {
  struct live *l = ctx;
  explore_job_free(l->job);
  resolve_free(l->names);
  l->job = NULL;
  l->names = NULL;
}

static bool live_search_start(void *ctx, const uint32_t *choices, size_t n, struct plait_err *err) {
  struct live *l = ctx;
  live_search_stop(l);
  explore_job_news_fini(&l->news);
  l->endings = (struct view_endings){.note = ""};
  l->names = resolve_new();
  struct session_options o = *l->options;
  o.resolver = resolve_get(l->names);
  l->job = explore_job_new(
      &(struct explore_job_options){.session = &o, .shown = l->session, .root = choices, .root_len = n, .seconds = LIVE_SECONDS},
      err);
  return l->job != NULL;
}

static int live_search_fd(void *ctx) {
  const struct live *l = ctx;
  return l->job ? explore_job_fd(l->job) : -1;
}

static const struct view_endings *live_search_look(void *ctx) {
  struct live *l = ctx;
  const struct explore_job_news *n = &l->news;
  if (!l->job || !explore_job_take(l->job, &l->news)) return &l->endings;
  const struct explore_result *r = &n->result;
  free(l->shown);
  l->shown = xcalloc(r->outcomes_len + 1, sizeof *l->shown);
  for (size_t i = 0; i < r->outcomes_len; i++) {
    const struct explore_outcome *o = &r->outcomes[i];
    l->shown[i] = (struct view_ending){.end = o->end,
                                       .status = o->status,
                                       .output = buf_str(&o->output),
                                       .output_len = o->output.len,
                                       .errors = buf_str(&o->errors),
                                       .text = o->end_text,
                                       .count = o->count + o->sampled};
  }
  l->endings = (struct view_endings){.at = l->shown,
                                     .len = r->outcomes_len,
                                     .all = n->outcomes,
                                     .executions = r->executions + r->sampled,
                                     .over = n->over,
                                     .complete = n->over && r->complete,
                                     .note = r->note,
                                     .failed = n->failed ? n->err.text : NULL};
  if (n->over) live_search_stop(l);
  return &l->endings;
}

static bool live_search_take(void *ctx, size_t i, struct view_way *out, struct plait_err *err) {
  struct live *l = ctx;
  if (i >= l->news.result.outcomes_len) return plait_err_set(err, PLAIT_EXIT_USAGE, "there is no ending %zu", i + 1);
  const struct explore_way *way = &l->news.result.outcomes[i].way;
  session_share(l->session, l->news.shared, l->news.shared_len);
  *out = (struct view_way){.choices = xmalloc((way->len + 1) * sizeof *out->choices),
                           .n = way->len,
                           .generation = session_generation(l->session),
                           .from = l->news.steps};
  if (way->len) memcpy(out->choices, way->schedule, way->len * sizeof *out->choices);
  return true;
}

void live_fini(struct live *l) {
  live_search_stop(l);
  explore_job_news_fini(&l->news);
  free(l->shown);
  l->shown = NULL;
}

void live_init(struct live *l, struct session *s, struct program *p, const struct session_options *o) {
  *l = (struct live){.session = s, .program = p, .options = o, .endings.note = ""};
  l->search = (struct view_search){
      .ctx = l,
      .start = live_search_start,
      .stop = live_search_stop,
      .fd = live_search_fd,
      .look = live_search_look,
      .take = live_search_take,
  };
  l->view = (struct view_live){
      .ctx = l,
      .choices = live_choices,
      .step = live_step,
      .advance = live_advance,
      .pause = live_pause,
      .restart = live_restart,
      .poll = live_poll,
      .epoch = live_epoch,
      .generation = live_generation,
      .search = &l->search,
  };
}
