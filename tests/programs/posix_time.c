/* Sleeps and clocks: they go forward, as far as asked, and refuse what makes no sense. */
#include "posix_check.h"

#include <sched.h>
#include <sys/time.h>
#include <sys/times.h>

static long long ns(struct timespec t) { return t.tv_sec * 1000000000ll + t.tv_nsec; }
static long long now(clockid_t c) { return ns(in_ms(c, 0)); }

static void lasts(long long before, long long least, const char *what) {
  check(now(CLOCK_MONOTONIC) - before >= least, what);
}

static void sleeps(void) {
  struct timespec ms = {.tv_nsec = 1000000}, wrong = {.tv_nsec = 1000000000}, negative = {.tv_sec = -1};
  long long t = now(CLOCK_MONOTONIC);
  equals(nanosleep(&ms, NULL), 0, "nanosleep");
  lasts(t, 1000000, "lasts");
  t = now(CLOCK_MONOTONIC);
  equals(usleep(1000), 0, "usleep");
  lasts(t, 1000000, "lasts");
  equals(sleep(0), 0, "sleep");
  t = now(CLOCK_MONOTONIC);
  equals(clock_nanosleep(CLOCK_MONOTONIC, 0, &ms, NULL), 0, "clock_nanosleep");
  lasts(t, 1000000, "lasts");
  struct timespec until = in_ms(CLOCK_MONOTONIC, 1);
  equals(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL), 0, "until a time");
  check(now(CLOCK_MONOTONIC) >= ns(until), "not before");
  until = in_ms(CLOCK_REALTIME, 1);
  equals(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL), 0, "until a time of day");
  check(now(CLOCK_REALTIME) >= ns(until), "not before");
  equals(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, past(), NULL), 0, "until the past");
  equals(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &ms, NULL), EINVAL, "not by this clock");
  equals(clock_nanosleep(CLOCK_MONOTONIC, 0, &wrong, NULL), EINVAL, "not for a malformed time");
  equals(ERRNO(nanosleep(&wrong, NULL)), EINVAL, "nor that way");
  equals(ERRNO(nanosleep(&negative, NULL)), EINVAL, "nor backwards");
  equals(sched_yield(), 0, "yields");
}

static void clocks(void) {
  struct timespec t;
  equals(ERRNO(clock_gettime((clockid_t)99, &t)), EINVAL, "no such clock");
  clockid_t all[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW,
                     CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_TAI};
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
    long long a = now(all[i]), b = now(all[i]);
    check(b >= a, "a clock does not go back");
    equals(clock_getres(all[i], &t), 0, "and has a resolution");
  }
  struct timeval v;
  equals(gettimeofday(&v, NULL), 0, "gettimeofday");
  check(now(CLOCK_REALTIME) - (v.tv_sec * 1000000000ll + v.tv_usec * 1000ll) < 60000000000ll, "tells the time of day");
  time_t told, s = time(&told);
  check(s == told && s >= v.tv_sec - 1 && s - v.tv_sec < 60, "so does time"); /* a coarser clock, a moment behind */
  equals(timespec_get(&t, TIME_UTC), TIME_UTC, "timespec_get");
  equals(timespec_get(&t, 77), 0, "no such base");
  check(clock() != (clock_t)-1, "processor time");
  struct tms ticks;
  check(times(&ticks) != (clock_t)-1, "times");
  struct tm *tm = gmtime(&s);
  check(tm->tm_year >= 124, "it is 2024 or later");
}

static void *sleeper(void *unused) {
  sleeps();
  return unused;
}

/* A program that looks at the clock until some time has passed comes to an end. */
static void *watcher(void *unused) {
  long long until = now(CLOCK_MONOTONIC) + 5000000;
  while (now(CLOCK_MONOTONIC) < until)
    continue;
  return unused;
}

static int order, first_at, second_at;
static void *after(void *ms) {
  struct timespec t = {.tv_nsec = (long)ms * 1000000};
  nanosleep(&t, NULL);
  *((long)ms == 1 ? &first_at : &second_at) = __atomic_add_fetch(&order, 1, __ATOMIC_SEQ_CST);
  return NULL;
}

int main(void) {
  sleeps();
  clocks();
  elsewhere(sleeper, NULL);
  elsewhere(watcher, NULL);
  watcher(NULL);
  check(true, "looking at the clock ends");
  pthread_t t[2];
  pthread_create(&t[0], NULL, after, (void *)1);
  pthread_create(&t[1], NULL, after, (void *)2);
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
  equals(first_at + second_at, 3, "two sleepers wake");
  return done();
}
