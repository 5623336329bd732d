/* fuzz_scene.c — the headers of scenes: whatever a file begins with, parsing gives a scene or one line. */
#include "cli/scene.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct scene scene;
  struct plait_err err = {0};
  if (scene_parse("fuzz.c", (const char *)data, size, &scene, &err)) {
    if (strcmp(scene.name, "fuzz") != 0 || !scene.outcomes.len)
      abort();
    scene_fini(&scene);
  } else if (!*err.text || strchr(err.text, '\n')) {
    abort();
  }
  return 0;
}
