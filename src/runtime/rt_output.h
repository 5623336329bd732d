/* rt_output.h — what the program prints is an event. */
#ifndef PLAIT_RUNTIME_RT_OUTPUT_H
#define PLAIT_RUNTIME_RT_OUTPUT_H

#include "runtime/rt.h"

void rt_output_init(void);
/* One step that prints N bytes on descriptor 1 or 2. */
void rt_output(int fd, const char *text, size_t n, void *pc);
/* write(2) on descriptor 1 or 2. */
ssize_t rt_output_write(int fd, const void *buf, size_t n, void *pc);

#endif
