# tests.mk — how the tests are built and run; included by the Makefile.
#
# A unit test tests/unit/test_PART_*.c (cmocka) links the library of PART and of every part
# that PART may include (Makefile: PARTS); it becomes $(O)/unit/test_PART_*.

UNIT_SRCS := $(wildcard tests/unit/test_*.c)
UNIT_BINS := $(patsubst tests/unit/%.c,$(O)/unit/%,$(UNIT_SRCS))
.PHONY: unit
unit: $(UNIT_BINS)

part_of = $(word 2,$(subst _, ,$(1)))
after = $(if $(filter $(1),$(firstword $(2))),$(2),$(if $(2),$(call after,$(1),$(wordlist 2,99,$(2)))))
define unit_rule
$(O)/unit/$(1): tests/unit/$(1).c $(call libs,$(call after,$(call part_of,$(1)),$(PARTS)))
	@mkdir -p $$(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -Itests/unit $(ALL_LDFLAGS) -o $$@ $$< -Wl,--start-group $(call libs,$(call after,$(call part_of,$(1)),$(PARTS))) -Wl,--end-group $$(LDLIBS) -lcmocka
endef
$(foreach t,$(basename $(notdir $(UNIT_SRCS))),$(eval $(call unit_rule,$(t))))

# Suites with something to build say so in tests/SUITE/SUITE.mk: what they need is in TESTS_NEED.
-include $(sort $(wildcard tests/*/*.mk))

# Which suites; all when empty.
TESTS ?=

.PHONY: check check-only lint san
# A make of its own, because what pkg-config answers may just have changed.
check: deps
	@$(MAKE) --no-print-directory check-only
check-only: all unit $(TESTS_NEED)
	@O=$(O) CC='$(CC)' tests/run.sh $(TESTS)
lint: all
	@O=$(O) CC='$(CC)' tests/run.sh lint
san:
	@$(MAKE) --no-print-directory check SAN=address,undefined O=$(O)/san

# The same schedule, the same log: every scene and test program a hundred times.
.PHONY: soak
soak: all
	@O=$(O) tests/soak.sh $(RUNS)
