/* Any bytes as a recording. A checksum stops nearly every mutation at the door, so most
 * inputs are taken as the inside of a file: the first byte says which.
 *
 *   0x00        the rest is a whole file
 *   otherwise   the rest is a list of blocks: number of the kind, size (2 bytes), payload;
 *               they get a header and checksums that are right
 *
 * What is accepted must be a trace with every number in range, and must come out the same
 * when it is written and read again. */
#include "fuzz.h"

#include "trace/block.h"
#include "trace/columns.h"
#include "trace/file.h"
#include "trace/schedule.h"
#include "trace/tables.h"
#include "traceequal.h"
#include "tracegen.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t kinds[] = {BLOCK_META,  BLOCK_SHARED,  BLOCK_MODULES, BLOCK_SITES,
                                 BLOCK_TEXTS, BLOCK_THREADS, BLOCK_OBJECTS, BLOCK_SOURCES,
                                 BLOCK_STEPS, BLOCK_LAST,    BLOCK_INDEX,   FORMAT_KIND('x', 'X', 'X', 'X')};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void require(bool good) {
  if (!good)
    abort();
}

static void put_header(struct buf *out) {
  uint8_t h[FORMAT_HEADER] = {0};
  memcpy(h, FORMAT_MAGIC, 8);
  block_put32(h + 8, FORMAT_VERSION);
  block_put32(h + 12, FORMAT_HEADER);
  block_put64(h + 16, block_features());
  block_put32(h + 36, block_crc(h, 36));
  buf_add(out, h, sizeof h);
}

static void whole_file(const struct trace *t, struct buf *out) {
  struct block_packer *p = block_packer_new();
  struct columns *c = columns_new();
  struct buf b = {0};
  put_header(out);
  static const uint32_t tables[] = {BLOCK_MODULES, BLOCK_SITES,   BLOCK_SOURCES,
                                    BLOCK_TEXTS,   BLOCK_THREADS, BLOCK_OBJECTS};
  tables_meta(t, &b);
  block_pack(p, BLOCK_META, b.at, b.len, out);
  buf_clear(&b);
  tables_shared(t, &b);
  block_pack(p, BLOCK_SHARED, b.at, b.len, out);
  for (size_t k = 0; k < sizeof tables / sizeof *tables; k++)
    for (size_t at = 0; at < tables_count(tables[k], t);) {
      buf_clear(&b);
      at = tables_rows(tables[k], t, at, &b);
      block_pack(p, tables[k], b.at, b.len, out);
    }
  for (uint32_t n = 0; n < trace_steps(t);) {
    uint32_t count = trace_steps(t) - n < 1000 ? trace_steps(t) - n : 1000;
    buf_clear(&b);
    columns_encode(c, t, n + 1, count, &b);
    block_pack(p, BLOCK_STEPS, b.at, b.len, out);
    n += count;
  }
  buf_clear(&b);
  tables_last(t, &b);
  block_pack(p, BLOCK_LAST, b.at, b.len, out);
  buf_fini(&b);
  columns_free(c);
  block_packer_free(p);
}

static void from_blocks(const uint8_t *data, size_t size, struct buf *out) {
  struct block_packer *p = block_packer_new();
  put_header(out);
  while (size >= 3) {
    size_t len = (size_t)data[1] | (size_t)data[2] << 8;
    if (len > size - 3)
      len = size - 3;
    block_pack(p, kinds[data[0] % KINDS], data + 3, len, out);
    data += 3 + len;
    size -= 3 + len;
  }
  block_packer_free(p);
}

static void check(const struct trace *t) {
  for (uint32_t n = 1; n <= trace_steps(t); n++) {
    const struct trace_step *s = trace_step(t, n);
    require(s->thread < trace_threads(t) && s->other < trace_threads(t));
    require(s->object <= trace_objects(t) && s->object2 <= trace_objects(t));
    require(s->site <= trace_sites(t) && s->text <= trace_texts(t));
    require(s->op < OP_COUNT && s->why < WHY_COUNT);
    require(s->next == 0 || (s->next > n && s->next <= trace_steps(t)));
  }
  size_t n;
  const struct trace_pending *p = trace_pending(t, &n);
  for (size_t i = 0; i < n; i++)
    require(p[i].thread < trace_threads(t) && p[i].other < trace_threads(t) && p[i].op < OP_COUNT &&
            p[i].object <= trace_objects(t) && p[i].object2 <= trace_objects(t) && p[i].site <= trace_sites(t));
  struct buf schedule = {0};
  schedule_print(t, &schedule);
  buf_fini(&schedule);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct plait_err err;
  struct recording_info info;
  struct buf file = {0}, again = {0};
  if (size == 0)
    return 0;
  if (data[0] == 0)
    buf_add(&file, data + 1, size - 1);
  else
    from_blocks(data + 1, size - 1, &file);
  struct trace *t = recording_parse_within("input", file.at, file.len, 64 << 20, &info, &err);
  if (t) {
    check(t);
    whole_file(t, &again);
    struct trace *back = recording_parse_within("again", again.at, again.len, (size_t)1 << 30, &info, &err);
    require(back || trace_threads(t) == 0);
    require(!back || traceequal(t, back));
    trace_free(back);
  }
  trace_free(t);
  buf_fini(&file);
  buf_fini(&again);
  return 0;
}

/* ---- seeds ---------------------------------------------------------------------------- */

static struct trace *seed_trace(size_t i) {
  static const char *const texts[] = {
      "main create T1; T1 start; main lock m @3; T1 lock m waited @4; T1 print \"hello\\n\"; T1 done; main exit 0",
      "mutex m recursive; sem s 2; barrier b 2; queue q 4; var d double; source \"int x;\"; main create T1 @f:3; T1 "
      "start;"
      "T1 wait c m; main signal c T1 choice; main put q -7; T1 get q -7; time 1500; main semwait s; T1 semtimed s "
      "timeout;"
      "main arrive b; T1 arrive b; main write d -1.5; T1 read d 2.5; main crash 11; T1 next lock m blocked deadline=9",
      "main fence",
  };
  return i < sizeof texts / sizeof *texts ? tracegen(texts[i]) : NULL;
}

/* The blocks of a file, in this fuzzer's notation. */
static void as_blocks(const struct buf *file, struct buf *out) {
  struct buf payload = {0};
  struct block b;
  buf_putc(out, 1);
  for (size_t at = FORMAT_HEADER; block_look((const uint8_t *)file->at + at, file->len - at, &b) == BLOCK_WHOLE;
       at += b.size) {
    size_t k = 0;
    while (kinds[k] != b.kind)
      k++;
    block_unpack(&b, &payload);
    buf_putc(out, (char)k);
    buf_putc(out, (char)payload.len);
    buf_putc(out, (char)(payload.len >> 8));
    buf_add(out, payload.at, payload.len);
  }
  buf_fini(&payload);
}

bool fuzz_seed(size_t i, struct buf *out) {
  struct trace *t = seed_trace(i / 2);
  if (!t)
    return false;
  struct buf file = {0};
  whole_file(t, &file);
  if (i % 2) {
    as_blocks(&file, out);
  } else {
    buf_putc(out, 0);
    buf_add(out, file.at, file.len);
  }
  buf_fini(&file);
  trace_free(t);
  return true;
}
