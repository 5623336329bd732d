/* file.h — recordings: a trace as a file.
 *
 * Writing, as the execution goes on:
 *
 *   struct recorder *rec = recorder_open("bug.plait", &err);
 *   recorder_add(rec, trace, &err);         // now and then: writes what is new
 *   recorder_close(rec, trace, &err);       // the rest, the index; renames and frees
 *
 * Until recorder_close the file is called F.partial, so F is always complete. What
 * was added before a crash of the writer can be read from F.partial.
 *
 * Reading never trusts the file: whatever the bytes are, the result is a trace in
 * which every number is in range, or one line in *err with PLAIT_EXIT_USAGE, and no
 * more memory is used than a bounded multiple of the file's size. The format is
 * described in trace/format.h. */
#ifndef PLAIT_TRACE_FILE_H
#define PLAIT_TRACE_FILE_H

#include "base/err.h"
#include "trace/trace.h"

struct recorder;

/* Creates PATH.partial. NULL and *err when it cannot be written. */
struct recorder *recorder_open(const char *path, struct plait_err *err);
/* Writes what T holds beyond the last call. After trace_cut, or when T is another trace, it
 * starts the file over. False and *err when writing fails; the recorder then only wants
 * recorder_abandon. */
bool recorder_add(struct recorder *rec, const struct trace *t, struct plait_err *err);
/* Writes the rest of T and the index, renames to PATH, frees REC in any case. */
bool recorder_close(struct recorder *rec, const struct trace *t, struct plait_err *err);
/* Removes PATH.partial and frees REC. NULL is allowed. */
void recorder_abandon(struct recorder *rec);
/* The whole trace at once. */
bool recording_write(const char *path, const struct trace *t, struct plait_err *err);

/* What a reader found besides the trace. */
struct recording_info {
  bool cut_short;    /* the end is missing: everything up to the last whole block was read */
  char warning[512]; /* then: one sentence that says so; else "" */
  uint32_t version;  /* of the format */
  uint64_t bytes;    /* of the file */
};

/* Opens PATH (or PATH.partial when there is only that). INFO may be NULL. */
struct trace *recording_read(const char *path, struct recording_info *info, struct plait_err *err);
/* The same from memory; NAME is for messages. */
struct trace *recording_parse(const char *name, const void *bytes, size_t len, struct recording_info *info,
                              struct plait_err *err);
/* As above, using at most about BUDGET bytes of memory (half of the machine's otherwise). */
struct trace *recording_parse_within(const char *name, const void *bytes, size_t len, size_t budget,
                                     struct recording_info *info, struct plait_err *err);

#endif
