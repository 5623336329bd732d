/* bench.h — measuring beside a baseline, and the table that comes out.
 *
 * Every figure stands next to one that was measured in the same run on the same
 * machine, because only their ratio means anything elsewhere. Nothing passes or
 * fails. Each measurement is made several times, plait and baseline in turn, and
 * the median is printed. */
#ifndef PLAIT_TESTS_BENCH_H
#define PLAIT_TESTS_BENCH_H

#include <stdint.h>
#include <stdio.h>

enum { BENCH_ROUNDS = 5 };

int64_t bench_now(void); /* nanoseconds */
double bench_median(double *values, int n);
/* Ends the program with a message. */
_Noreturn void bench_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void bench_title(const char *title, const char *baseline);
/* One row: a figure, its baseline and the ratio figure / baseline; BASELINE 0: none. TARGET: what is aimed at, or "". */
void bench_row(const char *what, double figure, const char *unit, double baseline, const char *target);

/* Keeps the calling thread, and what it starts, on one processor until bench_unpin. */
void bench_pin(void);
void bench_unpin(void);

void bench_steps(void);      /* switching at every step; one thread alone */
void bench_executions(void); /* whole executions */
void bench_explore(void);    /* executions of a search */
void bench_recordings(void); /* size, open, seek, draw */
void bench_terminal(void);   /* bytes written per step */
void bench_slowdown(void);   /* against native, helgrind and ThreadSanitizer */
void bench_strategies(void); /* executions to the first finding */

#endif
