/* recorder.c — writes recordings (file.h, format.h).
 *
 * Each recorder_add is one flush, so whatever it was given survives the death of
 * plait; blocks go to the file whole and in order. What was written of each table
 * is remembered as a count; names learnt late make the thread and object tables be
 * written again. Must not keep a pointer into the trace between calls. */
#include "base/array.h"
#include "trace/block.h"
#include "trace/columns.h"
#include "trace/file.h"
#include "trace/store.h"
#include "trace/tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct index_entry {
  uint32_t kind;
  uint64_t offset;
  uint32_t step; /* first step of a STEP block */
};

/* Tables in the order in which they must stand: rows mention rows of earlier ones. */
static const uint32_t table_kinds[] = {BLOCK_MODULES, BLOCK_SITES,   BLOCK_SOURCES,
                                       BLOCK_TEXTS,   BLOCK_THREADS, BLOCK_OBJECTS,
                                       BLOCK_PARTS};
enum { TABLES = sizeof table_kinds / sizeof *table_kinds };

struct recorder {
  FILE *file;
  char *path, *partial;
  struct block_packer *packer;
  struct columns *columns;
  struct buf payload, blocks; /* being made; ready to be written */
  ARRAY(struct index_entry) index;
  uint64_t offset; /* where the next block goes */
  const struct trace *trace;
  uint32_t lost, renamed; /* of the trace, when last written */
  size_t rows[TABLES];
  uint32_t steps;
  bool begun;
};

static bool write_failed(const struct recorder *rec, struct plait_err *err) {
  return plait_err_set(err, PLAIT_EXIT_USAGE, "cannot write %s: %s", rec->partial, strerror(errno));
}

static bool put_header(struct recorder *rec, uint64_t size, struct plait_err *err) {
  uint8_t h[FORMAT_HEADER] = {0};
  memcpy(h, FORMAT_MAGIC, 8);
  block_put32(h + 8, FORMAT_VERSION);
  block_put32(h + 12, FORMAT_HEADER);
  block_put64(h + 16, block_features());
  block_put64(h + 24, size);
  block_put32(h + 36, block_crc(h, 36));
  if (fseek(rec->file, 0, SEEK_SET) != 0 || fwrite(h, 1, sizeof h, rec->file) != sizeof h || fflush(rec->file) != 0)
    return write_failed(rec, err);
  return true;
}

static bool start_over(struct recorder *rec, struct plait_err *err) {
  rec->steps = 0;
  rec->index.len = 0;
  rec->offset = FORMAT_HEADER;
  rec->begun = false;
  memset(rec->rows, 0, sizeof rec->rows);
  if (fflush(rec->file) != 0 || ftruncate(fileno(rec->file), 0) != 0)
    return write_failed(rec, err);
  return put_header(rec, 0, err);
}

struct recorder *recorder_open(const char *path, struct plait_err *err) {
  struct recorder *rec = xcalloc(1, sizeof *rec);
  struct buf partial = {0};
  buf_printf(&partial, "%s.partial", path);
  rec->path = xstrdup(path);
  rec->partial = partial.at;
  rec->packer = block_packer_new();
  rec->columns = columns_new();
  rec->file = fopen(rec->partial, "wb");
  if (!rec->file)
    plait_err_set(err, PLAIT_EXIT_USAGE, "cannot create %s: %s", rec->partial, strerror(errno));
  if (rec->file && start_over(rec, err))
    return rec;
  recorder_abandon(rec);
  return NULL;
}

static void release(struct recorder *rec) {
  if (rec->file)
    fclose(rec->file);
  block_packer_free(rec->packer);
  columns_free(rec->columns);
  buf_fini(&rec->payload);
  buf_fini(&rec->blocks);
  ARRAY_FREE(&rec->index);
  free(rec->path);
  free(rec->partial);
  free(rec);
}

void recorder_abandon(struct recorder *rec) {
  if (!rec)
    return;
  if (rec->file)
    unlink(rec->partial);
  release(rec);
}

/* ---- blocks --------------------------------------------------------------------- */

/* Packs rec->payload; the step is for the index. */
static void put_block(struct recorder *rec, uint32_t kind, uint32_t step) {
  *ARRAY_PUSH(&rec->index) = (struct index_entry){kind, rec->offset + rec->blocks.len, step};
  block_pack(rec->packer, kind, rec->payload.at, rec->payload.len, &rec->blocks);
  buf_clear(&rec->payload);
}

static bool flush_blocks(struct recorder *rec, struct plait_err *err) {
  if (rec->blocks.len == 0)
    return true;
  if (fseek(rec->file, (long)rec->offset, SEEK_SET) != 0 ||
      fwrite(rec->blocks.at, 1, rec->blocks.len, rec->file) != rec->blocks.len || fflush(rec->file) != 0)
    return write_failed(rec, err);
  rec->offset += rec->blocks.len;
  buf_clear(&rec->blocks);
  return true;
}

/* Most programs have no objects that are made of others; then nothing is written about that. */
static bool parts_from(const struct trace *t, size_t from) {
  for (size_t i = from; i < t->objects.len; i++)
    if (t->objects.at[i].composite || t->objects.at[i].whole)
      return true;
  return false;
}

static bool put_tables(struct recorder *rec, const struct trace *t, struct plait_err *err) {
  for (size_t k = 0; k < TABLES; k++) {
    if (table_kinds[k] == BLOCK_PARTS && !parts_from(t, rec->rows[k]))
      rec->rows[k] = t->objects.len;
    while (rec->rows[k] < tables_count(table_kinds[k], t)) {
      rec->rows[k] = tables_rows(table_kinds[k], t, rec->rows[k], &rec->payload);
      if (rec->payload.len > FORMAT_BLOCK_MAX)
        return plait_err_set(err, PLAIT_EXIT_USAGE, "cannot write %s: a text of more than 16 MB is in it", rec->path);
      put_block(rec, table_kinds[k], 0);
      if (rec->blocks.len > FORMAT_BLOCK_MAX && !flush_blocks(rec, err))
        return false;
    }
  }
  return true;
}

/* The last step may still be waiting for its text (ingest.h). */
static uint32_t settled_steps(const struct trace *t) {
  uint32_t n = trace_steps(t);
  if (n == 0 || trace_end(t)->kind != END_NONE)
    return n;
  const struct trace_step *s = trace_step(t, n);
  enum plait_class cls = plait_op_table[s->op].cls;
  return s->text == 0 && (cls == CLASS_IO || cls == CLASS_NOTE || cls == CLASS_END) ? n - 1 : n;
}

static bool put_all(struct recorder *rec, const struct trace *t, uint32_t steps, struct plait_err *err) {
  if (rec->begun && (rec->trace != t || rec->lost != t->lost) && !start_over(rec, err))
    return false;
  if (!rec->begun || rec->renamed != t->renamed) {
    tables_meta(t, &rec->payload);
    put_block(rec, BLOCK_META, 0);
    tables_shared(t, &rec->payload);
    put_block(rec, BLOCK_SHARED, 0);
    for (size_t k = 0; k < TABLES; k++)
      if (table_kinds[k] != BLOCK_TEXTS && table_kinds[k] != BLOCK_SITES && table_kinds[k] != BLOCK_SOURCES)
        rec->rows[k] = 0;
  }
  rec->begun = true;
  rec->trace = t;
  rec->lost = t->lost;
  rec->renamed = t->renamed;
  if (!put_tables(rec, t, err))
    return false;
  while (rec->steps < steps) {
    uint32_t n = steps - rec->steps < FORMAT_STEPS_MAX ? steps - rec->steps : FORMAT_STEPS_MAX;
    columns_encode(rec->columns, t, rec->steps + 1, n, &rec->payload);
    put_block(rec, BLOCK_STEPS, rec->steps + 1);
    rec->steps += n;
    if (!flush_blocks(rec, err))
      return false;
  }
  return flush_blocks(rec, err);
}

bool recorder_add(struct recorder *rec, const struct trace *t, struct plait_err *err) {
  uint32_t steps = settled_steps(t);
  if (rec->begun && rec->trace == t && rec->lost == t->lost && rec->steps == steps)
    return true;
  return put_all(rec, t, steps, err);
}

static bool put_index(struct recorder *rec, struct plait_err *err) {
  varint_add(&rec->payload, rec->index.len);
  for (size_t i = 0; i < rec->index.len; i++) {
    uint8_t kind[4];
    block_put32(kind, rec->index.at[i].kind);
    buf_add(&rec->payload, kind, sizeof kind);
    varint_add(&rec->payload, rec->index.at[i].offset);
    varint_add(&rec->payload, rec->index.at[i].step);
  }
  if (rec->payload.len > FORMAT_BLOCK_MAX) { /* a million blocks: the file reads as well without */
    rec->payload.len = 0;
    varint_add(&rec->payload, 0);
  }
  put_block(rec, BLOCK_INDEX, 0);
  return flush_blocks(rec, err);
}

bool recorder_close(struct recorder *rec, const struct trace *t, struct plait_err *err) {
  bool good = put_all(rec, t, trace_steps(t), err);
  if (good) {
    tables_last(t, &rec->payload);
    put_block(rec, BLOCK_LAST, 0);
    good = put_index(rec, err) && put_header(rec, rec->offset, err);
  }
  if (good && fclose(rec->file) != 0)
    rec->file = NULL, good = write_failed(rec, err);
  else if (good)
    rec->file = NULL;
  if (good && rename(rec->partial, rec->path) != 0)
    good = plait_err_set(err, PLAIT_EXIT_USAGE, "cannot create %s: %s", rec->path, strerror(errno));
  if (!good)
    unlink(rec->partial);
  release(rec);
  return good;
}

bool recording_write(const char *path, const struct trace *t, struct plait_err *err) {
  struct recorder *rec = recorder_open(path, err);
  return rec && recorder_close(rec, t, err);
}
