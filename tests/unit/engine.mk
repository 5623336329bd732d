# The tests of the engine start real programs, so they need the runtime next to them.
$(filter $(O)/unit/test_engine_%,$(UNIT_BINS)): | $(O)/libplait_rt.so $(O)/tsan/libtsan.so.2 $(O)/tsan/libtsan.so.0 $(O)/include
