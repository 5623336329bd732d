/* resolve.c — struct trace_resolver on top of symbols; see resolve.h. Translates between the two
 * vocabularies and nothing more, except that it notes which module is the executable: thread-local
 * places do not say whose they are. */
#include "cli/resolve.h"

#include "base/array.h"
#include "symbols/symbols.h"
#include "wire/wire.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct resolve {
  struct trace_resolver resolver;
  pthread_mutex_t lock; /* a search with several jobs asks from several threads */
  struct symbols *symbols;
  char *program; /* path of the executable; NULL until a place in it was seen */
};

static enum trace_enc resolve_enc(enum symbols_enc enc) {
  switch (enc) {
  case SYMBOLS_ENC_SIGNED:
    return ENC_SIGNED;
  case SYMBOLS_ENC_UNSIGNED:
    return ENC_UNSIGNED;
  case SYMBOLS_ENC_FLOAT:
    return ENC_FLOAT;
  case SYMBOLS_ENC_BOOL:
    return ENC_BOOL;
  case SYMBOLS_ENC_CHAR:
    return ENC_CHAR;
  case SYMBOLS_ENC_POINTER:
    return ENC_POINTER;
  case SYMBOLS_ENC_UNKNOWN:
    break;
  }
  return ENC_UNKNOWN;
}

static void resolve_note(struct resolve *r, const char *module) {
  if (!r->program && module && symbols_is_program(r->symbols, module))
    r->program = xstrdup(module);
}

static bool resolve_site(void *ctx, const char *module, uint64_t off, struct trace_site *out) {
  struct resolve *r = ctx;
  struct symbols_site site;
  pthread_mutex_lock(&r->lock);
  resolve_note(r, module);
  bool known = module && symbols_site(r->symbols, module, off, &site);
  pthread_mutex_unlock(&r->lock);
  if (!known)
    return false;
  out->func = site.func;
  out->file = site.file;
  out->line = site.line;
  return true;
}

static bool resolve_place(void *ctx, const struct trace_place *place, size_t size, const char *module,
                          const char *frame_module, uint64_t frame_off, int64_t cfa, struct trace_object *out) {
  struct resolve *r = ctx;
  struct symbols_var var;
  bool known = false;
  pthread_mutex_lock(&r->lock);
  resolve_note(r, frame_module);
  switch (place->kind) {
  case PLACE_MODULE:
    resolve_note(r, module);
    known = module && symbols_static_var(r->symbols, module, place->off, size, &var);
    break;
  case PLACE_STACK:
    known = frame_module && symbols_stack_var(r->symbols, frame_module, frame_off, cfa, size, &var);
    break;
  case PLACE_TLS:
    resolve_note(r, module);
    known = r->program && symbols_tls_var(r->symbols, r->program, place->off, size, &var);
    break;
  default:
    break;
  }
  pthread_mutex_unlock(&r->lock);
  if (!known)
    return false;
  out->name = var.name;
  out->type = var.type;
  out->enc = (uint8_t)resolve_enc(var.enc);
  return true;
}

struct resolve *resolve_new(void) {
  struct resolve *r = xcalloc(1, sizeof *r);
  r->symbols = symbols_new();
  pthread_mutex_init(&r->lock, NULL);
  r->resolver = (struct trace_resolver){.ctx = r, .site = resolve_site, .place = resolve_place};
  return r;
}

void resolve_free(struct resolve *r) {
  if (!r)
    return;
  symbols_free(r->symbols);
  pthread_mutex_destroy(&r->lock);
  free(r->program);
  free(r);
}

const struct trace_resolver *resolve_get(struct resolve *r) { return &r->resolver; }

char *resolve_source(void *ctx, const char *module, const char *file) {
  struct resolve *r = ctx;
  (void)module; /* files of different modules that would be shown alike are told apart by symbols */
  const char *path = symbols_source_path(r->symbols, file);
  return path ? xstrdup(path) : NULL;
}
