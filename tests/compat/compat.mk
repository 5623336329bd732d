# compat.mk — see make.c: recordings of the present format, to be kept when it is a new version.
COMPAT_SRCS := tests/compat/make.c $(wildcard src/trace/*.c src/wire/*.c src/base/*.c)
.PHONY: compat-recording
compat-recording:
	@mkdir -p $(O)/compat
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -Itests/unit -o $(O)/compat/make $(COMPAT_SRCS) $(call pkg,--libs,libzstd)
	$(CC) $(filter-out -DHAVE_ZSTD,$(CPPFLAGS)) $(ALL_CFLAGS) -Itests/unit -o $(O)/compat/make-stored $(COMPAT_SRCS)
	$(O)/compat/make $(O)/compat/now.plait
	$(O)/compat/make-stored $(O)/compat/now-stored.plait
	$(O)/compat/make $(O)/compat/now-orders.plait orders
	$(O)/compat/make $(O)/compat/now-parts.plait parts
