/* fuzz.h — what a fuzzer in this folder provides.
 *
 * Each fuzz_NAME.c defines the first function, and the second unless its seeds are files. With clang it is linked with
 * libFuzzer, which calls the first; with any other compiler, and to write the seeds, with standalone.c. */
#ifndef PLAIT_TESTS_FUZZ_H
#define PLAIT_TESTS_FUZZ_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Appends the I-th seed to OUT; false: there are no more. Not there: the seeds are files (fuzz.mk). */
__attribute__((weak)) bool fuzz_seed(size_t i, struct buf *out);

#endif
