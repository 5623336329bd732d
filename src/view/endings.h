/* endings.h — the ways in which the program can still end from where the cursor is: a list over the panes.
 *
 * They are found by a search that goes on elsewhere (struct view_search); here they are asked for, listed while they
 * come in, and one of them is chosen: its schedule becomes a branch, shown at the step from which it was explored, so
 * that whoever asked can step into it. The list keeps the order in which endings were found, so that a number means
 * the same while one reaches for it. */
#ifndef PLAIT_VIEW_ENDINGS_H
#define PLAIT_VIEW_ENDINGS_H

#include "base/err.h"
#include "wire/ops.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view_ending {
  enum plait_end end;
  int32_t status;
  const char *output;  /* all of stdout, then all of stderr */
  size_t output_len;
  const char *errors;  /* "race counter, deadlock A": what is wrong on the way there; "" */
  const char *text;    /* how it ended, "" or a sentence */
  uint64_t count;      /* executions */
};

/* What a search has found so far. */
struct view_endings {
  const struct view_ending *at;
  size_t len;
  size_t all;          /* how many there are, when not all are listed */
  uint64_t executions;
  bool over, complete; /* complete: there is no other ending */
  const char *note;    /* why it is not complete, or under which condition it is; "" */
  const char *failed;  /* the search could not go on, and why; NULL: it could */
};

/* An ending's schedule, to be executed where programs are executed. */
struct view_way {
  uint32_t *choices;   /* malloc'ed, the caller's */
  size_t n;
  uint32_t generation; /* see struct view_live */
  uint32_t from;       /* the step from which it was explored */
};

/* Who searches. */
struct view_search {
  void *ctx;
  /* From the state after CHOICES; a search that goes on is ended. */
  bool (*start)(void *ctx, const uint32_t *choices, size_t n, struct plait_err *err);
  void (*stop)(void *ctx);
  int (*fd)(void *ctx); /* readable when there is something new; -1: nothing is being searched */
  const struct view_endings *(*look)(void *ctx); /* valid until the next call */
  bool (*take)(void *ctx, size_t i, struct view_way *out, struct plait_err *err);
};

/* The list's part of struct actions. */
struct endings {
  bool open;
  bool searching;
  size_t marked;
  uint32_t *root;      /* the choices from which it was explored; NULL: it never was */
  size_t root_len;
  uint32_t generation; /* of them */
  uint32_t from;       /* their step */
  const struct view_endings *known;
};

struct actions;
struct grid;

/* Explores from the cursor and opens the list; from where it was explored last, only the list. */
void endings_open(struct actions *a);
void endings_key(struct actions *a, uint32_t key);
/* Takes in what is new; true when the screen has changed. */
bool endings_poll(struct actions *a);
/* See view_search.fd. */
int endings_fd(const struct actions *a);
/* Is a search going on? */
bool endings_searching(const struct actions *a);
/* A click: the ending at row Y, or none, which closes. */
void endings_click(struct actions *a, int cols, int rows, int y);
void endings_draw(struct actions *a, struct grid *g); /* over the screen */
void endings_fini(struct actions *a);

#endif
