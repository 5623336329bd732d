/* make.c — writes the recording of story.h with the writer of the present version.
 *
 *   make compat-recording      writes $(O)/compat/now.plait, now-stored.plait, now-orders.plait and now-parts.plait
 *
 * Done once for each version of the format; the results are copied here as vN.plait and
 * vN-stored.plait. Never write the files of an old version again: they stand for what users have. */
#include "story.h"

#include "trace/file.h"

int main(int argc, char **argv) {
  struct plait_err err = {0};
  const char *which = argc == 3 ? argv[2] : "";
  struct trace *t = strcmp(which, "orders") == 0 ? compat_orders() : strcmp(which, "parts") == 0 ? compat_parts() : compat_story();
  bool good = argc >= 2 && recording_write(argv[1], t, &err);
  if (!good)
    fprintf(stderr, "%s\n", err.text);
  trace_free(t);
  return good ? 0 : 1;
}
