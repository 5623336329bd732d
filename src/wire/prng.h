/* prng.h — the random numbers of schedules: SplitMix64.
 *
 * Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
 * 2014. One word of state, the same sequence everywhere, so a seed in a bug
 * report means the same schedule on every machine. In wire because the runtime
 * draws from it and may use nothing else. */
#ifndef PLAIT_WIRE_PRNG_H
#define PLAIT_WIRE_PRNG_H

#include <stdint.h>

static inline uint64_t prng_next(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* Uniform in [0, n), n > 0 (Lemire's multiplication; its bias is below 2^-32 for n < 2^32). */
static inline uint32_t prng_below(uint64_t *state, uint32_t n) {
  return (uint32_t)(((prng_next(state) >> 32) * n) >> 32);
}

#endif
