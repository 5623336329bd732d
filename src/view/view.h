/* view.h — what the screen shows, and the panes that draw it.
 *
 * struct view is the whole state of the screen: which step, which pane, how far
 * scrolled. Panes are functions from that state to cells; they change nothing,
 * know nothing of terminals, and can be called with any rectangle. Actions
 * (view/actions.h) change the state; the front-ends (tui, tests) only feed
 * actions in and put cells out. */
#ifndef PLAIT_VIEW_VIEW_H
#define PLAIT_VIEW_VIEW_H

#include "analysis/analysis.h"
#include "base/buf.h"
#include "model/world.h"
#include "view/grid.h"

enum view_pane { PANE_LANES, PANE_OBJECTS, PANE_SOURCE, PANE_OUTPUT, PANE_COUNT };

/* One thing a person may choose next, live only. */
struct view_choice {
  uint32_t choice; /* WIRE_CHOICE word */
  uint16_t thread;
  bool enabled;
};

struct cols;
struct view_listing;

struct view {
  const struct trace *trace;
  struct world *world;     /* always at `cursor` */
  uint32_t cursor;         /* the state shown is that after this step; 0: before the first. See view_step */
  bool live;               /* a target is attached: more steps can be made at the end */
  bool running;            /* the target is computing its next step */
  bool playing;
  int speed;               /* steps per second while playing */
  bool ascii;              /* only ASCII cells */
  enum view_pane focus;
  uint8_t causal;          /* enum view_causal (view/causal.h): what the lanes show besides, or instead */
  uint32_t causal_first;   /* in its layout: the first column shown */
  const struct view_listing *listing; /* the scene's idea in another language; NULL: there is none */
  bool listing_turned;     /* wide: it is hidden; narrow: it is shown instead of the source */
  bool contention;         /* the objects pane shows how contended the locks are */
  bool zoomed;             /* only the focused pane */
  int scroll[PANE_COUNT];  /* per pane: first row, relative to where it follows the cursor */
  uint32_t lanes_first;    /* first column of the lanes shown; kept so that the cursor is visible */
  bool help;
  int help_scroll;
  struct analysis *found;  /* what is wrong in the trace; NULL at first, see findings_of */
  bool findings;           /* the list of it is open */
  size_t finding_marked;
  char message[256];       /* one line of feedback, "" when none */
  bool message_bad;
  char prompt;             /* ':' or '/' while a line is being typed, else 0 */
  char input[128];
  char search[128];
  const char *branch;      /* e.g. "branch 2 of 3", "" when there is only one */
  /* animation: how the world looked before the last move; 0 ≤ phase ≤ 1, 1: at rest */
  uint32_t anim_from;
  float anim_phase;
  const char *title;       /* program or file */
  const char *key_hint;    /* the bottom line's keys; built from the key table */
  struct view_index *index; /* what panes remember of the whole trace; NULL at first, see view_forget */
};

/* The step shown: that of the column at the cursor, which may stand later, where a closed call is over; 0: none. */
uint32_t view_step(const struct view *v);
/* Steps after KEEP are gone or different (trace_cut, a rebuilt trace): the world and everything the panes
 * remember follow. 0 forgets all. Growth at the end needs no call. */
void view_forget(struct view *v, uint32_t keep);
/* Frees what the panes keep in the view (not the world, not the trace). */
void view_release(struct view *v);

/* -- switching.c -- */
/* The switch model lets only one thread move after the cursor: 1 + that thread; 0: it does not interfere. */
uint16_t view_only(const struct view *v);
/* What the switch model means: "a switch only when …", in a few words when BRIEF. */
const char *view_model(const struct trace *t, bool brief);

/* -- panes (each in the file of its name) ------------------------------------- */
void lanes_draw(struct view *v, struct grid *g, struct rect r);
void overview_draw(struct view *v, struct grid *g, struct rect r); /* one row */
int overview_left(struct rect r); /* where its cells begin, and how many it has: the same for drawing and for clicks */
uint64_t overview_cells(struct rect r, uint64_t steps);
void objects_draw(struct view *v, struct grid *g, struct rect r);
void contention_draw(struct view *v, struct grid *g, struct rect r); /* in the place of the objects */
void source_draw(struct view *v, struct grid *g, struct rect r);
/* Where a source pane of that WIDTH shows the listing. */
enum view_listing_place { LISTING_NOWHERE, LISTING_BESIDE, LISTING_INSTEAD };
enum view_listing_place source_listing_place(const struct view *v, int width);
int source_listing_split(int width); /* beside: how much of it is the C code's */
void output_draw(struct view *v, struct grid *g, struct rect r);
void choices_draw(const struct view *v, struct grid *g, struct rect r); /* what each thread would do next */
/* coffman.c: in the place of the choices when the step shown is a deadlock of threads that wait for each other; the rows it
 * wants, 0: it is not. */
int coffman_rows(const struct view *v);
void coffman_draw(const struct view *v, struct grid *g, struct rect r);
void findings_draw(struct view *v, struct grid *g, struct rect r); /* findings.c: what is wrong, as an overlay */
void help_draw(const struct view *v, struct grid *g, struct rect r); /* help.c: the key table as an overlay */
/* The whole screen at the grid's size: layout, panes, title and status line. */
void screen_draw(struct view *v, struct grid *g);
/* Text over the lines of R, broken between words; what does not fit is cut with a mark. */
void screen_wrap(struct grid *g, struct rect r, enum grid_element e, const char *text);
/* How many columns the last line of a screen that wide has for view.key_hint. */
int screen_hint_room(const struct view *v, int cols);
/* Which thread's lane is at row Y of a screen of that size (a click), or -1. */
int screen_thread_at(const struct view *v, int cols, int rows, int y);
/* Which step is drawn at a cell of a screen of that size, in the lanes or in the overview; 0: none. */
uint32_t screen_step_at(const struct view *v, int cols, int rows, int x, int y);
/* Which pane is at a cell of a screen of that size, or PANE_COUNT. */
enum view_pane screen_pane_at(const struct view *v, int cols, int rows, int x, int y);

/* -- findings.c ------------------------------------------------------------------ */
/* What is wrong in the trace as far as it goes; borrowed, until the next call or view_forget. */
const struct analysis *findings_of(struct view *v);
/* "2 findings" without the notes, "" when there are none. */
void findings_count(struct view *v, char out[32]);
/* Why threads wait for what nobody will do, appended to *OUT; false when nobody waits so. */
bool findings_stuck(struct view *v, struct buf *out);

/* -- sentences (explain.c) ------------------------------------------------------ */
/* What step STEP did: "T1 locks m", "T2 reads counter = 1". */
void explain_step(const struct trace *t, uint32_t step, struct buf *out);
/* Why THREAD is where it is in the world: "T2 waits for m, held by T1 since step 7 (bank.c:31)". */
void explain_thread(const struct world *w, const struct cols *c, uint16_t thread, struct buf *out);
/* What THREAD would do next: "lock m (bank.c:31)". C says which calls are told as one move; NULL: none. */
void explain_pending(const struct world *w, const struct cols *c, uint16_t thread, struct buf *out);
/* A variable's value as its type says, "0x…" when unknown. */
void explain_value(const struct trace_object *o, uint64_t lo, uint64_t hi, struct buf *out);
/* The sentence for the explain line at the world's step: the step, and who waits because of it. */
void explain_world(const struct world *w, struct buf *out);
/* The same for column N, which may be a call; moves W. */
void explain_column(struct world *w, const struct cols *c, uint32_t n, struct buf *out);
/* Why the switch model does not let THREAD, which could move, move now: "T2 cannot move here: …". */
void explain_only(const struct view *v, uint16_t thread, struct buf *out);

#endif
