/* settle.c — see settle.h. */
#include "engine/settle.h"

enum wire_policy settle_policy(const struct settle *s) {
  return s->round == 0 ? POLICY_CONTINUE : s->round == 1 ? POLICY_ROUND_ROBIN : POLICY_RANDOM;
}

bool settle_again(struct settle *s, bool found, bool alone, uint64_t steps) {
  /* What a long program's default schedule finds is looked at until it finds no more, as round 0 again and again. */
  bool first = s->round == 0, is_long = steps > SETTLE_LONG_STEPS;
  s->quiet = found ? 0 : s->quiet + 1;
  if (++s->tries >= SETTLE_MOST)
    return false;
  if (first && is_long && found)
    return true;
  if (first && (alone || is_long))
    return false; /* what never had two threads needs no search for what they share */
  s->round++;
  return s->quiet < SETTLE_QUIET;
}
