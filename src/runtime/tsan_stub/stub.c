/* Answers for libtsan.so so that the real one is never loaded beside the runtime. */
extern int plait_tsan_stub;
int plait_tsan_stub = 1;
