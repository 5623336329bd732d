/* recording.c — reads recordings (file.h, format.h).
 *
 * The whole file is read first and not mapped: a file that shrinks under a mapping
 * kills its reader. Blocks are then taken in order, each only after both its checksums
 * were right, and each is charged to a memory budget before anything is allocated for it,
 * so that a small file cannot claim to be a huge trace. */
#include "base/array.h"
#include "trace/block.h"
#include "trace/columns.h"
#include "trace/file.h"
#include "trace/store.h"
#include "trace/tables.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct reading {
  const char *name;
  const uint8_t *bytes;
  size_t len, at;
  size_t budget; /* bytes of memory that may still be used */
  bool finished; /* the header says that the file was closed */
  bool saw_index;
  struct trace *trace;
  struct columns *columns;
  struct buf payload;
  struct recording_info *info;
  struct plait_err *err;
};

/* A step in memory and what the model keeps for it; and how much larger than its payload a table can be. */
enum { STEP_COST = sizeof(struct trace_step) + 32, ROW_COST = 48 };

static bool fail(const struct reading *r, const char *what) {
  return plait_err_set(r->err, PLAIT_EXIT_USAGE, "%s %s", r->name, what);
}

static bool damaged(const struct reading *r) {
  return plait_err_set(r->err, PLAIT_EXIT_USAGE, "%s is damaged at byte %zu; get a fresh copy of it", r->name, r->at);
}

static bool read_header(struct reading *r) {
  size_t magic = strlen(FORMAT_MAGIC);
  if (r->len == 0)
    return fail(r, "is empty");
  if (memcmp(r->bytes, FORMAT_MAGIC, r->len < magic ? r->len : magic) != 0)
    return fail(r, "is not a plait recording");
  if (r->len < FORMAT_HEADER)
    return fail(r, "is cut off within its first bytes; get a fresh copy of it");
  if (block_get32(r->bytes + 36) != block_crc(r->bytes, 36))
    return damaged(r);
  uint32_t version = block_get32(r->bytes + 8), header = block_get32(r->bytes + 12);
  uint64_t features = block_get64(r->bytes + 16), size = block_get64(r->bytes + 24);
  r->info->version = version;
  if (version != FORMAT_VERSION || (uint32_t)features & ~(uint32_t)FORMAT_FEATURE_ZSTD)
    return plait_err_set(r->err, PLAIT_EXIT_USAGE,
                         "%s was made by a newer plait (format %" PRIu32 "; this one reads %d)", r->name, version,
                         FORMAT_VERSION);
  if (((uint32_t)features & FORMAT_FEATURE_ZSTD) && !block_features())
    return fail(r, "is compressed with zstd, which this plait was built without");
  if (header < FORMAT_HEADER || header > r->len)
    return damaged(r);
  if (size && size > r->len)
    return plait_err_set(r->err, PLAIT_EXIT_USAGE,
                         "%s is cut off: %zu of %" PRIu64 " bytes are there; get a fresh copy of it", r->name, r->len,
                         size);
  if (size && size < r->len)
    return plait_err_set(r->err, PLAIT_EXIT_USAGE, "%s has something behind its end (after byte %" PRIu64 ")", r->name,
                         size);
  r->finished = size != 0;
  r->at = header;
  return true;
}

static bool charge(struct reading *r, uint64_t cost) {
  if (cost > r->budget)
    return fail(r, "needs more memory than this machine can spare for it");
  r->budget -= (size_t)cost;
  return true;
}

static bool check_index(const struct reading *r) {
  struct cursor in = {(const uint8_t *)r->payload.at, (const uint8_t *)r->payload.at + r->payload.len, false};
  uint64_t n = cursor_varint(&in), before = 0;
  for (uint64_t i = 0; i < n && !in.bad; i++) {
    cursor_bytes(&in, 4);
    uint64_t offset = cursor_varint(&in);
    if (offset <= before || offset >= r->at)
      cursor_bad(&in);
    before = offset;
    cursor_upto(&in, r->trace->steps.len);
  }
  return !in.bad && in.at == in.end;
}

static bool take_block(struct reading *r, const struct block *b) {
  bool steps = b->kind == BLOCK_STEPS, index = b->kind == BLOCK_INDEX;
  if (!steps && !index && !tables_known(b->kind))
    return format_may_skip(b->kind) ? true : fail(r, "was made by a newer plait");
  if (r->saw_index)
    return damaged(r);
  if (!charge(r, steps || index ? b->raw_size : ROW_COST * (uint64_t)b->raw_size))
    return false;
  if (!block_unpack(b, &r->payload))
    return damaged(r);
  struct cursor in = {(const uint8_t *)r->payload.at, (const uint8_t *)r->payload.at + r->payload.len, false};
  bool good;
  if (index) {
    good = r->saw_index = check_index(r);
  } else if (steps) {
    if (!charge(r, (uint64_t)columns_count(in.at, r->payload.len) * STEP_COST))
      return false;
    good = columns_decode(r->columns, &in, r->trace);
  } else {
    good = tables_take(b->kind, &in, r->trace);
  }
  return good || damaged(r);
}

/* After the last block: did the file end where it should? */
static bool check_end(struct reading *r, bool torn) {
  if (r->finished && (torn || !r->saw_index))
    return damaged(r);
  if (r->finished)
    return true;
  if (r->trace->threads.len == 0)
    return fail(r, "was never finished and holds nothing yet");
  r->info->cut_short = true;
  struct buf b = {0};
  buf_printf(&b, "%s was never finished: it ends after step %" PRIu32, r->name, trace_steps(r->trace));
  snprintf(r->info->warning, sizeof r->info->warning, "%s", b.at);
  buf_fini(&b);
  return true;
}

static bool read_blocks(struct reading *r) {
  while (r->at < r->len) {
    struct block b;
    switch (block_look(r->bytes + r->at, r->len - r->at, &b)) {
    case BLOCK_WHOLE:
      break;
    case BLOCK_TORN:
      return check_end(r, true);
    case BLOCK_DAMAGED:
      return damaged(r);
    case BLOCK_FOREIGN:
      return fail(r, "is packed in a way that this plait cannot read");
    }
    if (!take_block(r, &b))
      return false;
    r->at += b.size;
  }
  return check_end(r, false);
}

struct trace *recording_parse_within(const char *name, const void *bytes, size_t len, size_t budget,
                                     struct recording_info *info, struct plait_err *err) {
  struct recording_info unused;
  struct reading r = {.name = name, .bytes = bytes, .len = len, .budget = budget, .err = err};
  r.info = info ? info : &unused;
  *r.info = (struct recording_info){.bytes = len};
  r.trace = trace_new();
  r.columns = columns_new();
  bool good = read_header(&r) && read_blocks(&r);
  columns_free(r.columns);
  buf_fini(&r.payload);
  if (good)
    return r.trace;
  trace_free(r.trace);
  return NULL;
}

/* Half of what the machine has: the model needs room as well. */
static size_t memory_budget(void) {
  long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? (size_t)pages / 2 * (size_t)size : (size_t)1 << 30;
}

struct trace *recording_parse(const char *name, const void *bytes, size_t len, struct recording_info *info,
                              struct plait_err *err) {
  return recording_parse_within(name, bytes, len, memory_budget(), info, err);
}

/* ---- files ---------------------------------------------------------------------- */

static bool read_all(int fd, const char *path, size_t budget, struct buf *out, struct plait_err *err) {
  char chunk[1 << 16];
  ssize_t n;
  while ((n = read(fd, chunk, sizeof chunk)) != 0) {
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return plait_err_set(err, PLAIT_EXIT_USAGE, "cannot read %s: %s", path, strerror(errno));
    if (out->len == 0 && memcmp(chunk, FORMAT_MAGIC, (size_t)n < 8 ? (size_t)n : 8) != 0)
      return plait_err_set(err, PLAIT_EXIT_USAGE, "%s is not a plait recording", path);
    if (out->len + (size_t)n > budget)
      return plait_err_set(err, PLAIT_EXIT_USAGE, "%s needs more memory than this machine can spare for it", path);
    buf_add(out, chunk, (size_t)n);
  }
  return true;
}

struct trace *recording_read(const char *path, struct recording_info *info, struct plait_err *err) {
  struct buf name = {0}, bytes = {0};
  struct trace *t = NULL;
  buf_puts(&name, path);
  int fd = open(name.at, O_RDONLY | O_CLOEXEC);
  int why = errno;
  if (fd < 0 && why == ENOENT) {
    buf_puts(&name, ".partial");
    fd = open(name.at, O_RDONLY | O_CLOEXEC);
  }
  if (fd < 0)
    plait_err_set(err, PLAIT_EXIT_USAGE, "cannot open %s: %s", path, strerror(why));
  else if (read_all(fd, name.at, memory_budget(), &bytes, err))
    t = recording_parse(name.at, bytes.at ? bytes.at : "", bytes.len, info, err);
  if (fd >= 0)
    close(fd);
  buf_fini(&name);
  buf_fini(&bytes);
  return t;
}
