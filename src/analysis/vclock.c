/* vclock.c — joining and copying vector clocks. */
#include "analysis/vclock.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

static void grow(struct vclock *c, uint32_t len) {
  if (len > c->cap) {
    size_t cap = c->cap;
    c->at = array_grow(c->at, &cap, len, sizeof *c->at);
    c->cap = (uint32_t)cap;
  }
  if (len > c->len) {
    memset(c->at + c->len, 0, (len - c->len) * sizeof *c->at);
    c->len = len;
  }
}

void vclock_join(struct vclock *to, const struct vclock *from) {
  grow(to, from->len);
  for (uint32_t i = 0; i < from->len; i++)
    if (from->at[i] > to->at[i])
      to->at[i] = from->at[i];
}

void vclock_copy(struct vclock *to, const struct vclock *from) {
  to->len = 0;
  grow(to, from->len);
  if (from->len)
    memcpy(to->at, from->at, from->len * sizeof *from->at);
}

void vclock_set(struct vclock *c, uint16_t thread, uint32_t step) {
  grow(c, (uint32_t)thread + 1);
  c->at[thread] = step;
}

void vclock_clear(struct vclock *c) { c->len = 0; }

void vclock_fini(struct vclock *c) {
  free(c->at);
  *c = (struct vclock){0};
}
