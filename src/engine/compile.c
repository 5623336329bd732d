/* compile.c — FILE.c to a program; see compile.h.
 *
 * gcc links its ThreadSanitizer library dynamically, and plait's stand-in takes
 * its place when the program starts. clang links its own statically, which
 * nothing can take the place of: so clang only compiles with -fsanitize=thread and
 * links without it, against the runtime, which has the hooks. (Leaving the hooks
 * undefined is not enough: the linker would make them calls to address 0.) */
#include "engine/compile.h"

#include "base/array.h"
#include "engine/command.h"
#include "engine/layout.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct compiled {
  char *folder;  /* private, temporary */
  char *object, *program; /* in it */
};

typedef ARRAY(char *) words;

static void words_add(words *w, const char *s) {
  w->len -= w->len > 0; /* the NULL at the end */
  *ARRAY_PUSH(w) = xstrdup(s);
  *ARRAY_PUSH(w) = NULL;
}

/* Adds the words of TEXT, which are separated by blanks, as make and the shell would see them in CFLAGS. */
static void words_split(words *w, const char *text) {
  for (const char *p = text ? text : ""; *(p += strspn(p, " \t\n"));) {
    size_t n = strcspn(p, " \t\n");
    char *one = xmalloc(n + 1);
    memcpy(one, p, n);
    one[n] = '\0';
    words_add(w, one);
    free(one);
    p += n;
  }
}

static void words_fini(words *w) {
  for (size_t i = 0; i < w->len; i++)
    free(w->at[i]);
  ARRAY_FREE(w);
}

/* ---- the compiler --------------------------------------------------------------- */

enum family { FAMILY_GCC, FAMILY_CLANG };

struct compiler {
  words cc; /* ${CC:-cc}, possibly several words */
  enum family family;
  int version;
};

static int compile_macro(const char *defines, const char *name) {
  const char *at = strstr(defines, name);
  return at ? atoi(at + strlen(name)) : 0;
}

/* Asks the compiler itself: its name says little (cc, ccache, x86_64-linux-gnu-gcc-12). */
static bool compiler_init(struct compiler *c, struct plait_err *err) {
  const char *cc = getenv("CC");
  *c = (struct compiler){0};
  words_split(&c->cc, cc && *cc ? cc : "cc");
  if (c->cc.len == 0)
    words_add(&c->cc, "cc");
  words ask = {0};
  for (size_t i = 0; i + 1 < c->cc.len; i++)
    words_add(&ask, c->cc.at[i]);
  words_split(&ask, "-dM -E -x c /dev/null");
  struct buf out = {0};
  int status = command_run(ask.at, NULL, &out);
  int error = errno;
  const char *defines = buf_str(&out);
  c->family = strstr(defines, "#define __clang__ ") ? FAMILY_CLANG : FAMILY_GCC;
  c->version = compile_macro(defines, c->family == FAMILY_CLANG ? "#define __clang_major__ " : "#define __GNUC__ ");
  words_fini(&ask);
  buf_fini(&out);
  if (status == 0 && c->version > 0)
    return true;
  if (status < 0)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "the compiler '%s' cannot be started (%s): install gcc or clang, or set CC",
                         c->cc.at[0], strerror(error));
  return plait_err_set(err, PLAIT_EXIT_USAGE, "the compiler '%s' is neither gcc nor clang: set CC to one of them",
                       c->cc.at[0]);
}

static void compile_command(const struct compiler *c, words *w) {
  for (size_t i = 0; i + 1 < c->cc.len; i++)
    words_add(w, c->cc.at[i]);
}

/* ---- names and folders --------------------------------------------------------------- */

bool compile_is_source(const char *name) {
  size_t n = strlen(name);
  return n > 2 && strcmp(name + n - 2, ".c") == 0;
}

static char *compile_join(const char *folder, const char *name, const char *suffix) {
  struct buf b = {0};
  buf_printf(&b, "%s/%s%s", folder, name, suffix);
  char *path = xstrdup(buf_str(&b));
  buf_fini(&b);
  return path;
}

/* A private folder, and in it names after the source: the program's name is in what assert prints. */
static bool compile_folder(struct compiled *c, const char *source, struct plait_err *err) {
  const char *tmp = getenv("TMPDIR");
  c->folder = compile_join(tmp && *tmp ? tmp : "/tmp", "plait-XXXXXX", "");
  if (!mkdtemp(c->folder)) {
    plait_err_set(err, PLAIT_EXIT_USAGE, "cannot make the folder '%s' for the compiled program: %s", c->folder,
                  strerror(errno));
    free(c->folder);
    c->folder = NULL;
    return false;
  }
  const char *slash = strrchr(source, '/');
  char *base = xstrdup(slash ? slash + 1 : source);
  base[strlen(base) - 2] = '\0';
  c->program = compile_join(c->folder, base, "");
  c->object = compile_join(c->folder, base, ".o");
  free(base);
  return true;
}

static bool compile_check_source(const char *source, struct plait_err *err) {
  struct stat st;
  if (!compile_is_source(source))
    return plait_err_set(err, PLAIT_EXIT_USAGE, "'%s' is not the name of a C file (FILE.c)", source);
  if (stat(source, &st) != 0)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "there is no file '%s'", source);
  if (S_ISDIR(st.st_mode))
    return plait_err_set(err, PLAIT_EXIT_USAGE, "'%s' is a folder, not a C file", source);
  return true;
}

/* ---- compiling ------------------------------------------------------------------------- */

struct job {
  const struct compiler *compiler;
  const struct compiled *out;
  const char *source; /* as the compiler is told */
  char *dir;          /* where it runs; NULL: here */
  char *include;
  char *runtime;
  char *sync;
  struct buf *messages;
};

static void job_common(const struct job *j, words *w) {
  compile_command(j->compiler, w);
  words_split(w, "-g -O0 -fsanitize=thread -pthread");
  words_add(w, "-I");
  words_add(w, j->include);
}

/* What stands behind the objects wherever a program is linked. */
static void job_link_words(const struct job *j, words *w) {
  words_add(w, j->sync);
  words_add(w, j->runtime);
  words_split(w, getenv("LDFLAGS"));
  words_split(w, getenv("LDLIBS"));
}

/* Runs the command, whose words are gone afterwards; returns its status. */
static int job_command(const struct job *j, words *w) {
  int status = command_run(w->at, j->dir, j->messages);
  words_fini(w);
  return status;
}

/* One command does both. The runtime is linked too because gcc's own library has no hooks for volatile accesses. */
static int job_gcc(const struct job *j) {
  words w = {0};
  job_common(j, &w);
  if (j->compiler->version >= 11)
    words_split(&w, "--param tsan-distinguish-volatile=1");
  words_split(&w, getenv("CFLAGS"));
  words_split(&w, "-x c");
  words_add(&w, j->source);
  words_split(&w, "-x none -o");
  words_add(&w, j->out->program);
  job_link_words(j, &w);
  return job_command(j, &w);
}

static int job_clang_compile(const struct job *j) {
  words w = {0};
  job_common(j, &w);
  words_split(&w, "-mllvm -tsan-instrument-read-before-write=1 -mllvm -tsan-distinguish-volatile=1");
  words_split(&w, getenv("CFLAGS"));
  words_split(&w, "-x c -c");
  words_add(&w, j->source);
  words_add(&w, "-o");
  words_add(&w, j->out->object);
  return job_command(j, &w);
}

static int job_clang_link(const struct job *j) {
  words w = {0};
  compile_command(j->compiler, &w);
  words_add(&w, "-pthread");
  words_add(&w, j->out->object);
  words_add(&w, "-o");
  words_add(&w, j->out->program);
  job_link_words(j, &w);
  return job_command(j, &w);
}

static bool job_run(const struct job *j, struct plait_err *err) {
  int status;
  if (j->compiler->family == FAMILY_CLANG) {
    status = job_clang_compile(j);
    if (status == 0)
      status = job_clang_link(j);
  } else {
    status = job_gcc(j);
  }
  if (status == 0)
    return true;
  const char *cc = j->compiler->cc.at[0];
  if (status < 0)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "the compiler '%s' cannot be started: %s", cc, strerror(errno));
  return plait_err_set(err, PLAIT_EXIT_USAGE, "'%s' cannot be compiled with %s (exit status %d)", j->source, cc, status);
}

static bool compile_all(struct compiled *c, const char *source, struct buf *messages, struct plait_err *err) {
  struct compiler compiler = {0};
  struct job j = {.compiler = &compiler, .out = c, .source = source, .messages = messages};
  if (*source == '/') { /* from its own folder, under its base name */
    const char *slash = strrchr(source, '/');
    j.dir = xstrdup(slash == source ? "/" : source);
    if (slash != source)
      j.dir[slash - source] = '\0';
    j.source = slash + 1;
  }
  j.include = layout_include(err);
  j.runtime = j.include ? layout_runtime(err) : NULL;
  j.sync = j.runtime ? layout_sync(err) : NULL;
  bool done = j.sync && compiler_init(&compiler, err) && compile_folder(c, source, err) && job_run(&j, err);
  words_fini(&compiler.cc);
  free(j.dir);
  free(j.include);
  free(j.runtime);
  free(j.sync);
  return done;
}

struct compiled *compiled_new(const char *source, struct buf *messages, struct plait_err *err) {
  if (!compile_check_source(source, err))
    return NULL;
  struct compiled *c = xcalloc(1, sizeof *c);
  if (compile_all(c, source, messages, err))
    return c;
  compiled_free(c);
  return NULL;
}

const char *compiled_program(const struct compiled *c) { return c->program; }

void compiled_free(struct compiled *c) {
  if (!c)
    return;
  if (c->folder) {
    unlink(c->program);
    unlink(c->object);
    rmdir(c->folder);
  }
  free(c->program);
  free(c->object);
  free(c->folder);
  free(c);
}
