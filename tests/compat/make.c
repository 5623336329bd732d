/* make.c — writes the recording of story.h with the writer of the present version.
 *
 *   make compat-recording      writes $(O)/compat/now.plait, now-stored.plait and now-orders.plait
 *
 * Done once for each version of the format; the results are copied here as vN.plait and
 * vN-stored.plait. Never write the files of an old version again: they stand for what users have. */
#include "story.h"

#include "trace/file.h"

int main(int argc, char **argv) {
  struct plait_err err = {0};
  bool orders = argc == 3 && strcmp(argv[2], "orders") == 0;
  struct trace *t = orders ? compat_orders() : compat_story();
  bool good = argc >= 2 && recording_write(argv[1], t, &err);
  if (!good)
    fprintf(stderr, "%s\n", err.text);
  trace_free(t);
  return good ? 0 : 1;
}
