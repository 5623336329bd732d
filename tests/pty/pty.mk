# The pty suite's program: plait on a pseudo-terminal, looked at with libvterm.
TESTS_NEED += $(O)/pty/test_pty
$(O)/pty/test_pty: tests/pty/test_pty.c tests/pty/terminal.c tests/pty/terminal.h $(O)/lib/base.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -Itests/pty $(ALL_LDFLAGS) -o $@ tests/pty/test_pty.c tests/pty/terminal.c $(O)/lib/base.a $(call pkg,--libs,vterm) -lutil -lcmocka
