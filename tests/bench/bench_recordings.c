#include "bench.h"
void bench_recordings(void){}
void bench_slowdown(void){}
