#!/usr/bin/env bash
# Installation: what `make install` puts somewhere works there, and `make uninstall` leaves nothing.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 1
if ! said=$(make --no-print-directory O="$O" CC="${CC:-cc}" SAN="${SAN:-}" DESTDIR="$scratch/root" PREFIX=/usr install 2>&1); then
  not_ok "installs" "$(tail -n 20 <<<"$said")"
  exit 1
fi
ok "installs"
want="bin/plait
include/plait.h
lib/plait/libplait_rt.so
lib/plait/tsan/libtsan.so.0
lib/plait/tsan/libtsan.so.2
$(cd scenes && ls ./*.c | sed 's|^\./|share/plait/scenes/|')
$(cd assets/themes && ls ./*.theme | sed 's|^\./|share/plait/themes/|')
share/man/man1/plait.1"
verdict "exactly the files that belong there" \
  "$(diff <(sort <<<"$want") <(cd "$scratch/root/usr" && find . -type f | sed 's|^\./||' | sort))"
cd "$scratch" || exit 1
said=$("$scratch/root/usr/bin/plait" record -q -o r.plait with-lock 2>&1)
rc=$?
if [ "$rc:$said" = "0:2" ]; then ok "an installed plait runs its scenes"; else not_ok "an installed plait runs its scenes" "status $rc, printed: $said"; fi
if command -v man >/dev/null && man --version >/dev/null 2>&1; then
  verdict "the manual is well-formed" "$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 "$TOP/assets/plait.1" 2>&1 >/dev/null)"
else
  skip "the manual is well-formed" "there is no man here"
fi
make -C "$TOP" --no-print-directory O="$O" DESTDIR="$scratch/root" PREFIX=/usr uninstall >/dev/null 2>&1
verdict "uninstall leaves nothing" "$(cd "$scratch/root" && find . -type f)"
