# plait — build, test, install.
#
#   make            build into build/ (O=DIR for another place)
#   make play       set up what is missing, build, open the first scene
#   make check      set up what is missing, build, run every test
#   make help       all targets
#
# CC=clang, DEBUG=1, SAN=address,undefined and WERROR=1 change how.

O ?= build
CC ?= cc
PREFIX ?= /usr/local
VERSION := 0.1.0

# The one list of Debian packages: to build, and to test.
DEB_BUILD := gcc libc6-dev make pkg-config libncurses-dev libdw-dev libzstd-dev uthash-dev libjansson-dev libutf8proc-dev libmd4c-dev
# libclang-rt-14-dev: what clang of Debian 12 links for sanitizers and fuzzers; elsewhere it is named otherwise and left out.
# python3 compares the primitives of plait/sync.h with its own.
DEB_TEST := libcmocka-dev libvterm-dev clang clang-format libclang-rt-14-dev g++ valgrind procps python3

PKGS := ncursesw libutf8proc jansson
pkg = $(shell pkg-config $(1) $(2) 2>/dev/null)
have = $(shell pkg-config --exists $(1) 2>/dev/null && echo 1)

WARN := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes -Wvla
CPPFLAGS += -Isrc -Iinclude -D_GNU_SOURCE -DPLAIT_VERSION='"$(VERSION)"' $(call pkg,--cflags,$(PKGS))
CFLAGS ?= $(if $(DEBUG),-O0 -g3,-O2 -g)
ALL_CFLAGS = -std=c17 $(WARN) $(if $(WERROR),-Werror) $(CFLAGS) -pthread $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer)
ALL_LDFLAGS = $(LDFLAGS) -pthread $(if $(SAN),-fsanitize=$(SAN))
LDLIBS := $(call pkg,--libs,$(PKGS))
ifeq ($(call have,libdw),1)
CPPFLAGS += -DHAVE_LIBDW
LDLIBS += $(call pkg,--libs,libdw) -lelf
endif
ifeq ($(call have,libzstd),1)
CPPFLAGS += -DHAVE_ZSTD
LDLIBS += $(call pkg,--libs,libzstd)
endif

# A change of compiler or flags in the same O builds everything again.
FLAGS_NOW := $(strip $(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(LDLIBS))
ifneq ($(filter-out clean help deps deps-build play check san uninstall,$(or $(MAKECMDGOALS),all)),)
ifneq ($(FLAGS_NOW),$(strip $(file <$(O)/flags)))
$(shell mkdir -p $(O))
$(file >$(O)/flags,$(FLAGS_NOW))
endif
endif

# Folders of plait itself, in dependency order: a test of one folder links it and those after it.
PARTS := cli tui export engine view analysis model symbols trace wire base
objs = $(patsubst src/%.c,$(O)/obj/%.o,$(wildcard src/$(1)/*.c))
libs = $(foreach p,$(1),$(O)/lib/$(p).a)

.DEFAULT_GOAL := all
.PHONY: all
all: $(O)/plait $(O)/libplait_rt.so $(O)/libplaitsync.a $(O)/libplaitsync.so $(O)/tsan/libtsan.so.2 $(O)/tsan/libtsan.so.0 $(O)/scenes $(O)/include $(O)/themes

# So that a build directory anywhere finds what is not built.
$(O)/scenes $(O)/include:
	@mkdir -p $(@D)
	@ln -sfn $(CURDIR)/$(@F) $@
$(O)/themes:
	@mkdir -p $(@D)
	@ln -sfn $(CURDIR)/assets/themes $@

$(O)/plait: $(call libs,$(PARTS))
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ -Wl,--start-group $^ -Wl,--end-group $(LDLIBS)

define archive
$(O)/lib/$(1).a: $(call objs,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(AR) rcs $$@ $$^
endef
$(foreach p,$(PARTS),$(eval $(call archive,$(p))))

$(O)/obj/%.o: src/%.c $(O)/flags
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The runtime is its own world: position independent, no sanitizers, nothing exported but rt.map.
RT_CFLAGS = -std=c17 $(WARN) $(if $(WERROR),-Werror) -O2 -g -fPIC -ftls-model=initial-exec -fno-builtin -D__NO_INLINE__ -fvisibility=hidden -pthread
RT_OBJS := $(patsubst src/%.c,$(O)/rt/%.o,$(wildcard src/runtime/*.c))
$(O)/rt/%.o: src/%.c $(O)/flags
	@mkdir -p $(@D)
	$(CC) -Isrc -Iinclude -D_GNU_SOURCE $(RT_CFLAGS) -MMD -MP -c -o $@ $<
$(O)/libplait_rt.so: $(RT_OBJS) src/runtime/rt.map
	$(CC) -shared -o $@ $(RT_OBJS) -pthread -Wl,--version-script=src/runtime/rt.map -Wl,-soname,libplait_rt.so -Wl,-z,now -Wl,-z,defs -ldl

# libplaitsync works in programs of all kinds: position independent, no sanitizers, so that plait sees its locks and not its
# memory (-fno-builtin: nor calls of memcpy that a compiler would make). Only plait_* is visible outside, also in the archive.
SYNC_CFLAGS = -std=c17 $(WARN) $(if $(WERROR),-Werror) -O2 -g -fPIC -fno-builtin -fno-optimize-sibling-calls -pthread
SYNC_OBJS := $(patsubst src/%.c,$(O)/sync/%.o,$(wildcard src/sync/*.c))
$(O)/sync/%.o: src/%.c $(O)/flags
	@mkdir -p $(@D)
	$(CC) -Isrc -Iinclude -D_GNU_SOURCE $(SYNC_CFLAGS) -MMD -MP -c -o $@ $<
$(O)/libplaitsync.a: $(SYNC_OBJS)
	@rm -f $@
	$(CC) -r -nostdlib -o $(O)/sync/plaitsync.o $^
	objcopy -w --keep-global-symbol='plait_*' $(O)/sync/plaitsync.o
	$(AR) rcs $@ $(O)/sync/plaitsync.o
$(O)/libplaitsync.so: $(SYNC_OBJS) src/sync/sync.map
	$(CC) -shared -o $@ $(SYNC_OBJS) -pthread -Wl,--version-script=src/sync/sync.map -Wl,-soname,libplaitsync.so.0 -Wl,-z,defs
	ln -sf libplaitsync.so $(O)/libplaitsync.so.0

# What answers for libtsan.so.*: empty, the hooks are in the preloaded runtime.
$(O)/tsan/libtsan.so.%: src/runtime/tsan_stub/stub.c
	@mkdir -p $(@D)
	$(CC) -shared -fPIC -nostdlib -o $@ $< -Wl,-soname,$(@F)

-include $(shell find $(O) -name '*.d' 2>/dev/null)

# ---- what people type ---------------------------------------------------------

# $(call need,PACKAGES): installs those that are missing and that this release has. Where there is no dpkg it says what is needed and goes on.
define need
@if command -v dpkg-query >/dev/null; then \
  missing=; \
  for p in $(1); do \
    dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
  done; \
  if [ -n "$$missing" ]; then \
    as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
    echo "installing$$missing"; \
    $$as_root apt-get update -q; \
    known=; for p in $$missing; do apt-cache show $$p >/dev/null 2>&1 && known="$$known $$p" || echo "this release has no $$p"; done; \
    $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$known || \
    { echo "plait needs these packages:$$missing" >&2; exit 1; }; \
  fi; \
else \
  echo "plait needs what Debian calls: $(1)"; \
fi
endef

.PHONY: deps deps-build play clean install uninstall help
deps: ; $(call need,$(DEB_BUILD) $(DEB_TEST))
deps-build: ; $(call need,$(DEB_BUILD))

# The build is a make of its own: what pkg-config answers may just have changed.
play: deps-build
	@$(MAKE) --no-print-directory all
	@if [ -t 0 ] && [ -t 1 ]; then \
	  $(O)/plait lost-update; \
	else \
	  $(O)/plait record -q -o $(O)/play.plait --strategy round-robin lost-update; $(O)/plait show $(O)/play.plait; \
	fi

include tests/tests.mk

MAN1 := $(DESTDIR)$(PREFIX)/share/man/man1
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/plait/tsan $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/plait/sync \
	  $(DESTDIR)$(PREFIX)/share/plait/scenes $(DESTDIR)$(PREFIX)/share/plait/themes $(MAN1)
	install -m755 $(O)/plait $(DESTDIR)$(PREFIX)/bin/
	install -m644 $(O)/libplait_rt.so $(DESTDIR)$(PREFIX)/lib/plait/
	install -m644 $(O)/tsan/libtsan.so.0 $(O)/tsan/libtsan.so.2 $(DESTDIR)$(PREFIX)/lib/plait/tsan/
	install -m644 $(O)/libplaitsync.a $(DESTDIR)$(PREFIX)/lib/
	install -m755 $(O)/libplaitsync.so $(DESTDIR)$(PREFIX)/lib/libplaitsync.so.0
	ln -sf libplaitsync.so.0 $(DESTDIR)$(PREFIX)/lib/libplaitsync.so
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' src/sync/plaitsync.pc.in >$(DESTDIR)$(PREFIX)/lib/pkgconfig/plaitsync.pc
	install -m644 include/plait.h $(DESTDIR)$(PREFIX)/include/
	install -m644 include/plait/sync.h $(DESTDIR)$(PREFIX)/include/plait/
	install -m644 include/plait/sync/*.h $(DESTDIR)$(PREFIX)/include/plait/sync/
	install -m644 scenes/*.c scenes/chapters.txt $(wildcard scenes/*.py scenes/*.go scenes/*.java) $(DESTDIR)$(PREFIX)/share/plait/scenes/
	install -m644 assets/themes/*.theme $(DESTDIR)$(PREFIX)/share/plait/themes/
	install -m644 assets/plait.1 $(MAN1)/

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/lib/plait $(DESTDIR)$(PREFIX)/share/plait $(DESTDIR)$(PREFIX)/include/plait
	rm -f $(DESTDIR)$(PREFIX)/lib/libplaitsync.* $(DESTDIR)$(PREFIX)/lib/pkgconfig/plaitsync.pc
	rm -f $(DESTDIR)$(PREFIX)/bin/plait $(DESTDIR)$(PREFIX)/include/plait.h $(MAN1)/plait.1

clean: ; rm -rf $(O)

help:
	@echo 'make              build into build/ (O=DIR: into DIR)'
	@echo 'make play         install what is missing, build, open the first scene'
	@echo 'make check        install what is missing, build, run every test'
	@echo 'make check-only   run every test, install nothing; TESTS="unit cli" runs only those suites'
	@echo 'make lint         only the checks of the architecture'
	@echo 'make san          every test under the address and undefined-behaviour sanitizers'
	@echo 'make fuzz         feed nonsense to the readers of files and to all that is shown, FUZZ_SECONDS=60 each'
	@echo 'make bench        figures, each beside a baseline measured in the same run'
	@echo 'make soak         a hundred runs of every scene and test program: one log each'
	@echo 'make install      into PREFIX=/usr/local, below DESTDIR when given; make uninstall'
	@echo 'make deps         install the Debian packages that building and testing need'
	@echo 'make clean        remove O'
	@echo
	@echo 'CC=clang  DEBUG=1  SAN=address,undefined  WERROR=1   change how it is built'
