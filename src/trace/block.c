/* block.c — see block.h. The compressor is optional: without it blocks are stored as they are
 * and protected by the same checksums. */
#include "trace/block.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

enum { LEVEL = 3, PACKED_NOT = 0, PACKED_ZSTD = 1 };

uint32_t block_crc(const void *bytes, size_t len) {
  /* Four bits at a time: payloads are compressed, so a table of 64 bytes is fast enough. */
  static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
                                     0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                     0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
  const uint8_t *p = bytes;
  uint32_t crc = 0xffffffffu;
  for (size_t i = 0; i < len; i++) {
    crc ^= p[i];
    crc = crc >> 4 ^ table[crc & 15];
    crc = crc >> 4 ^ table[crc & 15];
  }
  return ~crc;
}

void block_put32(uint8_t *at, uint32_t v) {
  for (int i = 0; i < 4; i++)
    at[i] = (uint8_t)(v >> 8 * i);
}

void block_put64(uint8_t *at, uint64_t v) {
  block_put32(at, (uint32_t)v);
  block_put32(at + 4, (uint32_t)(v >> 32));
}

uint32_t block_get32(const uint8_t *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

uint64_t block_get64(const uint8_t *at) { return block_get32(at) | (uint64_t)block_get32(at + 4) << 32; }

/* ---- packing ---------------------------------------------------------------- */

struct block_packer {
#ifdef HAVE_ZSTD
  ZSTD_CCtx *zstd;
#endif
  struct buf packed;
};

struct block_packer *block_packer_new(void) {
  struct block_packer *p = xcalloc(1, sizeof *p);
#ifdef HAVE_ZSTD
  p->zstd = ZSTD_createCCtx();
  if (p->zstd) {
    ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_checksumFlag, 1);
  }
#endif
  return p;
}

void block_packer_free(struct block_packer *p) {
  if (!p)
    return;
#ifdef HAVE_ZSTD
  ZSTD_freeCCtx(p->zstd);
#endif
  buf_fini(&p->packed);
  free(p);
}

uint64_t block_features(void) {
#ifdef HAVE_ZSTD
  return FORMAT_FEATURE_ZSTD;
#else
  return 0;
#endif
}

/* The payload compressed, when that is possible and makes it smaller; else NULL. */
static const void *compress(struct block_packer *p, const void *payload, size_t len, size_t *packed) {
#ifdef HAVE_ZSTD
  if (!p->zstd)
    return NULL;
  size_t bound = ZSTD_compressBound(len);
  if (p->packed.cap < bound)
    p->packed.at = array_grow(p->packed.at, &p->packed.cap, bound, 1);
  *packed = ZSTD_compress2(p->zstd, p->packed.at, p->packed.cap, payload, len);
  return !ZSTD_isError(*packed) && *packed < len ? p->packed.at : NULL;
#else
  (void)p, (void)payload, (void)len, (void)packed;
  return NULL;
#endif
}

void block_pack(struct block_packer *p, uint32_t kind, const void *payload, size_t len, struct buf *out) {
  uint8_t header[FORMAT_BLOCK_HEADER];
  size_t stored_size = 0;
  const void *stored = compress(p, payload, len, &stored_size);
  block_put32(header + 4, stored ? PACKED_ZSTD : PACKED_NOT);
  if (!stored) {
    stored = payload;
    stored_size = len;
  }
  block_put32(header, kind);
  block_put32(header + 8, (uint32_t)stored_size);
  block_put32(header + 12, (uint32_t)len);
  block_put32(header + 16, block_crc(stored, stored_size));
  block_put32(header + 20, block_crc(header, 20));
  buf_add(out, header, sizeof header);
  buf_add(out, stored, stored_size);
}

/* ---- unpacking ----------------------------------------------------------------- */

enum block_state block_look(const uint8_t *bytes, size_t len, struct block *out) {
  if (len < FORMAT_BLOCK_HEADER)
    return BLOCK_TORN;
  if (block_get32(bytes + 20) != block_crc(bytes, 20))
    return BLOCK_DAMAGED;
  *out = (struct block){
      .kind = block_get32(bytes),
      .packing = block_get32(bytes + 4),
      .stored_size = block_get32(bytes + 8),
      .raw_size = block_get32(bytes + 12),
      .stored = bytes + FORMAT_BLOCK_HEADER,
  };
  if (out->raw_size > FORMAT_BLOCK_MAX || out->stored_size > out->raw_size)
    return BLOCK_DAMAGED;
  if (out->stored_size > len - FORMAT_BLOCK_HEADER)
    return BLOCK_TORN;
  out->size = FORMAT_BLOCK_HEADER + (size_t)out->stored_size;
  if (block_get32(bytes + 16) != block_crc(out->stored, out->stored_size))
    return BLOCK_DAMAGED;
  if (out->packing == PACKED_NOT)
    return out->stored_size == out->raw_size ? BLOCK_WHOLE : BLOCK_DAMAGED;
#ifdef HAVE_ZSTD
  return out->packing == PACKED_ZSTD ? BLOCK_WHOLE : BLOCK_FOREIGN;
#else
  return BLOCK_FOREIGN;
#endif
}

bool block_unpack(const struct block *b, struct buf *out) {
  buf_clear(out);
  if (out->cap <= b->raw_size)
    out->at = array_grow(out->at, &out->cap, (size_t)b->raw_size + 1, 1);
  out->len = b->raw_size;
  out->at[out->len] = '\0';
  if (b->packing == PACKED_NOT) {
    memcpy(out->at, b->stored, b->stored_size);
    return true;
  }
#ifdef HAVE_ZSTD
  return ZSTD_decompress(out->at, b->raw_size, b->stored, b->stored_size) == b->raw_size;
#else
  return false;
#endif
}
