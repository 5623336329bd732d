/* doctor_try.c — does a compiler's -fsanitize=thread output run under plait?
 *
 * Decided by doing it: a program with one shared variable is compiled the way
 * `plait run FILE.c` would, executed, and its steps must hold the reads and writes
 * of that variable, by name. */
#include "cli/doctor.h"
#include "cli/program.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char doctor_source[] =
    "#include <pthread.h>\n"
    "static int shared_variable;\n"
    "static void *run(void *unused) { shared_variable++; return unused; }\n"
    "int main(void) {\n"
    "  pthread_t t;\n"
    "  if (pthread_create(&t, 0, run, 0)) return 1;\n"
    "  shared_variable++;\n"
    "  return pthread_join(t, 0);\n"
    "}\n";

struct doctor_seen {
  unsigned steps, reads, writes, named;
};

static void doctor_count(const struct trace *t, struct doctor_seen *seen) {
  seen->steps = trace_steps(t);
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    seen->reads += s->op == OP_READ;
    seen->writes += s->op == OP_WRITE;
    seen->named += s->object && strcmp(trace_object(t, s->object)->name, "shared_variable") == 0;
  }
}

static bool doctor_run(const char *source, struct doctor_seen *seen, struct plait_err *err) {
  struct options o;
  options_init(&o);
  o.program = source;
  bool ok = false;
  struct program *p = program_open(&o, err);
  struct session *s = p ? session_new(&o.session, err) : NULL;
  if (s && session_run(s, NULL, NULL, err)) {
    const struct trace *t = session_trace(s);
    doctor_count(t, seen);
    const struct trace_end *end = trace_end(t);
    ok = end->kind == END_EXIT && end->status == 0;
    if (!ok)
      plait_err_set(err, PLAIT_EXIT_TARGET, "the trial program ended with %s%s%s", plait_end_names[end->kind],
                    *end->text ? ": " : "", end->text);
  }
  if (s)
    session_free(s);
  if (p)
    program_close(p);
  options_fini(&o);
  return ok;
}

/* Writes the program to a folder of its own; false when that is impossible. */
static bool doctor_write(char *folder, char *source, size_t size) {
  const char *tmp = getenv("TMPDIR");
  snprintf(folder, size, "%s/plait-doctor-XXXXXX", tmp && *tmp ? tmp : "/tmp");
  if (!mkdtemp(folder))
    return false;
  snprintf(source, size + 16, "%s/try.c", folder);
  FILE *f = fopen(source, "we");
  if (!f)
    return false;
  bool ok = fputs(doctor_source, f) >= 0;
  return fclose(f) == 0 && ok;
}

static bool doctor_in_path(const char *name) {
  const char *path = getenv("PATH");
  for (const char *at = path ? path : ""; *at;) {
    size_t n = strcspn(at, ":");
    struct buf b = {0};
    buf_printf(&b, "%.*s/%s", (int)n, at, name);
    bool there = access(buf_str(&b), X_OK) == 0;
    buf_fini(&b);
    if (there)
      return true;
    at += n + (at[n] == ':');
  }
  return false;
}

static bool doctor_compiler(struct doctor *d, const char *cc, const char *source) {
  struct plait_err err = {0};
  struct doctor_seen seen = {0};
  char what[32];
  snprintf(what, sizeof what, "program by %s", cc);
  if (!doctor_in_path(cc)) {
    doctor_line(d, DOCTOR_LESS, what, "there is no %s here", cc);
    return false;
  }
  setenv("CC", cc, 1);
  if (!doctor_run(source, &seen, &err))
    doctor_line(d, DOCTOR_LESS, what, "%s", err.text);
  else if (seen.reads < 2 || seen.writes < 2)
    doctor_line(d, DOCTOR_LESS, what, "runs, but of its memory accesses plait sees %u reads and %u writes", seen.reads,
                seen.writes);
  else if (seen.named < 4)
    doctor_line(d, DOCTOR_LESS, what, "runs in %u steps, but its variables have no names", seen.steps);
  else {
    doctor_line(d, DOCTOR_OK, what, "-fsanitize=thread runs under plait: %u steps, memory accesses by name", seen.steps);
    return true;
  }
  return false;
}

void doctor_try(struct doctor *d) {
  static const char *const compilers[] = {"gcc", "clang"};
  char folder[4096], source[4096 + 16];
  if (!doctor_write(folder, source, sizeof folder)) {
    doctor_line(d, DOCTOR_BAD, "trial", "cannot write to %s: set TMPDIR", folder);
    return;
  }
  const char *cc = getenv("CC");
  char *before = cc ? strdup(cc) : NULL;
  unsigned good = 0;
  for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++)
    good += doctor_compiler(d, compilers[i], source);
  if (before)
    setenv("CC", before, 1);
  else
    unsetenv("CC");
  free(before);
  if (!good)
    doctor_line(d, DOCTOR_BAD, "trial", "no compiler here makes a program that plait can look into");
  unlink(source);
  rmdir(folder);
}
