# Numbers in recordings never change their meaning: the tables of operations, kinds and endings only grow at the end.
# tests/lint/frozen.txt is what version 1 of the format has; append to it when a table grows.
cc=${CC:-cc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cat >"$tmp/t.c" <<'C'
#include "wire/ops.h"
#include <stdio.h>
int main(void) {
  for (int i = 0; i < OP_COUNT; i++) printf("op %d %s\n", i, plait_op_table[i].name);
  for (int i = 0; i < KIND_COUNT; i++) printf("kind %d %s\n", i, plait_kind_names[i]);
  for (int i = 0; i < END_COUNT; i++) printf("end %d %s\n", i, plait_end_names[i]);
  for (int i = 0; i < WHY_COUNT; i++) printf("why %d %s\n", i, plait_why_names[i]);
  for (int i = 0; i < MODEL_COUNT; i++) printf("model %d %s\n", i, plait_model_names[i]);
  for (int i = 0; i < MEMORY_ORDERS; i++) printf("order %d %s\n", i, plait_order_names[i]);
  return 0;
}
C
$cc -std=c17 -Isrc "$tmp/t.c" src/wire/ops.c -o "$tmp/t" || exit 1
"$tmp/t" >"$tmp/now"
if [ "${PLAIT_REFRESH:-}" = 1 ]; then cp "$tmp/now" tests/lint/frozen.txt; fi
diff tests/lint/frozen.txt "$tmp/now" | sed -n 's/^< /was in recordings, now different: /p; s/^> /new, append to tests\/lint\/frozen.txt: /p'
exit 0
