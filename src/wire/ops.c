/* ops.c — the tables that ops.h declares, expanded from the same lists. */
#include "wire/ops.h"

#include <stdbool.h>
#include <string.h>

const struct plait_op_info plait_op_table[OP_COUNT] = {
#define X(id, name, glyph, cls, verb) [OP_##id] = {name, verb, glyph, cls},
    PLAIT_OPS(X)
#undef X
};

#define X(id, name) name,
const char *const plait_why_names[WHY_COUNT] = {PLAIT_WHYS(X)};
const char *const plait_kind_names[KIND_COUNT] = {PLAIT_KINDS(X)};
const char *const plait_end_names[END_COUNT] = {PLAIT_ENDS(X)};
const char *const plait_order_names[MEMORY_ORDERS] = {PLAIT_ORDERS(X)};
const char *const plait_model_names[MODEL_COUNT] = {PLAIT_MODELS(X)};
#undef X

const char *plait_end_word(enum plait_end end, const char *text) {
  static const char livelock[] = "livelock";
  bool is_livelock = end == END_DEADLOCK && strncmp(text, livelock, sizeof livelock - 1) == 0;
  return is_livelock ? livelock : plait_end_names[end];
}
