/* format.h — the .plait recording, byte by byte. Version 1.
 *
 * All numbers are little-endian; "varint" is LEB128 of at most 64 bits, "zigzag" a varint that
 * alternates signs (0, -1, 1, -2 …), "string" a varint length and that many bytes.
 *
 * The file is a header and then blocks, one after the other.
 *
 *   header, 40 bytes
 *   offset size
 *        0    8  magic 89 'P' 'L' 'A' 'I' 'T' 0d 0a (what a text-mode copy breaks first)
 *        8    4  version
 *       12    4  header size; blocks begin there
 *       16    8  feature mask: a reader must know every bit of the low 32, may ignore the others.
 *                bit 0: there may be blocks compressed with zstd
 *       24    8  size of the whole file; 0 while it is being written
 *       32    4  0
 *       36    4  CRC-32 of bytes 0 to 35
 *
 *   block, 24 bytes and the payload
 *        0    4  kind, four letters; a reader skips kinds it does not know when the first letter is small
 *        4    4  packing of the payload: 0 as it is, 1 one zstd frame with its own checksum
 *        8    4  size of the payload in the file
 *       12    4  size of the payload unpacked, at most FORMAT_BLOCK_MAX
 *       16    4  CRC-32 of the payload in the file
 *       20    4  CRC-32 of bytes 0 to 19
 *
 * A file whose size field is 0 was never finished: it is read up to its last whole block.
 * Any other fault is an error, because then nobody knows what else is wrong.
 *
 * Kinds, and what they hold unpacked. What a step mentions stands in a block before it.
 * Rows are numbered; a table block begins with the number of its first row and the number of rows,
 * and may repeat rows that were there already: the last one counts (a name was learnt late).
 *
 *   META  program, cwd, stdin_file, strategy, build: strings; args, env: count and strings;
 *         seed, max_steps, model, free_time, spurious, has_tsan, interval: varints
 *   SHAR  count; each: place, length
 *   MODU  modules from 0: string
 *   SITE  sites from 1: func, file: strings; line, module, off: varints
 *   TEXT  texts from 1: string (never repeated)
 *   THRD  threads from 0: name: string; creator, start_site: varints
 *   OBJE  objects from 1: kind, enc, size, lock_type: varints; name, type: strings; place; param: zigzag; site: varint
 *   part  which objects are made of others, from 1: whole (0: none), bits (1 composite): varints; only where there are any
 *   SORC  sources: count; each: file, text: strings
 *   STEP  steps, see columns.h
 *   LAST  end: kind varint, status zigzag, text string; pending: count; each: thread, other, op, size,
 *         bits (1 enabled, 2 can_timeout, 4 can_spurious, 8 spinning), object, object2, site, spins, deadline: varints
 *   INDX  the last block: count of blocks before it; each: kind (4 bytes), offset and first step: varints
 *
 * A place is: kind, owner, seq, off: varints.
 *
 * Bits 13 to 15 of a step's flags are the memory order of an atomic (wire/ops.h): always 0, the strongest, in what
 * was written before there were any; a reader that does not know them shows the step without its order.
 *
 * A note on an object that is made of others has a value_hi too (include/plait.h, plait_rt_effect).
 *
 * What changes: an added kind of block that old readers may skip has a small first letter and no
 * new version; anything else is a new version, and tests/compat keeps a file of each. */
#ifndef PLAIT_TRACE_FORMAT_H
#define PLAIT_TRACE_FORMAT_H

#include <stdint.h>

#define FORMAT_MAGIC "\x89PLAIT\r\n"

enum {
  FORMAT_VERSION = 1,
  FORMAT_HEADER = 40,
  FORMAT_BLOCK_HEADER = 24,
  FORMAT_BLOCK_MAX = 1 << 24, /* bytes of an unpacked payload */
  FORMAT_STEPS_MAX = 1 << 16, /* steps in one block */
  FORMAT_FEATURE_ZSTD = 1 << 0,
};

#define FORMAT_KIND(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

enum format_kind {
  BLOCK_META = FORMAT_KIND('M', 'E', 'T', 'A'),
  BLOCK_SHARED = FORMAT_KIND('S', 'H', 'A', 'R'),
  BLOCK_MODULES = FORMAT_KIND('M', 'O', 'D', 'U'),
  BLOCK_SITES = FORMAT_KIND('S', 'I', 'T', 'E'),
  BLOCK_TEXTS = FORMAT_KIND('T', 'E', 'X', 'T'),
  BLOCK_THREADS = FORMAT_KIND('T', 'H', 'R', 'D'),
  BLOCK_OBJECTS = FORMAT_KIND('O', 'B', 'J', 'E'),
  BLOCK_PARTS = FORMAT_KIND('p', 'a', 'r', 't'),
  BLOCK_SOURCES = FORMAT_KIND('S', 'O', 'R', 'C'),
  BLOCK_STEPS = FORMAT_KIND('S', 'T', 'E', 'P'),
  BLOCK_LAST = FORMAT_KIND('L', 'A', 'S', 'T'),
  BLOCK_INDEX = FORMAT_KIND('I', 'N', 'D', 'X'),
};

/* An unknown kind that may be skipped: its first letter is small. */
static inline int format_may_skip(uint32_t kind) { return (kind & 0x20) != 0; }

#endif
