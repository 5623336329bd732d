# make bench: figures beside a baseline measured in the same run; BENCH="steps executions" for some of them.
BENCH_SRCS := $(wildcard tests/bench/*.c) tests/pty/terminal.c
$(O)/bench/bench: $(BENCH_SRCS) $(call libs,$(PARTS)) | $(O)/libplait_rt.so $(O)/tsan/libtsan.so.2 $(O)/tsan/libtsan.so.0 $(O)/include
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -Itests/unit -Itests/bench -Itests/pty $(ALL_LDFLAGS) -o $@ $(BENCH_SRCS) -Wl,--start-group $(filter-out $(O)/lib/cli.a,$(call libs,$(PARTS))) -Wl,--end-group $(LDLIBS) $(call pkg,--libs,vterm) -lutil -lcmocka -lm
.PHONY: bench
bench: all $(O)/bench/bench
	@$(O)/bench/bench $(BENCH)
