/* block.h — one block of a recording: payload to bytes and back, with its checks. */
#ifndef PLAIT_TRACE_BLOCK_H
#define PLAIT_TRACE_BLOCK_H

#include "base/buf.h"
#include "trace/format.h"

#include <stdbool.h>
#include <stddef.h>

uint32_t block_crc(const void *bytes, size_t len); /* CRC-32 of IEEE 802.3 */
void block_put32(uint8_t *at, uint32_t v);
void block_put64(uint8_t *at, uint64_t v);
uint32_t block_get32(const uint8_t *at);
uint64_t block_get64(const uint8_t *at);

/* Packs payloads; keeps what the compressor needs between calls. */
struct block_packer;
struct block_packer *block_packer_new(void);
void block_packer_free(struct block_packer *p);
/* Appends the block, header and all, to *OUT. LEN is at most FORMAT_BLOCK_MAX. */
void block_pack(struct block_packer *p, uint32_t kind, const void *payload, size_t len, struct buf *out);
uint64_t block_features(void); /* the header's feature mask for what block_pack writes */

enum block_state {
  BLOCK_WHOLE,
  BLOCK_TORN,    /* the bytes end in the middle of it */
  BLOCK_DAMAGED, /* a checksum is wrong, or what it says is impossible */
  BLOCK_FOREIGN, /* whole, but packed in a way this build cannot read */
};

struct block {
  uint32_t kind;
  size_t size;       /* in the file, header included */
  uint32_t raw_size; /* of the payload, unpacked */
  uint32_t packing;
  const uint8_t *stored; /* the payload as it is in the file */
  uint32_t stored_size;
};

/* Looks at the block at BYTES and checks it; unpacks nothing. */
enum block_state block_look(const uint8_t *bytes, size_t len, struct block *out);
/* Unpacks to *OUT (cleared first), which grows to raw_size. False: damaged. */
bool block_unpack(const struct block *b, struct buf *out);

#endif
