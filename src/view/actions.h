/* actions.h — what keys do to the screen's state.
 *
 * struct actions is a struct view and what surrounds it: the line being typed,
 * the branches, and, when a program is attached, the functions that make it
 * move. Keys go in (actions_key), cells come out elsewhere (screen_draw); there
 * is no terminal, no clock and no engine in here, so that the whole behaviour of
 * the screen is tested with traces made by hand. The front-end owns time: it
 * calls actions_poll while `view.running`, actions_tick while `view.playing`,
 * and moves `view.anim_phase` from 0 to 1.
 *
 * A branch is a future that was chosen once: the choices from the first step to
 * its last. One of them is the trace; the others are kept as choices and are
 * executed again when returned to. */
#ifndef PLAIT_VIEW_ACTIONS_H
#define PLAIT_VIEW_ACTIONS_H

#include "base/array.h"
#include "view/endings.h"
#include "view/keymap.h"
#include "view/view.h"

/* What a running program reports; the same as the engine's events. */
enum live_event { LIVE_QUIET, LIVE_STEPPED, LIVE_ASK, LIVE_REDRAWN, LIVE_ENDED, LIVE_FAILED };

/* A program that can be moved. Choices are WIRE_CHOICE words. Functions that fail say why. */
struct view_live {
  void *ctx;
  size_t (*choices)(void *ctx, uint32_t *out, size_t max); /* what would be accepted now; 0: it is not asking */
  bool (*step)(void *ctx, uint32_t choice, struct plait_err *err);
  bool (*advance)(void *ctx, uint32_t step, struct plait_err *err); /* run on to STEP, 0: to the end */
  void (*pause)(void *ctx);                                         /* stop advancing at the next step */
  /* Runs CHOICES, which were made at GENERATION, and stops after them. */
  bool (*restart)(void *ctx, const uint32_t *choices, size_t n, uint32_t generation, struct plait_err *err);
  enum live_event (*poll)(void *ctx, int timeout_ms, struct plait_err *err);
  uint32_t (*epoch)(void *ctx); /* grows whenever steps already seen may have changed */
  uint32_t (*generation)(void *ctx); /* of the choices in the trace: grows when choices made before would be read differently */
  const struct view_search *search; /* looks for endings; NULL: cannot */
};

/* A recording's program: from then on the same steps are live. */
struct view_attach {
  void *ctx;
  const char *program; /* what would be started; "": not known */
  /* Starts it. False with *err when it cannot be, or does something else now. */
  bool (*open)(void *ctx, const struct view_live **live, const struct trace **trace, struct plait_err *err);
};

struct actions_branch {
  uint32_t *choices;
  size_t choice_count;
  uint32_t generation; /* at which they were made */
  uint32_t steps;
  enum plait_end end; /* END_NONE: it could go on */
  int32_t status;
  char *schedule; /* the choices as text */
};

struct actions {
  struct view view;
  const struct view_live *live; /* NULL: a recording */
  const struct view_attach *attach; /* what a recording can become; NULL: nothing */
  bool offered;                 /* that was offered with the last key */
  bool animate;                 /* start an animation with every single step */
  bool quit, redraw, suspend;   /* for the front-end, which clears the last two */
  bool failed;                  /* the program cannot be controlled any more: */
  struct plait_err err;         /* why */
  int page;                     /* rows of a page, set by the front-end */

  ARRAY(struct actions_branch) branches;
  size_t branch;                /* the one in the trace */
  bool branches_open;
  size_t branch_marked;         /* in the open list */
  char branch_text[48];         /* what view.branch points to */

  struct endings endings;       /* endings.c */

  uint32_t ahead[8];            /* keys pressed while the program was still busy with the one before */
  int ahead_len;
  bool hunting;                 /* the program moves until something of interest happens */
  uint32_t hunted_from;         /* after this step */
  uint32_t goal;                /* where the cursor wants to be when the program stops: GOAL_END, or a step */
  int mover;                    /* the thread whose closed call is being executed to its end; -1: none */
  uint32_t epoch;
  struct world *scan;           /* looks for events without moving view.world */
};
#define GOAL_END UINT32_MAX

/* TRACE and TITLE must outlive it. The cursor starts before the first step. */
void actions_init(struct actions *a, const struct trace *trace, const struct view_live *live, const char *title);
void actions_fini(struct actions *a);

/* One key, in whatever is open: a prompt, the help, the list of branches, or the screen. */
void actions_key(struct actions *a, uint32_t key);
void actions_do(struct actions *a, enum keymap_action action);
/* Lets THREAD (from 0) move. */
void actions_choose(struct actions *a, uint16_t thread);
/* Shows STEP. */
void actions_seek(struct actions *a, uint32_t step);
/* The same because somebody asked for it: a play stops, and a program that moves does not take the screen along. */
void actions_look(struct actions *a, uint32_t step);
/* The trace may have been cut or rebuilt: makes the view, the world and the cursor true again. Called by actions_poll. */
void actions_sync(struct actions *a);
/* While view.running: takes in what the program did, waiting at most TIMEOUT_MS. True when the screen has changed. */
bool actions_poll(struct actions *a, int timeout_ms);
/* Can the program still do something by itself (go on, die)? Then poll now and then even when it is not running. */
bool actions_watched(const struct actions *a);
/* While view.playing: the next step of the play. */
void actions_tick(struct actions *a);
/* The screen and the lists that are open over it. */
void actions_draw(struct actions *a, struct grid *g);
/* The line at the end: "it ended: exit status 0", "deadlock: …". */
void actions_ending(const struct actions *a, struct buf *out);
/* The choice that → makes: the thread that ran goes on while it can. False: nothing to choose. */
bool actions_default(const struct actions *a, uint32_t *choice);

/* moves.c: one move is one column */
/* Where the cursor rests when STEP is asked for. */
uint32_t moves_rest(struct actions *a, uint32_t step);
/* Where it rests after so many columns more (or less). */
uint32_t moves_to(struct actions *a, int columns);
/* Is the move from FROM to TO a single one? */
bool moves_single(struct actions *a, uint32_t from, uint32_t to);
/* The program asks again: the call that a->mover is in goes on by itself, until it is over, blocked, or somebody must say whom
 * it wakes. False: it is not going on, and nobody is moving any more. */
bool moves_on(struct actions *a);
/* Is the next move in the trace THREAD's, all of it? */
bool moves_next(struct actions *a, uint16_t thread);
/* Opens or closes the call at the cursor, or ALL of them. */
void moves_turn(struct actions *a, bool all);

/* branches.c */
void branches_save(struct actions *a); /* the trace into its branch */
/* Leaves the current future after the cursor: CHOICE is made there instead. */
bool branches_fork(struct actions *a, uint32_t choice);
void branches_switch(struct actions *a, size_t to);
/* Shows the future that WAY leads to, as a branch; takes its choices. */
bool branches_take(struct actions *a, struct view_way *way);
void branches_free(struct actions *a);
void branches_key(struct actions *a, uint32_t key);
void branches_draw(const struct actions *a, struct grid *g); /* over the screen */

/* find.c */
bool find_event(struct actions *a, int direction, uint32_t *step);
bool find_text(struct actions *a, const char *text, int direction, uint32_t *step);

#endif
