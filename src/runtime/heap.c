/* heap.c — malloc and its relatives, so that blocks have names.
 *
 * The target's allocator is replaced because events must say "block 3 of T1, byte 8"
 * rather than an address, for any address inside a block, in constant time, and
 * because glibc's allocator hands out different addresses depending on which
 * thread's exit came first. Deliberately simple: memory is cut into spans of 64 KiB;
 * a span holds blocks of one size class, each behind a 32-byte header; larger blocks
 * take whole spans. Freed blocks are reused last-in first-out per class, so the same
 * schedule gives the same addresses.
 *
 * Only the holder of the baton allocates, except a thread that is just starting or
 * already gone (libc's own bookkeeping); for those there is a spin lock. */
#include "runtime/rt.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

enum { SPAN = 64 << 10, HEADER = sizeof(struct rt_block), CLASSES = 40, SMALL = 32 << 10 };
_Static_assert(HEADER == 32, "a header keeps the payload behind it aligned");
enum { LEAD = HEADER };

struct span {
  uint32_t stride; /* distance between blocks; 0: not in use; for a large block the spans' whole size / 16 */
  uint32_t first;  /* number of the first span of this run */
};
struct free_block {
  struct rt_block header;
  struct free_block *next;
};

RT_HOT static struct span *spans; /* one per span of the heap */
RT_HOT static uintptr_t top;      /* first span never used */
RT_HOT static struct free_block *free_list[CLASSES];
RT_HOT static uintptr_t cut_at[CLASSES], cut_end[CLASSES]; /* what is left of the class's newest span */
static struct free_large {
  struct rt_block header;
  struct free_large *next;
  uint32_t count;
} *large_list;
RT_HOT static uintptr_t arena_at;
RT_HOT static _Atomic uint32_t lock_word;

static void lock(void) {
  while (atomic_exchange_explicit(&lock_word, 1, memory_order_acquire))
    rt_yield_cpu();
}
static void unlock(void) { atomic_store_explicit(&lock_word, 0, memory_order_release); }

/* Memory is mapped as it is needed: fork walks whatever a mapping spans. *END grows to at least TO. */
static bool grow(uintptr_t *end, uintptr_t to, size_t step) {
  while (*end < to) {
    size_t more = to - *end > step ? (to - *end + step - 1) & ~(step - 1) : step;
    if (!rt_map(*end, more))
      return false;
    *end += more;
  }
  return true;
}

void *rt_arena(size_t size) {
  RT_HOT static uintptr_t mapped = RT_ARENA;
  if (!arena_at)
    arena_at = RT_ARENA;
  void *p = (void *)arena_at;
  arena_at += (size + 63) & ~(size_t)63;
  if (!grow(&mapped, arena_at, 256 << 10))
    __builtin_trap();
  return p;
}

static void heap_init(void) {
  /* The table of spans lies behind the heap. */
  spans = (struct span *)(RT_HEAP + RT_HEAP_SIZE);
  if (!rt_map((uintptr_t)spans, RT_HEAP_SIZE / SPAN * sizeof *spans))
    __builtin_trap();
  top = RT_HEAP;
}

/* Four classes to each doubling from 16 bytes on: at most a quarter is slack. */
static size_t class_size(int c) { return c < 4 ? (size_t)16 * (size_t)(c + 1) : (size_t)(4 + c % 4 + 1) << (4 + c / 4 - 1); }

static int class_of(size_t size) {
  int c = 0;
  while (class_size(c) < size)
    c++;
  return c;
}

static uintptr_t take_spans(size_t count, uint32_t stride) {
  RT_HOT static uintptr_t mapped = RT_HEAP;
  if (top + count * SPAN > RT_HEAP + RT_HEAP_SIZE || !grow(&mapped, top + count * SPAN, 1 << 20))
    return 0;
  uintptr_t at = top;
  top += count * SPAN;
  uint32_t first = (uint32_t)((at - RT_HEAP) / SPAN);
  for (uint32_t i = 0; i < count; i++)
    spans[first + i] = (struct span){stride, first};
  return at;
}

static struct rt_block *small(int c) {
  struct free_block *f = free_list[c];
  if (f) {
    free_list[c] = f->next;
    return &f->header;
  }
  size_t stride = LEAD + class_size(c);
  if (cut_at[c] + stride > cut_end[c]) {
    cut_at[c] = take_spans(1, (uint32_t)stride);
    if (!cut_at[c])
      return NULL;
    cut_end[c] = cut_at[c] + SPAN;
  }
  struct rt_block *b = (struct rt_block *)cut_at[c];
  cut_at[c] += stride;
  return b;
}

static struct rt_block *large(size_t size) {
  uint32_t count = (uint32_t)((size + LEAD + SPAN - 1) / SPAN);
  for (struct free_large **l = &large_list; *l; l = &(*l)->next)
    if ((*l)->count == count) {
      struct rt_block *b = &(*l)->header;
      *l = (*l)->next;
      return b;
    }
  return (struct rt_block *)take_spans(count, UINT32_MAX);
}

struct rt_block *rt_block_at(uintptr_t addr) {
  if (!spans || addr >= top)
    return NULL;
  const struct span *s = &spans[(addr - RT_HEAP) / SPAN];
  uintptr_t start = RT_HEAP + (uintptr_t)s->first * SPAN;
  if (!s->stride)
    return NULL;
  uintptr_t at = s->stride == UINT32_MAX ? start : start + (addr - start) / s->stride * s->stride;
  struct rt_block *b = (struct rt_block *)at;
  uintptr_t payload = at + b->offset;
  return b->offset && b->size && addr >= payload && addr < payload + b->size ? b : NULL;
}

uintptr_t rt_block_find(uint16_t owner, uint32_t seq) {
  for (uintptr_t at = RT_HEAP; spans && at < top;) {
    const struct span *s = &spans[(at - RT_HEAP) / SPAN];
    size_t step = s->stride == UINT32_MAX ? SPAN : s->stride;
    uintptr_t end = at + SPAN;
    for (uintptr_t b = at; b + LEAD <= end && s->first == (at - RT_HEAP) / SPAN; b += step) {
      const struct rt_block *k = (const struct rt_block *)b;
      if (k->offset && k->size && k->owner == owner && k->seq == seq)
        return b + k->offset;
    }
    at = end;
  }
  return 0;
}

static void *allocate(size_t size, size_t align, void *pc) {
  if (size > RT_HEAP_SIZE / 2 || align > SPAN / 2) {
    errno = ENOMEM;
    return NULL;
  }
  size_t need = (size ? size : 1) + (align > 16 ? align : 0);
  lock();
  if (!spans)
    heap_init();
  struct rt_block *b = need <= SMALL ? small(class_of(need)) : large(need);
  if (!b) {
    unlock();
    errno = ENOMEM;
    return NULL;
  }
  uintptr_t at = (uintptr_t)b + LEAD;
  if (align > 16)
    at = (at + align - 1) & ~(uintptr_t)(align - 1);
  struct rt_thread *t = rt_self;
  static uint32_t early; /* blocks of main before it is under plait */
  *b = (struct rt_block){.size = size ? size : 1, .seq = t ? ++t->blocks : ++early, .owner = t ? t->index : 0,
                         .offset = (uint16_t)(at - (uintptr_t)b), .pc = (uint64_t)pc};
  unlock();
  if (rt.active && t)
    rt_shadow_block(b->owner, b->seq, at, b->size);
  return (void *)at;
}

static void release(void *p) {
  if (!p || !rt_heap_has((uintptr_t)p))
    return;
  if (rt_self) /* not a thread that is already gone: the open write is another's */
    rt_finish_write();
  struct rt_block *b = rt_block_at((uintptr_t)p);
  if (!b || (uintptr_t)b + b->offset != (uintptr_t)p) {
    if (rt.active && rt_self)
      rt_end(END_ABORT, OP_CRASH, 6, __builtin_return_address(0), "free of memory that is not allocated");
    return;
  }
  if (rt.active) {
    rt_shadow_clear((uintptr_t)p, b->size);
    rt_obj_drop_range((uintptr_t)p, (uintptr_t)p + b->size);
  }
  lock();
  const struct span *s = &spans[((uintptr_t)b - RT_HEAP) / SPAN];
  b->size = 0;
  if (s->stride == UINT32_MAX) {
    uint32_t count = 1, first = s->first;
    while (RT_HEAP + (uintptr_t)(first + count) * SPAN < top && spans[first + count].first == first)
      count++;
    struct free_large *l = (struct free_large *)b;
    l->count = count;
    l->next = large_list;
    large_list = l;
  } else {
    struct free_block *f = (struct free_block *)b;
    int c = class_of(s->stride - LEAD);
    f->next = free_list[c];
    free_list[c] = f;
  }
  unlock();
}

RT_EXPORT void *malloc(size_t size) { return allocate(size, 16, RT_PC); }
RT_EXPORT void free(void *p) { release(p); }

RT_EXPORT void *calloc(size_t n, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(n, size, &total)) {
    errno = ENOMEM;
    return NULL;
  }
  void *p = allocate(total, 16, RT_PC);
  if (p)
    rt_fill(p, 0, total);
  return p;
}

static void *resize(void *p, size_t size, void *pc) {
  if (!p)
    return allocate(size, 16, pc);
  if (size == 0) {
    release(p);
    return NULL;
  }
  const struct rt_block *b = rt_block_at((uintptr_t)p);
  void *to = allocate(size, 16, pc);
  if (to && b) {
    if (rt_self)
      rt_finish_write();
    rt_copy(to, p, b->size < size ? b->size : size);
    release(p);
  }
  return to;
}

RT_EXPORT void *realloc(void *p, size_t size) { return resize(p, size, RT_PC); }

RT_EXPORT void *reallocarray(void *p, size_t n, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(n, size, &total)) {
    errno = ENOMEM;
    return NULL;
  }
  return resize(p, total, RT_PC);
}

RT_EXPORT int posix_memalign(void **out, size_t align, size_t size) {
  if (align < sizeof(void *) || (align & (align - 1)))
    return EINVAL;
  void *p = allocate(size, align, RT_PC);
  if (!p)
    return ENOMEM;
  *out = p;
  return 0;
}

RT_EXPORT void *aligned_alloc(size_t align, size_t size) { return allocate(size, align, RT_PC); }
RT_EXPORT void *memalign(size_t align, size_t size) { return allocate(size, align, RT_PC); }
RT_EXPORT void *valloc(size_t size) { return allocate(size, 4096, RT_PC); }
RT_EXPORT void *pvalloc(size_t size) { return allocate((size + 4095) & ~(size_t)4095, 4096, RT_PC); }

RT_EXPORT size_t malloc_usable_size(void *p) {
  const struct rt_block *b = p ? rt_block_at((uintptr_t)p) : NULL;
  return b ? b->size : 0;
}
