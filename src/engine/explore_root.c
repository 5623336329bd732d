/* explore_root.c — see explore_root.h. */
#include "engine/explore_root.h"

uint32_t explore_root_choices(const struct explore_run *r, const struct strategy_root *root) {
  size_t used = 0;
  for (uint32_t i = 0; i < r->choices.len; i++) {
    bool waiter = WIRE_CHOICE_KIND(r->choices.at[i]) == CHOICE_COND;
    if (used == root->len)
      return i;
    if (!waiter || WIRE_CHOICE_KIND(root->choices[used]) == CHOICE_COND)
      used++;
  }
  return (uint32_t)r->choices.len;
}

uint32_t explore_root_events(const struct explore_run *r, const struct strategy_root *root, bool *half) {
  uint32_t choices = explore_root_choices(r, root), n = 0;
  while (n < r->events.len && r->events.at[n].choice < choices)
    n++;
  *half = n > 0 && r->events.at[n - 1].flags & STEP_CHOICE && r->events.at[n - 1].choice + 1 == choices;
  return *half ? n - 1 : n;
}

void explore_root_sleeper(struct strategy_plan *plan, const struct explore_move *m, uint32_t wire) {
  /* Once is enough when several branches of a thread are asleep: they do the same to others. */
  for (size_t i = 0; i < plan->sleepers.len; i++)
    if (plan->sleepers.at[i].thread == wire)
      return;
  *ARRAY_PUSH(&plan->sleepers) = (struct wire_sleeper){.thread = (uint16_t)wire, .flags = m->flags, .nature = m->nature};
}

void explore_root_plan(const struct strategy_root *root, struct strategy_plan *plan) {
  for (size_t i = 0; i < root->len; i++)
    *ARRAY_PUSH(&plan->prefix) = root->choices[i];
  plan->sleep_from = root->len;
  for (size_t i = 0; i < root->asleep_len; i++)
    explore_root_sleeper(plan, &root->asleep[i], root->asleep[i].wire);
}
