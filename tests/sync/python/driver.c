/* driver.c CASES — makes the calls of cases.txt with plait/sync.h and prints what each gives, in CPython's words. */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 8, WORD = 40, OBJECTS = 16 };

/* What a class raises, or returns, where plait/sync.h has an errno value. */
enum class { RLOCK, SEMAPHORE, BOUNDED_SEMAPHORE, EVENT, CONDITION, BARRIER, QUEUE, LIFO_QUEUE, PRIORITY_QUEUE, POOL, LOCAL, FUTURE };
static const char *const class_names[] = {"rlock", "semaphore", "bounded_semaphore", "event", "condition", "barrier",
                                          "queue", "lifo_queue", "priority_queue", "pool", "local"};

struct object {
  char name[WORD];
  enum class class;
  void *is;
};
static struct object objects[OBJECTS];
static int known;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

static struct object *find(const char *name) {
  pthread_mutex_lock(&table);
  struct object *found = NULL;
  for (int i = 0; i < known && !found; i++)
    if (strcmp(objects[i].name, name) == 0)
      found = &objects[i];
  pthread_mutex_unlock(&table);
  if (!found) {
    fprintf(stderr, "no object %s\n", name);
    exit(2);
  }
  return found;
}

static void add(const char *name, enum class class, void *is) {
  pthread_mutex_lock(&table);
  snprintf(objects[known].name, WORD, "%s", name);
  objects[known].class = class;
  objects[known++].is = is;
  pthread_mutex_unlock(&table);
}

struct answer {
  char text[64];
};

static struct answer say(const char *text) {
  struct answer a;
  snprintf(a.text, sizeof a.text, "%s", text);
  return a;
}
static struct answer number(long n) {
  struct answer a;
  snprintf(a.text, sizeof a.text, "%ld", n);
  return a;
}
static struct answer truth(bool b) { return say(b ? "True" : "False"); }

static struct answer failed(int e, enum class class) {
  switch (e) {
  case EINVAL:
  case EOVERFLOW: return say("ValueError");
  case EPERM:
  case EPIPE: return say("RuntimeError");
  case ECANCELED: return say(class == BARRIER ? "BrokenBarrierError" : "CancelledError");
  case ETIMEDOUT:
    if (class == BARRIER)
      return say("BrokenBarrierError");
    if (class == FUTURE)
      return say("TimeoutError");
    return say("False");
  case EAGAIN: return say("False");
  default: return number(-e);
  }
}
/* A call that returns True, or nothing, when all is well. */
static struct answer yes(int e, enum class class) { return e ? failed(e, class) : say("True"); }
static struct answer done(int e, enum class class) { return e ? failed(e, class) : say("ok"); }
static struct answer put(int e) { return e == EAGAIN || e == ETIMEDOUT ? say("Full") : done(e, QUEUE); }
static struct answer got(int e, intptr_t item) {
  return e == EAGAIN || e == ETIMEDOUT ? say("Empty") : e ? failed(e, QUEUE) : number(item);
}

#define IS(text) (strcmp(w[0], text) == 0)

static bool event_is_set(void *e) { return plait_event_is_set(e); }

static struct answer make(enum class class, char w[WORDS][WORD]) {
  int n = atoi(w[2]);
  void *is = NULL;
  errno = 0;
  switch (class) {
  case RLOCK: is = plait_rlock_new(w[1]); break;
  case SEMAPHORE: is = plait_semaphore_new(w[1], n); break;
  case BOUNDED_SEMAPHORE: is = plait_bounded_semaphore_new(w[1], n); break;
  case EVENT: is = plait_event_new(w[1]); break;
  case CONDITION: is = plait_condition_new(w[1], *w[2] ? find(w[2])->is : NULL); break;
  case BARRIER: is = plait_barrier_new(w[1], n, NULL, NULL); break;
  case QUEUE: is = plait_queue_new(w[1], n); break;
  case LIFO_QUEUE: is = plait_lifo_queue_new(w[1], n); break;
  case PRIORITY_QUEUE: is = plait_priority_queue_new(w[1], n); break;
  case POOL: is = plait_pool_new(w[1], n); break;
  case LOCAL: is = plait_local_new(w[1], n); break;
  case FUTURE: break;
  }
  if (!is)
    return failed(errno, class);
  add(w[1], class, is);
  return say("ok");
}

static struct answer call_lock(struct plait_rlock *l, char w[WORDS][WORD]) {
  return IS("acquire")       ? yes(plait_rlock_acquire(l), RLOCK)
         : IS("acquire_try") ? yes(plait_rlock_acquire_try(l), RLOCK)
         : IS("acquire_for") ? yes(plait_rlock_acquire_for(l, atof(w[2])), RLOCK)
                             : done(plait_rlock_release(l), RLOCK);
}

static struct answer call_semaphore(struct plait_semaphore *s, char w[WORDS][WORD]) {
  return IS("acquire")       ? yes(plait_semaphore_acquire(s), SEMAPHORE)
         : IS("acquire_try") ? yes(plait_semaphore_acquire_try(s), SEMAPHORE)
         : IS("acquire_for") ? yes(plait_semaphore_acquire_for(s, atof(w[2])), SEMAPHORE)
         : IS("release_n")   ? done(plait_semaphore_release_n(s, atoi(w[2])), SEMAPHORE)
                             : done(plait_semaphore_release(s), SEMAPHORE);
}

static struct answer call_bounded(struct plait_bounded_semaphore *s, char w[WORDS][WORD]) {
  return IS("acquire")       ? yes(plait_bounded_semaphore_acquire(s), SEMAPHORE)
         : IS("acquire_try") ? yes(plait_bounded_semaphore_acquire_try(s), SEMAPHORE)
         : IS("acquire_for") ? yes(plait_bounded_semaphore_acquire_for(s, atof(w[2])), SEMAPHORE)
         : IS("release_n")   ? done(plait_bounded_semaphore_release_n(s, atoi(w[2])), SEMAPHORE)
                             : done(plait_bounded_semaphore_release(s), SEMAPHORE);
}

static struct answer call_event(struct plait_event *e, char w[WORDS][WORD]) {
  return IS("set")        ? done(plait_event_set(e), EVENT)
         : IS("clear")    ? done(plait_event_clear(e), EVENT)
         : IS("is_set")   ? truth(plait_event_is_set(e))
         : IS("wait_for") ? yes(plait_event_wait_for(e, atof(w[2])), EVENT)
                          : yes(plait_event_wait(e), EVENT);
}

static struct answer wait_release(struct plait_condition *c) {
  int e = plait_condition_wait(c);
  return yes(e ? e : plait_condition_release(c), CONDITION);
}

static struct answer call_condition(struct plait_condition *c, char w[WORDS][WORD]) {
  return IS("acquire")          ? yes(plait_condition_acquire(c), CONDITION)
         : IS("acquire_try")    ? yes(plait_condition_acquire_try(c), CONDITION)
         : IS("release")        ? done(plait_condition_release(c), CONDITION)
         : IS("wait")           ? yes(plait_condition_wait(c), CONDITION)
         : IS("wait_release")   ? wait_release(c)
         : IS("wait_for")       ? yes(plait_condition_wait_for(c, atof(w[2])), CONDITION)
         : IS("wait_until")     ? yes(plait_condition_wait_until(c, event_is_set, find(w[2])->is), CONDITION)
         : IS("wait_until_for") ? yes(plait_condition_wait_until_for(c, event_is_set, find(w[2])->is, atof(w[3])), CONDITION)
         : IS("notify")         ? done(plait_condition_notify(c), CONDITION)
         : IS("notify_n")       ? done(plait_condition_notify_n(c, atoi(w[2])), CONDITION)
                                : done(plait_condition_notify_all(c), CONDITION);
}

static struct answer call_barrier(struct plait_barrier *b, char w[WORDS][WORD]) {
  int index = -1, e;
  if (IS("wait") || IS("wait_for")) {
    e = IS("wait") ? plait_barrier_wait(b, &index) : plait_barrier_wait_for(b, &index, atof(w[2]));
    return e ? failed(e, BARRIER) : number(index);
  }
  return IS("parties")     ? number(plait_barrier_parties(b))
         : IS("n_waiting") ? number(plait_barrier_n_waiting(b))
         : IS("broken")    ? truth(plait_barrier_broken(b))
         : IS("abort")     ? done(plait_barrier_abort(b), BARRIER)
                           : done(plait_barrier_reset(b), BARRIER);
}

static struct answer call_queue(struct plait_queue *q, char w[WORDS][WORD]) {
  intptr_t item = 0;
  int e;
  if (strncmp(w[0], "get", 3) == 0) {
    e = IS("get_try") ? plait_queue_get_try(q, &item) : IS("get_for") ? plait_queue_get_for(q, &item, atof(w[2])) : plait_queue_get(q, &item);
    return got(e, item);
  }
  return IS("put")         ? put(plait_queue_put(q, atoi(w[2])))
         : IS("put_try")   ? put(plait_queue_put_try(q, atoi(w[2])))
         : IS("put_for")   ? put(plait_queue_put_for(q, atoi(w[2]), atof(w[3])))
         : IS("put_by")    ? put(plait_priority_queue_put(q, atoi(w[2]), atoi(w[3])))
         : IS("task_done") ? done(plait_queue_task_done(q), QUEUE)
         : IS("join")      ? done(plait_queue_join(q), QUEUE)
         : IS("size")      ? number(plait_queue_size(q))
         : IS("empty")     ? truth(plait_queue_empty(q))
                           : truth(plait_queue_full(q));
}

static intptr_t square(void *n) { return (intptr_t)n * (intptr_t)n; }
static intptr_t wait_job(void *events) {
  struct plait_event **e = events;
  plait_event_set(e[1]);
  plait_event_wait(e[0]);
  free(events);
  return 1;
}

static struct answer call_pool(struct plait_pool *p, char w[WORDS][WORD]) {
  if (!IS("submit"))
    return done(IS("shutdown") ? plait_pool_shutdown(p, true) : plait_pool_shutdown_now(p, true), POOL);
  struct plait_future *f;
  void *arg = (void *)(intptr_t)atoi(w[4]);
  bool squares = strcmp(w[3], "square") == 0;
  if (!squares) {
    struct plait_event **events = malloc(2 * sizeof *events);
    events[0] = find(w[4])->is;
    events[1] = find(w[5])->is;
    arg = events;
  }
  int e = plait_pool_submit(p, squares ? square : wait_job, arg, &f);
  if (e == 0)
    add(w[2], FUTURE, f);
  return done(e, POOL);
}

static struct answer call_future(struct plait_future *f, char w[WORDS][WORD]) {
  intptr_t result = 0;
  int e;
  if (IS("result") || IS("result_for")) {
    e = IS("result") ? plait_future_result(f, &result) : plait_future_result_for(f, &result, atof(w[2]));
    return e ? failed(e, FUTURE) : number(result);
  }
  return IS("done") ? truth(plait_future_done(f)) : truth(plait_future_cancel(f) == 0);
}

static struct answer call_local(struct plait_local *l, char w[WORDS][WORD]) {
  return IS("read") ? number(plait_local_get(l)) : done(plait_local_set(l, atoi(w[2])), LOCAL);
}

static struct answer call(char w[WORDS][WORD]) {
  for (unsigned i = 0; i < sizeof class_names / sizeof *class_names; i++)
    if (IS(class_names[i]))
      return make((enum class)i, w);
  struct object *o = find(w[1]);
  switch (o->class) {
  case RLOCK: return call_lock(o->is, w);
  case SEMAPHORE: return call_semaphore(o->is, w);
  case BOUNDED_SEMAPHORE: return call_bounded(o->is, w);
  case EVENT: return call_event(o->is, w);
  case CONDITION: return call_condition(o->is, w);
  case BARRIER: return call_barrier(o->is, w);
  case QUEUE:
  case LIFO_QUEUE:
  case PRIORITY_QUEUE: return call_queue(o->is, w);
  case POOL: return call_pool(o->is, w);
  case LOCAL: return call_local(o->is, w);
  case FUTURE: return call_future(o->is, w);
  }
  return say("?");
}

/* ---- threads that make one call after the other ------------------------------------------ */

struct worker {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  enum { IDLE, CALLS, ANSWERED } state;
  char words[WORDS][WORD];
  struct answer answer;
};

static void *work(void *arg) {
  struct worker *k = arg;
  pthread_mutex_lock(&k->lock);
  for (;;) {
    while (k->state != CALLS)
      pthread_cond_wait(&k->changed, &k->lock);
    pthread_mutex_unlock(&k->lock);
    struct answer a = call(k->words);
    pthread_mutex_lock(&k->lock);
    k->answer = a;
    k->state = ANSWERED;
    pthread_cond_broadcast(&k->changed);
  }
  return NULL;
}

static struct worker *hire(void) {
  struct worker *k = calloc(1, sizeof *k);
  pthread_t t;
  pthread_mutex_init(&k->lock, NULL);
  pthread_cond_init(&k->changed, NULL);
  if (pthread_create(&t, NULL, work, k) != 0)
    abort();
  pthread_detach(t);
  return k;
}

static void begin(struct worker *k, char words[][WORD]) {
  pthread_mutex_lock(&k->lock);
  for (int i = 0; i < WORDS; i++)
    memcpy(k->words[i], words[i], WORD);
  k->state = CALLS;
  pthread_cond_broadcast(&k->changed);
  pthread_mutex_unlock(&k->lock);
}

static struct answer result(struct worker *k) {
  pthread_mutex_lock(&k->lock);
  while (k->state != ANSWERED)
    pthread_cond_wait(&k->changed, &k->lock);
  k->state = IDLE;
  struct answer a = k->answer;
  pthread_mutex_unlock(&k->lock);
  return a;
}

int main(int argc, char **argv) {
  FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
  char line[256];
  struct worker *workers[128] = {NULL};
  while (f && fgets(line, sizeof line, f)) {
    line[strcspn(line, "#\n")] = '\0';
    char *arrow = strstr(line, "->"), want[64] = "";
    if (arrow) {
      *arrow = '\0';
      sscanf(arrow + 2, "%63s", want);
    }
    if (strncmp(line, "case ", 5) == 0) {
      puts(line);
      memset(workers, 0, sizeof workers); /* as idle as they are; the process ends soon */
      known = 0;
      continue;
    }
    char words[WORDS + 2][WORD] = {{0}};
    int n = 0;
    for (char *save, *word = strtok_r(line, " ", &save); word && n < WORDS + 2; word = strtok_r(NULL, " ", &save))
      snprintf(words[n++], WORD, "%s", word);
    if (n == 0)
      continue;
    bool again = strcmp(words[0], "until") == 0;
    char *who = words[again];
    char(*rest)[WORD] = &words[again + 1];
    if (!workers[(unsigned char)*who])
      workers[(unsigned char)*who] = hire();
    struct worker *k = workers[(unsigned char)*who];
    if (**rest)
      begin(k, rest);
    if (who[strlen(who) - 1] == '&')
      continue;
    struct answer a = result(k);
    while (again && strcmp(a.text, want) != 0) {
      begin(k, rest);
      a = result(k);
    }
    fputs(who, stdout);
    for (int i = 0; i < WORDS && *rest[i]; i++)
      printf(" %s", rest[i]);
    printf(" -> %s\n", a.text);
    fflush(stdout);
  }
  return !f;
}
