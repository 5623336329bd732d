/* test_channel.c — Channel and select. */
#include "check.h"

static struct plait_channel *a, *b;
static int before, after;

static void *receive_one(void *unused) {
  intptr_t item;
  bool ok = false;
  before = 1; /* seen by the sender once its send is over: that is a rendezvous */
  GIVES(plait_channel_receive(a, &item, &ok), 0);
  CHECK(ok && item == 42 && after == 1);
  return unused;
}

static void rendezvous(void) {
  before = after = 0;
  a = plait_channel_new("numbers", 0);
  pthread_t t = start(receive_one, NULL);
  after = 1;
  GIVES(plait_channel_send(a, 42), 0);
  CHECK(before == 1);
  join(t);
  plait_channel_free(a);
}

static void *send_three(void *channel) {
  for (int i = 1; i <= 3; i++)
    GIVES(plait_channel_send(channel, i), 0);
  GIVES(plait_channel_close(channel), 0);
  return NULL;
}

/* for item := range channel */
static void range(int capacity) {
  intptr_t item;
  bool ok;
  int next = 1;
  a = plait_channel_new("numbers", capacity);
  GIVES(plait_channel_capacity(a), capacity);
  pthread_t t = start(send_three, a);
  for (;;) {
    GIVES(plait_channel_receive(a, &item, &ok), 0);
    if (!ok)
      break;
    CHECK(item == next++);
  }
  CHECK(next == 4 && item == 0);
  join(t);
  plait_channel_free(a);
}

static void range_unbuffered(void) { range(0); }
static void range_buffered(void) { range(2); }

static void *send_one(void *item) {
  GIVES(plait_channel_send(a, (intptr_t)item), 0);
  return NULL;
}

/* What two have sent arrives once each. */
static void two_senders(void) {
  intptr_t x, y;
  a = plait_channel_new("numbers", 0);
  pthread_t s = start(send_one, (void *)1), t = start(send_one, (void *)2);
  GIVES(plait_channel_receive(a, &x, NULL), 0);
  GIVES(plait_channel_receive(a, &y, NULL), 0);
  CHECK(x + y == 3 && x != y);
  join(s);
  join(t);
  plait_channel_free(a);
}

static void *receive_closed(void *unused) {
  intptr_t item;
  bool ok = true;
  GIVES(plait_channel_receive(a, &item, &ok), 0);
  CHECK(!ok && item == 0);
  return unused;
}

/* A close is heard by all who receive. */
static void close_all(void) {
  a = plait_channel_new("done", 0);
  pthread_t s = start(receive_closed, NULL), t = start(receive_closed, NULL);
  GIVES(plait_channel_close(a), 0);
  join(s);
  join(t);
  plait_channel_free(a);
}

static void alone(void) {
  intptr_t item;
  bool ok;
  a = plait_channel_new("box", 1);
  GIVES(plait_channel_receive_try(a, &item, &ok), EAGAIN);
  GIVES(plait_channel_receive_for(a, &item, &ok, 0.0001), ETIMEDOUT);
  GIVES(plait_channel_send_try(a, 7), 0);
  GIVES(plait_channel_length(a), 1);
  GIVES(plait_channel_send_try(a, 8), EAGAIN);
  GIVES(plait_channel_send_for(a, 8, 0.0001), ETIMEDOUT);
  GIVES(plait_channel_close(a), 0);
  GIVES(plait_channel_receive(a, &item, &ok), 0);
  CHECK(ok && item == 7);
  GIVES(plait_channel_receive(a, &item, &ok), 0);
  CHECK(!ok && item == 0);
  plait_channel_free(a);
  a = plait_channel_new("door", 0);
  GIVES(plait_channel_send_try(a, 7), EAGAIN);
  GIVES(plait_channel_send_for(a, 7, 0.0001), ETIMEDOUT);
  GIVES(plait_channel_receive_try(a, &item, &ok), EAGAIN);
  plait_channel_free(a);
}

static void *receive_in_time(void *got) {
  intptr_t item;
  bool ok;
  int e = plait_channel_receive_for(a, &item, &ok, 0.0001);
  CHECK(e == ETIMEDOUT || (e == 0 && ok && item == 5));
  *(int *)got = e == 0;
  return NULL;
}

/* Sender and receiver agree whether there was a rendezvous. */
static void times(void) {
  int got = 0;
  a = plait_channel_new("door", 0);
  pthread_t t = start(receive_in_time, &got);
  int e = plait_channel_send_for(a, 5, 0.0001);
  CHECK(e == 0 || e == ETIMEDOUT);
  join(t);
  CHECK(got == (e == 0));
  plait_channel_free(a);
}

/* ---- select ---------------------------------------------------------------------- */

static void *send_on(void *channel) {
  GIVES(plait_channel_send(channel, channel == a ? 1 : 2), 0);
  return NULL;
}

/* One from each, in whatever order they come. */
static void select_receive(void) {
  intptr_t got[2] = {0};
  a = plait_channel_new("a", 0);
  b = plait_channel_new("b", 0);
  pthread_t s = start(send_on, a), t = start(send_on, b);
  for (int i = 0; i < 2; i++) {
    struct plait_case cases[] = {{.channel = a}, {.channel = b}};
    int chosen = -1;
    GIVES(plait_select(cases, 2, &chosen), 0);
    CHECK(cases[chosen].ok && cases[chosen].item == chosen + 1);
    got[chosen]++;
  }
  CHECK(got[0] == 1 && got[1] == 1);
  join(s);
  join(t);
  plait_channel_free(a);
  plait_channel_free(b);
}

struct meeting {
  bool first; /* sends on a and receives from b */
  int chosen;
  struct plait_case cases[2];
};

static void *meet(void *arg) {
  struct meeting *m = arg;
  m->cases[0] = (struct plait_case){.channel = m->first ? a : b, .send = true, .item = m->first ? 10 : 20};
  m->cases[1] = (struct plait_case){.channel = m->first ? b : a};
  GIVES(plait_select(m->cases, 2, &m->chosen), 0);
  return NULL;
}

/* Two selects that could each send to the other: exactly one transfer, and both know which. */
static void select_select(void) {
  a = plait_channel_new("a", 0);
  b = plait_channel_new("b", 0);
  struct meeting one = {.first = true}, two = {.first = false};
  pthread_t t = start(meet, &one);
  meet(&two);
  join(t);
  CHECK(one.chosen != two.chosen);
  if (one.chosen == 1)
    CHECK(one.cases[1].item == 20 && one.cases[1].ok);
  else
    CHECK(two.cases[1].item == 10 && two.cases[1].ok);
  plait_channel_free(a);
  plait_channel_free(b);
}

static void *close_it(void *channel) {
  GIVES(plait_channel_close(channel), 0);
  return NULL;
}

/* A select hears a close; the channel that is not there never is. */
static void select_close(void) {
  a = plait_channel_new("a", 0);
  pthread_t t = start(close_it, a);
  struct plait_case cases[] = {{.channel = NULL}, {.channel = a, .ok = true}};
  int chosen = -1;
  GIVES(plait_select(cases, 2, &chosen), 0);
  CHECK(chosen == 1 && !cases[1].ok);
  join(t);
  plait_channel_free(a);
}

static void select_alone(void) {
  int chosen = 9;
  a = plait_channel_new("a", 1);
  b = plait_channel_new("b", 1);
  struct plait_case cases[] = {{.channel = a}, {.channel = b}};
  GIVES(plait_select_try(cases, 2, &chosen), EAGAIN);
  GIVES(plait_select_for(cases, 2, &chosen, 0.0001), ETIMEDOUT);
  CHECK(chosen == 9);
  struct plait_case put[] = {{.channel = a, .send = true, .item = 1}, {.channel = b, .send = true, .item = 2}};
  GIVES(plait_select(put, 2, &chosen), 0);
  GIVES(plait_select(put, 2, &chosen), 0);
  GIVES(plait_channel_length(a) + plait_channel_length(b), 2);
  GIVES(plait_select_try(put, 2, &chosen), EAGAIN);
  GIVES(plait_select_try(NULL, 0, &chosen), EAGAIN);
  GIVES(plait_select_for(NULL, 0, &chosen, 0.0001), ETIMEDOUT);
  plait_channel_free(a);
  plait_channel_free(b);
}

static void *select_in_time(void *got) {
  struct plait_case cases[] = {{.channel = a}, {.channel = b}};
  int chosen;
  int e = plait_select_for(cases, 2, &chosen, 0.0001);
  CHECK(e == ETIMEDOUT || (e == 0 && cases[chosen].item == 5));
  *(int *)got = e == 0;
  return NULL;
}

/* The select's time against a sender's: they agree. */
static void select_times(void) {
  int got = 0;
  a = plait_channel_new("a", 0);
  b = plait_channel_new("b", 0);
  pthread_t t = start(select_in_time, &got);
  int e = plait_channel_send_for(b, 5, 0.0001);
  join(t);
  CHECK(got == (e == 0));
  plait_channel_free(a);
  plait_channel_free(b);
}

/* Seven cases, the same channel twice among them. */
static void select_many(void) {
  struct plait_channel *c[7];
  struct plait_case cases[7];
  int chosen;
  for (int i = 0; i < 7; i++) {
    c[i] = i == 6 ? c[0] : plait_channel_new(NULL, 1);
    cases[i] = (struct plait_case){.channel = c[i]};
  }
  GIVES(plait_channel_send(c[4], 4), 0);
  GIVES(plait_select(cases, 7, &chosen), 0);
  CHECK(chosen == 4 && cases[4].item == 4);
  GIVES(plait_select_for(cases, 7, &chosen, 0.0001), ETIMEDOUT);
  for (int i = 0; i < 6; i++)
    plait_channel_free(c[i]);
}

CASES({"rendezvous", rendezvous}, {"range_unbuffered", range_unbuffered}, {"range_buffered", range_buffered},
      {"two_senders", two_senders}, {"close_all", close_all}, {"alone", alone}, {"times", times},
      {"select_receive", select_receive}, {"select_select", select_select}, {"select_close", select_close},
      {"select_alone", select_alone}, {"select_times", select_times}, {"select_many", select_many})
