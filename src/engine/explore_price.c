/* explore_price.c — see explore_price.h. */
#include "engine/explore_price.h"

#include "wire/wire.h"

#include <stdbool.h>

uint32_t explore_price_preemption(const uint32_t *options, size_t n, uint32_t before, uint32_t choice) {
  if (WIRE_CHOICE_KIND(choice) == CHOICE_COND || WIRE_CHOICE_THREAD(choice) == before)
    return 0;
  for (size_t i = 0; i < n; i++)
    if (options[i] == WIRE_CHOICE(CHOICE_STEP, before))
      return 1;
  return 0;
}

uint32_t explore_price_delay(const uint32_t *options, size_t n, uint32_t before, uint32_t choice) {
  uint32_t passed = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t t = WIRE_CHOICE_THREAD(options[i]), c = WIRE_CHOICE_THREAD(choice);
    if (options[i] == choice)
      continue;
    bool first = t == c ? options[i] < choice : c >= before ? t >= before && t < c : t >= before || t < c;
    passed += first;
  }
  return passed;
}
