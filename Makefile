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

# The one list of Debian packages (DESIGN section 10).
DEB_BUILD := gcc make pkg-config libncurses-dev libdw-dev libzstd-dev uthash-dev libjansson-dev libutf8proc-dev libmd4c-dev
DEB_TEST := libcmocka-dev libvterm-dev clang clang-format

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

# Folders of plait itself, in dependency order: a test of one folder links it and those after it.
PARTS := cli tui export engine view analysis model symbols trace wire base
objs = $(patsubst src/%.c,$(O)/obj/%.o,$(wildcard src/$(1)/*.c))
libs = $(foreach p,$(1),$(O)/lib/$(p).a)

.DEFAULT_GOAL := all
.PHONY: all
all: $(O)/plait $(O)/libplait_rt.so $(O)/tsan/libtsan.so.2 $(O)/tsan/libtsan.so.0

$(O)/plait: $(call libs,$(PARTS))
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ -Wl,--start-group $^ -Wl,--end-group $(LDLIBS)

define archive
$(O)/lib/$(1).a: $(call objs,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(AR) rcs $$@ $$^
endef
$(foreach p,$(PARTS),$(eval $(call archive,$(p))))

$(O)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The runtime is its own world: position independent, no sanitizers, nothing exported but rt.map.
RT_CFLAGS = -std=c17 $(WARN) $(if $(WERROR),-Werror) -O2 -g -fPIC -ftls-model=initial-exec -fno-builtin -fvisibility=hidden -pthread
RT_OBJS := $(patsubst src/%.c,$(O)/rt/%.o,$(wildcard src/runtime/*.c))
$(O)/rt/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) -Isrc -Iinclude -D_GNU_SOURCE $(RT_CFLAGS) -MMD -MP -c -o $@ $<
$(O)/libplait_rt.so: $(RT_OBJS) src/runtime/rt.map
	$(CC) -shared -o $@ $(RT_OBJS) -pthread -Wl,--version-script=src/runtime/rt.map -Wl,-soname,libplait_rt.so -Wl,-z,now -Wl,-z,defs -ldl

# What answers for libtsan.so.*: empty, the hooks are in the preloaded runtime.
$(O)/tsan/libtsan.so.%: src/runtime/tsan_stub/stub.c
	@mkdir -p $(@D)
	$(CC) -shared -fPIC -o $@ $< -Wl,-soname,$(@F)

-include $(shell find $(O) -name '*.d' 2>/dev/null)

include tests/tests.mk

.PHONY: clean
clean: ; rm -rf $(O)
