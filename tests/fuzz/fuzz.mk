# fuzz.mk — make fuzz: every tests/fuzz/fuzz_NAME.c for FUZZ_SECONDS each, under address
# and undefined-behaviour sanitizers.
#
# With clang (FUZZ_CC) libFuzzer drives them, starting from the seeds that the fuzzer itself
# writes; with another compiler tests/fuzz/standalone.c does. What breaks is kept in
# $(O)/fuzz/crash-NAME-… or NAME.crash; `$(O)/fuzz/NAME FILE` tries it again.

FUZZ_SECONDS ?= 60
FUZZ_CC ?= $(or $(shell command -v clang 2>/dev/null),$(CC))
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SAN := -fno-omit-frame-pointer -fno-sanitize-recover=undefined -fsanitize=address,undefined
FUZZ_CFLAGS = -std=c17 -O1 -g $(WARN) $(CPPFLAGS) -Itests/unit -Itests/fuzz -pthread
# Does this compiler bring libFuzzer?
FUZZ_LIB = $(shell echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n); int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return d[0] == 1 && n; }' \
	| $(FUZZ_CC) -fsanitize=fuzzer -x c -o /dev/null - 2>/dev/null && echo 1)
# What every fuzzer is linked with, what NAME alone needs, and files that are seeds for NAME.
FUZZ_SRCS := $(wildcard src/trace/*.c src/wire/*.c src/base/*.c)
FUZZ_SRCS_scene := src/cli/scene.c src/cli/scene_keys.c
FUZZ_SRCS_shown := $(foreach p,export view analysis model symbols,$(wildcard src/$(p)/*.c))
FUZZ_LIBS_shown := $(LDLIBS)
FUZZ_SRCS_theme := $(wildcard src/view/theme*.c) src/view/grid.c
FUZZ_LIBS_theme := $(call pkg,--libs,libutf8proc)
FUZZ_SEEDS_theme := $(wildcard assets/themes/*)
FUZZ_SEEDS_scene := $(wildcard scenes/*.c)
FUZZ_DEPS := $(FUZZ_SRCS) $(wildcard src/trace/*.h src/wire/*.h src/base/*.h tests/fuzz/*.h tests/unit/*.h)
FUZZ_ZSTD := $(call pkg,--libs,libzstd)

.PHONY: fuzz $(FUZZERS:%=fuzz-%)
fuzz: $(FUZZERS:%=fuzz-%)

$(O)/fuzz/%: tests/fuzz/fuzz_%.c tests/fuzz/standalone.c $(FUZZ_DEPS)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_SAN) -o $@ $< tests/fuzz/standalone.c $(FUZZ_SRCS) $(FUZZ_SRCS_$*) $(FUZZ_ZSTD) $(FUZZ_LIBS_$*)

$(O)/fuzz/lib-%: tests/fuzz/fuzz_%.c $(FUZZ_DEPS)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_SAN),fuzzer -o $@ $< $(FUZZ_SRCS) $(FUZZ_SRCS_$*) $(FUZZ_ZSTD) $(FUZZ_LIBS_$*)

define fuzz_rule
fuzz-$(1): $(O)/fuzz/$(1) $(if $(FUZZ_LIB),$(O)/fuzz/lib-$(1))
ifneq ($(FUZZ_LIB),)
	@mkdir -p $(O)/fuzz/corpus-$(1)
	$(O)/fuzz/$(1) --seeds $(O)/fuzz/corpus-$(1)
	$(if $(FUZZ_SEEDS_$(1)),cp $(FUZZ_SEEDS_$(1)) $(O)/fuzz/corpus-$(1))
	$(O)/fuzz/lib-$(1) -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=20 -rss_limit_mb=4096 -print_final_stats=0 -verbosity=0 -artifact_prefix=$(O)/fuzz/crash-$(1)- $(O)/fuzz/corpus-$(1)
	@echo "fuzz $(1): $(FUZZ_SECONDS) s with libFuzzer, $$$$(ls $(O)/fuzz/corpus-$(1) | wc -l) inputs in the corpus, none broke it"
else
	@printf 'fuzz $(1): '; $(O)/fuzz/$(1) $(FUZZ_SECONDS) 1 $(FUZZ_SEEDS_$(1))
endif
endef
# The probe for libFuzzer runs the compiler: only when it is wanted.
ifneq ($(filter fuzz fuzz-%,$(MAKECMDGOALS)),)
FUZZ_LIB := $(FUZZ_LIB)
$(foreach f,$(FUZZERS),$(eval $(call fuzz_rule,$(f))))
endif
