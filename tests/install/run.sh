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
$(cd include && find plait -name '*.h' | sed 's|^|include/|')
lib/libplaitsync.a
lib/libplaitsync.so.0
lib/pkgconfig/plaitsync.pc
lib/plait/libplait_rt.so
lib/plait/tsan/libtsan.so.0
lib/plait/tsan/libtsan.so.2
$(cd scenes && ls ./*.c ./chapters.txt $(ls ./*.py ./*.go ./*.java 2>/dev/null) | sed 's|^\./|share/plait/scenes/|')
$(cd assets/themes && ls ./*.theme | sed 's|^\./|share/plait/themes/|')
share/man/man1/plait.1"
verdict "exactly the files that belong there" \
  "$(diff <(sort <<<"$want") <(cd "$scratch/root/usr" && find . -type f | sed 's|^\./||' | sort))"
cd "$scratch" || exit 1
said=$("$scratch/root/usr/bin/plait" record -q -o r.plait with-lock 2>&1)
rc=$?
if [ "$rc:$said" = "0:2" ]; then ok "an installed plait runs its scenes"; else not_ok "an installed plait runs its scenes" "status $rc, printed: $said"; fi
# A program of one's own, as one would build it: with the shared library, with the archive, and by plait.
cat >meal.c <<'EOS'
#include <plait/sync.h>
#include <stdio.h>
int main(void) {
  struct plait_queue *orders = plait_queue_new("orders", 1);
  intptr_t order;
  plait_queue_put(orders, 7);
  plait_queue_get(orders, &order);
  printf("%d\n", (int)order);
  plait_queue_free(orders);
}
EOS
if command -v pkg-config >/dev/null; then
  root=$scratch/root/usr
  export PKG_CONFIG_PATH=$root/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$scratch/root
  # shellcheck disable=SC2046
  said=$(${CC:-cc} -Wall -Wextra -Werror meal.c -o shared $(pkg-config --cflags --libs plaitsync) 2>&1 && LD_LIBRARY_PATH=$root/lib ./shared 2>&1)
  if [ "$said" = 7 ]; then ok "a program built with pkg-config plaitsync"; else not_ok "a program built with pkg-config plaitsync" "$said"; fi
  # shellcheck disable=SC2046
  said=$(${CC:-cc} meal.c -o static $(pkg-config --cflags plaitsync) "$root/lib/libplaitsync.a" -pthread 2>&1 && ./static 2>&1)
  if [ "$said" = 7 ]; then ok "a program built with the archive"; else not_ok "a program built with the archive" "$said"; fi
  said=$(LD_LIBRARY_PATH=$root/lib "$root/bin/plait" record -q -o s.plait ./shared 2>&1 && "$root/bin/plait" show --json s.plait | grep -c '"object":"orders"')
  case $said in 7*[1-9]*) ok "an installed plait sees its queue" ;; *) not_ok "an installed plait sees its queue" "$said" ;; esac
else
  skip "a program built with pkg-config plaitsync" "there is no pkg-config here"
fi
said=$("$scratch/root/usr/bin/plait" record -q -o m.plait meal.c 2>&1)
if [ "$said" = 7 ]; then ok "an installed plait links FILE.c with plait/sync.h"; else not_ok "an installed plait links FILE.c with plait/sync.h" "$said"; fi
if command -v man >/dev/null && man --version >/dev/null 2>&1; then
  verdict "the manual is well-formed" "$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 "$TOP/assets/plait.1" 2>&1 >/dev/null)"
else
  skip "the manual is well-formed" "there is no man here"
fi
make -C "$TOP" --no-print-directory O="$O" DESTDIR="$scratch/root" PREFIX=/usr uninstall >/dev/null 2>&1
verdict "uninstall leaves nothing" "$(cd "$scratch/root" && find . -type f)"
