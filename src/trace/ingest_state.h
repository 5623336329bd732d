/* ingest_state.h — what an ingest remembers of one execution; for ingest.c and naming.c.
 *
 * Modules are numbered in the trace as the runtime numbers them. Sites outlive
 * ingest_reset, because the program stays the same; everything else is of one
 * execution. */
#ifndef PLAIT_TRACE_INGEST_STATE_H
#define PLAIT_TRACE_INGEST_STATE_H

#include "base/array.h"
#include "base/buf.h"
#include "trace/ingest.h"
#include "trace/intern.h"

/* A heap block that steps mention. */
struct ingest_block {
  uint64_t size;
  uint32_t site; /* of its allocation */
  uint32_t nth;  /* blocks mentioned of the same site before it, plus one */
};

/* Which frame a stack place belongs to, as last declared. */
struct ingest_frame {
  uint16_t module;
  uint32_t pc_off;
  int64_t cfa;       /* CFA minus address */
  uint32_t function; /* tells functions apart: hash of the name, 0 when unknown */
};

/* A piece of memory that the program has named. */
struct ingest_name {
  struct trace_place place;
  uint64_t size;
  char *name;
};

struct ingest_used; /* object names in use, naming.c */

/* What the next WIRE_TEXT records belong to. */
enum ingest_text_of { TEXT_OF_NOTHING, TEXT_OF_STEP, TEXT_OF_MODULE, TEXT_OF_OBJECT, TEXT_OF_NAME };

struct ingest {
  struct trace *trace;
  const struct trace_resolver *resolver;
  struct intern sites;  /* module, offset → site */
  struct intern vars;   /* place, size, function → object */
  struct intern syncs;  /* place, kind → object */
  struct intern blocks; /* owner, seq → index into block_list, plus one */
  struct intern frames; /* owner, off → index into frame_list, plus one */
  ARRAY(struct ingest_block) block_list;
  ARRAY(struct ingest_frame) frame_list;
  ARRAY(struct ingest_name) name_list;
  ARRAY(uint32_t) declared; /* by the runtime's object number → object */
  uint32_t kind_count[KIND_COUNT];
  struct ingest_used *used;
  enum ingest_text_of text_of;
  struct wire_decl text_decl;
  uint32_t text_object; /* TEXT_OF_OBJECT: the object declared */
  struct buf text;
};

/* The site of a return address, 0 when its module is unknown. */
uint32_t ingest_site(struct ingest *in, uint16_t module, uint32_t pc_off);
/* The frame last declared for a stack place, or NULL. */
const struct ingest_frame *ingest_frame_of(struct ingest *in, const struct trace_place *p);

/* Finds name, type and encoding for an object at O->place of O->kind and O->size; returns it added to the trace. */
uint32_t naming_add_object(struct ingest *in, struct trace_object *o);
/* The program has named memory: remembers it and renames the objects there. */
void naming_given(struct ingest *in, const struct trace_place *place, uint64_t size, const char *name);
/* A name for an object that has none: "queue 2". */
void naming_nth(struct ingest *in, const struct trace_object *o, struct buf *name);
/* The program has named this object alone; a part within its whole. */
void naming_given_object(struct ingest *in, uint32_t object, const char *name);
void naming_clear(struct ingest *in);

#endif
