/* test_rwlock.c — RWLock with its three policies. */
#include "check.h"

static struct plait_rwlock *l;
static int value, copy;

static void *writer(void *unused) {
  GIVES(plait_rwlock_acquire_write(l), 0);
  value++;
  copy++;
  GIVES(plait_rwlock_release_write(l), 0);
  return unused;
}

static void *reader(void *unused) {
  GIVES(plait_rwlock_acquire_read(l), 0);
  CHECK(value == copy);
  GIVES(plait_rwlock_release_read(l), 0);
  return unused;
}

static void begin(enum plait_rwlock_policy policy) {
  value = copy = 0;
  l = plait_rwlock_new("book", policy);
}

/* A reader never sees half of a change, two writers lose none. */
static void exclusion(enum plait_rwlock_policy policy) {
  begin(policy);
  pthread_t a = start(writer, NULL);
  reader(NULL);
  writer(NULL);
  join(a);
  CHECK(value == 2 && copy == 2);
  plait_rwlock_free(l);
}

static void readers_first(void) { exclusion(PLAIT_READERS_FIRST); }
static void writers_first(void) { exclusion(PLAIT_WRITERS_FIRST); }
static void fair(void) { exclusion(PLAIT_FAIR); }


static void *read_also(void *unused) {
  GIVES(plait_rwlock_acquire_read_try(l), 0);
  GIVES(plait_rwlock_release_read(l), 0);
  GIVES(plait_rwlock_acquire_write_try(l), EAGAIN);
  GIVES(plait_rwlock_acquire_write_for(l, 0.0001), ETIMEDOUT);
  return unused;
}

/* Readers are in together, and no writer with them. */
static void together(void) {
  for (int policy = PLAIT_READERS_FIRST; policy <= PLAIT_FAIR; policy++) {
    begin((enum plait_rwlock_policy)policy);
    GIVES(plait_rwlock_acquire_read(l), 0);
    join(start(read_also, NULL));
    GIVES(plait_rwlock_release_read(l), 0);
    GIVES(plait_rwlock_acquire_write_try(l), 0);
    GIVES(plait_rwlock_release_write(l), 0);
    plait_rwlock_free(l);
  }
}

static void *refused(void *unused) {
  GIVES(plait_rwlock_acquire_read_try(l), EAGAIN);
  GIVES(plait_rwlock_acquire_read_for(l, 0.0001), ETIMEDOUT);
  GIVES(plait_rwlock_acquire_write_try(l), EAGAIN);
  GIVES(plait_rwlock_acquire_write_for(l, 0), ETIMEDOUT);
  return unused;
}

static void alone(void) {
  begin(PLAIT_FAIR);
  GIVES(plait_rwlock_acquire_write(l), 0);
  join(start(refused, NULL));
  GIVES(plait_rwlock_release_write(l), 0);
  GIVES(plait_rwlock_acquire_read_try(l), 0);
  GIVES(plait_rwlock_release_read(l), 0);
  plait_rwlock_free(l);
}

/* A writer waits behind a reader. What a second reader finds is the policy. */
static enum plait_rwlock_policy policy;
static int second;

static void *try_second(void *unused) {
  second = plait_rwlock_acquire_read_try(l);
  if (second == 0)
    GIVES(plait_rwlock_release_read(l), 0);
  return unused;
}

static void second_reader(enum plait_rwlock_policy p) {
  policy = p;
  begin(p);
  GIVES(plait_rwlock_acquire_read(l), 0);
  pthread_t w = start(writer, NULL);
  join(start(try_second, NULL));
  /* With readers first it is always let in; otherwise unless the writer has come already. */
  CHECK(second == 0 || (p != PLAIT_READERS_FIRST && second == EAGAIN));
  GIVES(plait_rwlock_release_read(l), 0);
  join(w);
  CHECK(value == 1);
  plait_rwlock_free(l);
}

static void second_readers_first(void) { second_reader(PLAIT_READERS_FIRST); }
static void second_writers_first(void) { second_reader(PLAIT_WRITERS_FIRST); }
static void second_fair(void) { second_reader(PLAIT_FAIR); }

static void *give_up(void *unused) {
  int e = plait_rwlock_acquire_write_for(l, 0.0001);
  CHECK(e == 0 || e == ETIMEDOUT);
  if (e == 0)
    GIVES(plait_rwlock_release_write(l), 0);
  return unused;
}

/* A writer that gives up lets the reader in that waited behind it. */
static void gives_up(enum plait_rwlock_policy p) {
  begin(p);
  GIVES(plait_rwlock_acquire_read(l), 0);
  pthread_t w = start(give_up, NULL), r = start(reader, NULL);
  join(r);
  GIVES(plait_rwlock_release_read(l), 0);
  join(w);
  plait_rwlock_free(l);
}

static void gives_up_writers_first(void) { gives_up(PLAIT_WRITERS_FIRST); }
static void gives_up_fair(void) { gives_up(PLAIT_FAIR); }

static struct plait_barrier *inside;

static void *meet_inside(void *unused) {
  GIVES(plait_rwlock_acquire_read(l), 0);
  GIVES(plait_barrier_wait(inside, NULL), 0);
  GIVES(plait_rwlock_release_read(l), 0);
  return unused;
}

/* Two readers that waited for a writer go in together: neither needs the other to leave first. */
static void together_after(enum plait_rwlock_policy p) {
  begin(p);
  inside = plait_barrier_new("inside", 2, NULL, NULL);
  GIVES(plait_rwlock_acquire_write(l), 0);
  pthread_t r = start(meet_inside, NULL), s = start(meet_inside, NULL);
  GIVES(plait_rwlock_release_write(l), 0);
  join(r);
  join(s);
  plait_rwlock_free(l);
  plait_barrier_free(inside);
}

static void together_readers_first(void) { together_after(PLAIT_READERS_FIRST); }
static void together_writers_first(void) { together_after(PLAIT_WRITERS_FIRST); }
static void together_fair(void) { together_after(PLAIT_FAIR); }

CASES({"readers_first", readers_first}, {"writers_first", writers_first}, {"fair", fair}, {"together", together},
      {"alone", alone}, {"second_readers_first", second_readers_first}, {"second_writers_first", second_writers_first},
      {"second_fair", second_fair}, {"gives_up_writers_first", gives_up_writers_first}, {"gives_up_fair", gives_up_fair},
      {"together_readers_first", together_readers_first}, {"together_writers_first", together_writers_first},
      {"together_fair", together_fair})
