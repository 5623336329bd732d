# explore.mk — make fuzz, too: searches of programs made up at random against every schedule of them.
.PHONY: fuzz-explore
fuzz: fuzz-explore
fuzz-explore: all $(O)/unit/test_engine_explore_random $(O)/unit/test_engine_explore_circles
	PLAIT_FUZZ_SECONDS=$(FUZZ_SECONDS) $(O)/unit/test_engine_explore_random
	PLAIT_FUZZ_SECONDS=$(FUZZ_SECONDS) $(O)/unit/test_engine_explore_circles
