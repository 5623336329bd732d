/* store.h — where reports go; for report.c and analysis.c only. */
#ifndef PLAIT_ANALYSIS_STORE_H
#define PLAIT_ANALYSIS_STORE_H

#include "analysis/analysis.h"

/* Keeps a copy of F and of its texts, unless the same finding is there already. */
void analysis_add(struct analysis *a, const struct finding *f);

#endif
