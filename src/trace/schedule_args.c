/* schedule_args.c — arguments in one line, quoted as a shell understands them. */
#include "base/array.h"
#include "trace/schedule.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* Takes one word at *AT into WORD; false: a quote is never closed. */
static bool take_word(const char **at, struct buf *word) {
  char quote = 0;
  for (; **at && (quote || !is_blank(**at)); ++*at) {
    char c = **at;
    if (quote ? c == quote : c == '\'' || c == '"')
      quote = quote ? 0 : c;
    else if (c == '\\' && quote != '\'' && (*at)[1])
      buf_putc(word, *++*at);
    else
      buf_putc(word, c);
  }
  return !quote;
}

char **schedule_args_split(const char *args, size_t *n, struct plait_err *err) {
  ARRAY(char *) list = {0};
  const char *at = args;
  bool good = true;
  while (good) {
    while (is_blank(*at))
      at++;
    if (!*at)
      break;
    struct buf word = {0};
    buf_puts(&word, "");
    good = take_word(&at, &word);
    *ARRAY_PUSH(&list) = word.at;
  }
  *ARRAY_PUSH(&list) = NULL;
  *n = list.len - 1;
  if (good)
    return list.at;
  plait_err_set(err, PLAIT_EXIT_USAGE, "a quote is never closed in: %s", args);
  schedule_args_free(list.at);
  *n = 0;
  return NULL;
}

void schedule_args_free(char **args) {
  if (!args)
    return;
  for (char **a = args; *a; a++)
    free(*a);
  free(args);
}

void schedule_args_join(const char *const *args, size_t n, struct buf *out) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=,@%+-";
  for (size_t i = 0; i < n; i++) {
    if (i)
      buf_putc(out, ' ');
    if (args[i][0] && !args[i][strspn(args[i], plain)]) {
      buf_puts(out, args[i]);
      continue;
    }
    buf_putc(out, '"');
    for (const char *c = args[i]; *c; c++) {
      if (*c == '"' || *c == '\\' || *c == '$' || *c == '`')
        buf_putc(out, '\\');
      buf_putc(out, *c);
    }
    buf_putc(out, '"');
  }
}
