/* symbols.c — the questions of symbols.h, answered from opened binaries and remembered.
 *
 * Looking something up in DWARF costs microseconds to milliseconds, and the same few places are asked
 * about for every execution of a session; so answers, also the negative ones, are kept by question.
 * Nothing here reads DWARF itself: site.c, vartab.c, frame.c and member.c do. */
#ifdef HAVE_LIBDW
#include "symbols/symbols.h"

#include "symbols/binary.h"
#include "symbols/die.h"
#include "symbols/filename.h"
#include "symbols/frame.h"
#include "symbols/member.h"
#include "symbols/site.h"
#include "symbols/vartab.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As base/array.h: there is no useful way on without memory. */
#define uthash_fatal(msg) abort()
#include <uthash.h>

enum question_kind { ASK_SITE, ASK_STATIC, ASK_STACK, ASK_TLS };

struct module {
  struct binary *binary; /* NULL: cannot be opened */
  struct vartab vars;
  bool vars_known;
  UT_hash_handle hh;
  char path[];
};

/* The key of an answer; has no padding, all its bytes are compared. */
struct question {
  const struct module *module;
  uint64_t off, size;
  int64_t cfa;
  uint64_t kind; /* enum question_kind */
};
_Static_assert(sizeof(struct question) == sizeof(void *) + 4 * sizeof(uint64_t), "no padding");

struct answer {
  struct question q;
  bool known;
  struct symbols_site site;
  struct symbols_var var;
  UT_hash_handle hh;
};

struct text {
  UT_hash_handle hh;
  char at[];
};

/* A source file as it is shown, and where the compiler read it. */
struct source {
  const char *shown;
  const char *compiled;
  const struct module *module;
  const char *found; /* on this machine, once asked */
  UT_hash_handle hh;
};

struct symbols {
  struct module *modules;
  struct answer *answers;
  struct text *texts;
  struct source *sources;
};

struct symbols *symbols_new(void) {
  return xcalloc(1, sizeof(struct symbols));
}

void symbols_free(struct symbols *s) {
  if (!s)
    return;
  struct module *m, *mn;
  HASH_ITER(hh, s->modules, m, mn) {
    HASH_DEL(s->modules, m);
    vartab_fini(&m->vars);
    binary_free(m->binary);
    free(m);
  }
  struct answer *a, *an;
  HASH_ITER(hh, s->answers, a, an) {
    HASH_DEL(s->answers, a);
    free(a);
  }
  struct source *f, *fn;
  HASH_ITER(hh, s->sources, f, fn) {
    HASH_DEL(s->sources, f);
    free(f);
  }
  struct text *t, *tn;
  HASH_ITER(hh, s->texts, t, tn) {
    HASH_DEL(s->texts, t);
    free(t);
  }
  free(s);
}

/* One copy of each string, which lives as long as S. */
static const char *symbols_keep(struct symbols *s, const char *text) {
  struct text *t;
  size_t len = strlen(text);
  HASH_FIND(hh, s->texts, text, len, t);
  if (!t) {
    t = xcalloc(1, sizeof *t + len + 1);
    memcpy(t->at, text, len + 1);
    HASH_ADD_KEYPTR(hh, s->texts, t->at, len, t);
  }
  return t->at;
}

static struct module *symbols_module(struct symbols *s, const char *path) {
  struct module *m;
  HASH_FIND_STR(s->modules, path, m);
  if (!m) {
    size_t len = strlen(path);
    m = xcalloc(1, sizeof *m + len + 1);
    memcpy(m->path, path, len + 1);
    m->binary = binary_open(path);
    HASH_ADD_STR(s->modules, path, m);
  }
  return m;
}

static struct vartab *symbols_vars(struct module *m) {
  if (!m->vars_known && m->binary->dwarf)
    vartab_read(&m->vars, m->binary);
  m->vars_known = true;
  return &m->vars;
}

/* The answer to a question, new when it was not asked before: then *fresh and the caller finds out. */
static struct answer *symbols_ask(struct symbols *s, const struct question *q, bool *fresh) {
  struct answer *a;
  HASH_FIND(hh, s->answers, q, sizeof *q, a);
  *fresh = !a;
  if (!a) {
    a = xcalloc(1, sizeof *a);
    a->q = *q;
    a->site = (struct symbols_site){.func = "", .file = ""};
    a->var = (struct symbols_var){.name = "", .type = ""};
    HASH_ADD(hh, s->answers, q, sizeof a->q, a);
  }
  return a;
}

/* How a source file is to be shown. Two files of different folders that would be shown alike are told
 * apart by giving the second its full path. */
static const char *symbols_source(struct symbols *s, const struct module *m, const char *comp_dir, const char *path) {
  struct buf clean = {0}, shown = {0};
  filename_clean(path, &clean);
  filename_shown(comp_dir, path, &shown);
  struct source *f;
  HASH_FIND(hh, s->sources, buf_str(&shown), shown.len, f);
  if (f && strcmp(f->compiled, buf_str(&clean)) != 0) {
    buf_clear(&shown);
    buf_puts(&shown, buf_str(&clean));
    HASH_FIND(hh, s->sources, buf_str(&shown), shown.len, f);
  }
  if (!f) {
    f = xcalloc(1, sizeof *f);
    f->shown = symbols_keep(s, buf_str(&shown));
    f->compiled = symbols_keep(s, buf_str(&clean));
    f->module = m;
    HASH_ADD_KEYPTR(hh, s->sources, f->shown, shown.len, f);
  }
  buf_fini(&clean);
  buf_fini(&shown);
  return f->shown;
}

static void symbols_find_site(struct symbols *s, const struct module *m, struct answer *a) {
  struct site site;
  a->known = site_find(m->binary, m->binary->base + a->q.off, &site);
  a->site.func = symbols_keep(s, buf_str(&site.func));
  a->site.line = site.line;
  if (site.path)
    a->site.file = symbols_source(s, m, site.comp_dir, site.path);
  site_fini(&site);
}

bool symbols_site(struct symbols *s, const char *module, uint64_t off, struct symbols_site *out) {
  struct module *m = symbols_module(s, module);
  const struct question q = {.module = m, .off = off, .kind = ASK_SITE};
  bool fresh;
  struct answer *a = symbols_ask(s, &q, &fresh);
  if (fresh && m->binary)
    symbols_find_site(s, m, a);
  *out = a->site;
  return a->known;
}

bool symbols_function_range(struct symbols *s, const char *module, uint64_t off, uint64_t *lo, uint64_t *hi) {
  struct binary *b = symbols_module(s, module)->binary;
  if (!b)
    return false;
  uint64_t addr = b->base + off;
  struct binary_unit *u = binary_unit_at(b, addr);
  const struct binary_func *f = u ? binary_func_at(u, addr) : NULL;
  const struct symtab_entry *e = f ? NULL : symtab_find(&b->symtab, SYMTAB_CODE, addr);
  if (!f && (!e || e->size == 0))
    return false;
  *lo = (f ? f->lo : e->addr) - b->base;
  *hi = (f ? f->hi : e->addr + e->size) - b->base;
  return true;
}

const char *symbols_source_path(struct symbols *s, const char *file) {
  struct source *f;
  HASH_FIND(hh, s->sources, file, strlen(file), f);
  if (!f)
    return NULL;
  if (f->found)
    return f->found;
  /* Where it was compiled; else, for a program that was moved, from here and beside the program. */
  struct buf beside = {0};
  const char *slash = strrchr(f->module->path, '/');
  if (slash)
    buf_add(&beside, f->module->path, (size_t)(slash - f->module->path) + 1);
  buf_puts(&beside, file);
  const char *const places[] = {f->compiled, file, buf_str(&beside)};
  for (size_t i = 0; i < sizeof places / sizeof *places && !f->found; i++)
    if (access(places[i], R_OK) == 0)
      f->found = symbols_keep(s, places[i]);
  buf_fini(&beside);
  return f->found;
}

/* Names SIZE bytes at OFF in the variable DIE, of FUNC if it belongs to one. */
static void symbols_name_var(struct symbols *s, struct answer *a, const char *func, Dwarf_Die *die, uint64_t off,
                             uint64_t size) {
  struct buf name = {0}, type = {0};
  Dwarf_Die of;
  if (func && func[0])
    buf_printf(&name, "%s:", func);
  buf_puts(&name, die_name(die));
  if (die_type(die, &of))
    member_path(&of, off, size, &name, &type, &a->var.enc);
  a->var.name = symbols_keep(s, buf_str(&name));
  a->var.type = symbols_keep(s, buf_str(&type));
  a->known = true;
  buf_fini(&name);
  buf_fini(&type);
}

static void symbols_name_symbol(struct symbols *s, struct answer *a, const struct symtab_entry *e, uint64_t off) {
  struct buf name = {0};
  symtab_plain(e->name, &name);
  if (off)
    buf_printf(&name, "+%llu", (unsigned long long)off);
  a->var.name = symbols_keep(s, buf_str(&name));
  a->known = true;
  buf_fini(&name);
}

/* A variable with an address of its own: by debug information, by symbol table otherwise. */
static void symbols_find_var(struct symbols *s, struct module *m, struct answer *a, bool tls, uint64_t addr) {
  struct vartab_entry *v = vartab_find(symbols_vars(m), tls, addr);
  if (v) {
    symbols_name_var(s, a, v->func, &v->die, addr - v->addr, a->q.size);
    return;
  }
  const struct symtab_entry *e = symtab_find(&m->binary->symtab, tls ? SYMTAB_TLS : SYMTAB_DATA, addr);
  if (e)
    symbols_name_symbol(s, a, e, addr - e->addr);
}

bool symbols_static_var(struct symbols *s, const char *module, uint64_t off, size_t size, struct symbols_var *out) {
  struct module *m = symbols_module(s, module);
  const struct question q = {.module = m, .off = off, .size = size, .kind = ASK_STATIC};
  bool fresh;
  struct answer *a = symbols_ask(s, &q, &fresh);
  if (fresh && m->binary)
    symbols_find_var(s, m, a, false, m->binary->base + off);
  *out = a->var;
  return a->known;
}

bool symbols_stack_var(struct symbols *s, const char *module, uint64_t pc_off, int64_t cfa, size_t size,
                       struct symbols_var *out) {
  struct module *m = symbols_module(s, module);
  const struct question q = {.module = m, .off = pc_off, .size = size, .cfa = cfa, .kind = ASK_STACK};
  bool fresh;
  struct answer *a = symbols_ask(s, &q, &fresh);
  struct frame_var var;
  if (fresh && m->binary && frame_find(m->binary, m->binary->base + pc_off, cfa, &var))
    symbols_name_var(s, a, var.func, &var.die, var.off, size);
  *out = a->var;
  return a->known;
}

bool symbols_tls_var(struct symbols *s, const char *module, uint64_t below, size_t size, struct symbols_var *out) {
  struct module *m = symbols_module(s, module);
  const struct question q = {.module = m, .off = below, .size = size, .kind = ASK_TLS};
  bool fresh;
  struct answer *a = symbols_ask(s, &q, &fresh);
  /* The executable's block ends at the thread pointer (x86-64 and others of "variant II"). */
  if (fresh && m->binary && below > 0 && below <= m->binary->tls_size)
    symbols_find_var(s, m, a, true, m->binary->tls_size - below);
  *out = a->var;
  return a->known;
}

bool symbols_is_program(struct symbols *s, const char *module) {
  struct binary *b = symbols_module(s, module)->binary;
  return b && b->program;
}
#endif
