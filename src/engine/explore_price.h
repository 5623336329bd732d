/* explore_price.h — what a choice costs in a search within a bound.
 *
 * A price looks at what the choice was made from, N options in the order of threads, and at the thread that moved BEFORE. The
 * sum over an execution is what the bound is for. */
#ifndef PLAIT_ENGINE_EXPLORE_PRICE_H
#define PLAIT_ENGINE_EXPLORE_PRICE_H

#include <stddef.h>
#include <stdint.h>

typedef uint32_t explore_price(const uint32_t *options, size_t n, uint32_t before, uint32_t choice);

/* 1 for a switch away from a thread that could have gone on (Musuvathi, Qadeer, PLDI 2007). */
uint32_t explore_price_preemption(const uint32_t *options, size_t n, uint32_t before, uint32_t choice);
/* The options passed over, starting from the one that a scheduler without preemption would take (Emmi, Qadeer,
 * Rakamaric, POPL 2011). */
uint32_t explore_price_delay(const uint32_t *options, size_t n, uint32_t before, uint32_t choice);

#endif
