/* store.h — what a trace consists of; for the files of src/trace only.
 *
 * Everybody else goes through trace.h. Steps lie in one array, 64 bytes each, in
 * the order they were performed; everything they name is a number into one of
 * the tables below. */
#ifndef PLAIT_TRACE_STORE_H
#define PLAIT_TRACE_STORE_H

#include "base/array.h"
#include "trace/strings.h"
#include "trace/trace.h"

struct trace_text_entry {
  const char *at;
  size_t len;
};

struct trace {
  ARRAY(struct trace_step) steps; /* step N is at[N - 1] */
  ARRAY(struct trace_thread) threads;
  ARRAY(struct trace_object) objects; /* object N is at[N - 1], likewise sites and texts */
  ARRAY(struct trace_site) sites;
  ARRAY(const char *) modules; /* from 0 */
  ARRAY(struct trace_text_entry) texts;
  ARRAY(struct trace_source) sources;
  ARRAY(struct trace_shared) shared;
  ARRAY(struct trace_pending) pending;
  uint32_t circle;         /* see trace_circle; of an execution that goes on */
  struct trace_meta meta;
  struct trace_end end;
  uint32_t text_high;      /* the greatest text that a step mentions */
  bool text_in_order;      /* every step's text is greater than those of the steps before */
  uint32_t renamed;        /* counts trace_name_*; the recorder compares it */
  uint32_t lost;           /* counts trace_cut; the recorder compares it */
  struct strings names;    /* of everything that has one */
  struct arena lists;      /* arguments and environment, the text of sources */
  struct arena text_bytes; /* cut back with the steps */
};

/* The choices that a step stands for: none, one, or two when a waiter was chosen as well. */
size_t trace_step_choices(const struct trace_step *s, uint32_t out[2]);

/* For ingest.c, which learns these after the fact. */
void trace_attach_text(struct trace *t, uint32_t text); /* to the last step */
void trace_describe_thread(struct trace *t, uint16_t thread, uint16_t creator, uint32_t start_site);
void trace_rename_module(struct trace *t, uint32_t module, const char *path);

#endif
