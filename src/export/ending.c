/* ending.c — see ending.h. */
#include "export/ending.h"

#include <inttypes.h>
#include <string.h>

enum { SHOWN = 40 };

static void ending_quote(const struct buf *output, struct buf *out) {
  struct buf all = {0};
  buf_json(&all, buf_str(output), output->len);
  bool cut = all.len > SHOWN;
  size_t n = cut ? SHOWN - 3 : all.len;
  while (cut && n && ((unsigned char)all.at[n] & 0xc0) == 0x80)
    n--;
  buf_printf(out, " \"%.*s%s\"", (int)n, buf_str(&all), cut ? "..." : "");
  buf_fini(&all);
}

void ending_text(const struct trace *t, struct buf *out) {
  const struct trace_end *e = trace_end(t);
  const char *name = e->kind == END_CRASH ? sigabbrev_np(e->status) : NULL;
  switch (e->kind) {
  case END_NONE: buf_puts(out, "interrupted"); break;
  case END_EXIT: buf_printf(out, "exit %" PRId32, e->status); break;
  case END_CRASH: name ? buf_printf(out, "crash, SIG%s", name) : buf_printf(out, "crash, signal %" PRId32, e->status); break;
  case END_STEP_LIMIT: buf_puts(out, "stopped at --max-steps"); break;
  case END_ASSERT: buf_puts(out, "failed assertion"); break;
  default: buf_puts(out, plait_end_word(e->kind, e->text)); break;
  }
  struct buf output = {0};
  trace_output(t, &output);
  if (output.len)
    ending_quote(&output, out);
  buf_fini(&output);
}

void ending_json(const struct trace *t, struct buf *out) {
  const struct trace_end *e = trace_end(t);
  struct buf output = {0};
  trace_output(t, &output);
  buf_printf(out, ",\"end\":\"%s\",\"status\":%" PRId32 ",\"output\":\"", plait_end_names[e->kind], e->status);
  buf_json(out, buf_str(&output), output.len);
  buf_putc(out, '"');
  buf_fini(&output);
}
