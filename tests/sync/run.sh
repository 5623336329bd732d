#!/usr/bin/env bash
# The primitives of plait/sync.h: the same small programs by themselves, many times, and under plait, in every schedule.
#
#   test_*.c    conformance. By themselves: the library that programs are linked with, and the library and the program with
#               gcc's ThreadSanitizer and with its address and undefined-behaviour checks, which must have nothing to say.
#               Under plait: the search is complete, every execution ends with "ok", and nothing is found
#   misuse.c    wrong uses: the documented error, by itself and under plait, which finds misuse and nothing else
#   python/     the same sequences of calls by CPython and by plait/sync.h
#   archive     only plait_ names are visible, and nothing is called that plait would take for the program's own doing
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 1
CC=${CC:-cc}
TIMES=${PLAIT_SYNC_TIMES:-1000}
lib=$O/libplaitsync.a

# Natively as plait links it; with its memory visible for plait; with a sanitizer, the library too.
build_plain() { $CC -std=gnu17 -Wall -Wextra -Werror -g -O1 -pthread -Iinclude "tests/sync/$1.c" -o "$scratch/plain/$1" "$lib"; }
# clang leaves out the read of x++ unless it is told, and then a change looks like a write that ignores what was there.
every_access=()
$CC --version 2>/dev/null | grep -q clang && every_access=(-mllvm -tsan-instrument-read-before-write=1)
build_visible() {
  $CC -g -O0 -pthread -fsanitize=thread ${every_access[@]+"${every_access[@]}"} -Iinclude -c "tests/sync/$1.c" -o "$scratch/visible/$1.o" &&
    $CC -pthread "$scratch/visible/$1.o" -o "$scratch/visible/$1" "$lib" "$O/libplait_rt.so"
}
build_sanitized() { # NAME SANITIZERS
  local flags=(-g -O1 -pthread "-fsanitize=$2" -fno-sanitize-recover=all -Iinclude -Isrc -D_GNU_SOURCE) source
  if [ ! -e "$scratch/$2/lib.a" ]; then
    for source in src/sync/*.c; do
      $CC "${flags[@]}" -c "$source" -o "$scratch/$2/$(basename "$source" .c).o" || return
    done
    ar rcs "$scratch/$2/lib.a" "$scratch/$2"/*.o
  fi
  $CC "${flags[@]}" "tests/sync/$1.c" -o "$scratch/$2/$1" "$scratch/$2/lib.a"
}
mkdir "$scratch"/{plain,visible,thread,address,undefined}
# Does a sanitizer work here at all? ThreadSanitizer wants addresses that are not too random.
still() { if setarch -R true 2>/dev/null; then setarch -R "$@"; else "$@"; fi; }
sanitizers=
for s in thread address undefined; do
  if echo 'int main(void) { return 0; }' | $CC -fsanitize=$s -x c - -o "$scratch/probe" 2>/dev/null && still "$scratch/probe" >/dev/null 2>&1; then
    sanitizers+=" $s"
  else
    skip "with the $s sanitizer" "$CC has none that works here"
  fi
done

# many NAME HOW N: every case of a program, N times.
many() {
  local c said bad=
  for c in $("$scratch/plain/$1" | grep -v '^virtual_'); do
    said=$(still timeout 120 "$scratch/$2/$1" "$c" "$3" 2>&1 </dev/null)
    [ "$said" = ok ] || bad+="$c: $(head -n 20 <<<"${said:-no answer}")"$'\n'
  done
  verdict "$1: $2, $3 times" "$bad"
}

# explored NAME CASE: complete, one outcome, nothing found.
explored() {
  local said rc time=
  case $2 in virtual_*) time="--time=virtual" ;; esac
  # shellcheck disable=SC2086
  said=$(timeout 200 "$PLAIT" explore --json --seconds 150 $time -- "$scratch/visible/$1" "$2" 2>&1 </dev/null)
  rc=$?
  if [ $rc = 0 ] && grep -q '"complete":true' <<<"$said" && grep -q '"findings":\[\]' <<<"$said" &&
    [ "$(grep -o '"end":"[a-z_]*"\|"status":-\?[0-9]*\|"output":"[^"]*"' <<<"$said" | tr '\n' ' ')" = '"end":"exit" "status":0 "output":"ok\n" ' ]; then
    ok "$1: $2 in every schedule"
  else
    not_ok "$1: $2 in every schedule" "status $rc" "$(cut -c1-600 <<<"$said")"
  fi
}

for source in tests/sync/test_*.c; do
  name=$(basename "$source" .c)
  said=$(build_plain "$name" 2>&1 && build_visible "$name" 2>&1) || { not_ok "$name compiles" "$said"; continue; }
  many "$name" plain "$TIMES"
  for s in $sanitizers; do
    said=$(build_sanitized "$name" $s 2>&1) || { not_ok "$name compiles with the $s sanitizer" "$said"; continue; }
    many "$name" $s $((TIMES / 20 + 1))
  done
  for c in $("$scratch/plain/$name"); do
    explored "$name" "$c"
  done
done

# ---- wrong uses ------------------------------------------------------------------------

if said=$(build_plain misuse 2>&1 && build_visible misuse 2>&1); then
  many misuse plain 20
  for s in $sanitizers; do
    build_sanitized misuse $s >/dev/null 2>&1 && many misuse $s 5
  done
  for c in $("$scratch/plain/misuse"); do
    said=$(timeout 60 "$PLAIT" record -q -o "$scratch/misuse.plait" "$scratch/visible/misuse" "$c" 2>"$scratch/err" </dev/null)
    bad=
    [ "$said" = ok ] || bad+="it prints: $said"$'\n'
    bad+=$(grep -E '^[^ ]+:[0-9]+: ' "$scratch/err" | grep -v ': misuse: ')
    case $c in
    event | barrier | local) bad+=$(grep -q misuse "$scratch/err" && echo "misuse is found") ;; # arguments only, which no call reports
    *) bad+=$(grep -q ': misuse: ' "$scratch/err" || echo "no misuse is found") ;;
    esac
    verdict "misuse: $c under plait" "$bad"
  done
else
  not_ok "misuse compiles" "$said"
fi

# ---- the library -------------------------------------------------------------------------

verdict "archive: no names but plait_" "$(nm -g --defined-only "$lib" | awk 'NF == 3 && $3 !~ /^plait_/ { print $3 }')"
verdict "archive: calls nothing that plait takes for an access of the program" \
  "$(nm -u "$lib" | awk '{ print $NF }' | grep -E '^(mem|str|bcmp|bzero|__tsan)')"
declared=$(sed -E 's|/\*.*\*/||' include/plait/sync/*.h | grep -oE '\bplait_[a-z_]+\(' | tr -d '(' | sort -u)
verdict "every declared function is there, and no other" \
  "$(diff <(echo "$declared") <(nm -D --defined-only "$O/libplaitsync.so" | awk '{ print $3 }' | grep -E '^plait_' | sort -u))"
cat >"$scratch/plus.cc" <<'CC'
#include <plait/sync.h>
int main() {
  plait_queue *q = plait_queue_new("numbers", 1);
  intptr_t item = 0;
  int e = plait_queue_put(q, 3) + plait_queue_get(q, &item);
  plait_queue_free(q);
  return e || item != 3;
}
CC
if command -v g++ >/dev/null; then
  verdict "for C++ too, with the shared library" "$(g++ -Wall -Wextra -Werror -Iinclude "$scratch/plus.cc" -o "$scratch/plus" -L"$O" -lplaitsync -pthread 2>&1 &&
    LD_LIBRARY_PATH=$O "$scratch/plus" 2>&1 || echo "status $?")"
else
  skip "for C++ too" "there is no g++"
fi
# Found and linked by itself, also when the library is elsewhere.
cat >"$scratch/meal.c" <<'C'
#include <plait/sync.h>
#include <stdio.h>
static int items_insert(int n) { return n + 1; } /* a name that the library uses inside */
int main(void) {
  struct plait_queue *q = plait_queue_new("meal", 0);
  intptr_t item;
  plait_queue_put(q, items_insert(1));
  plait_queue_get(q, &item);
  printf("%d\n", (int)item);
  plait_queue_free(q);
}
C
cp "$lib" "$scratch/elsewhere.a"
verdict "FILE.c is linked with it" "$(cd "$scratch" && "$PLAIT" record -q -o meal.plait meal.c 2>&1 | grep -vx 2)"
verdict "PLAIT_SYNC says where it is" "$(cd "$scratch" && PLAIT_SYNC=$scratch/elsewhere.a "$PLAIT" record -q -o meal.plait meal.c 2>&1 | grep -vx 2)"
said=$(cd "$scratch" && PLAIT_SYNC=/nowhere/sync.a "$PLAIT" record -q -o meal.plait meal.c 2>&1)
rc=$?
verdict "a PLAIT_SYNC that is not there is named" \
  "$([ "$rc:$said" = "4:plait: PLAIT_SYNC names '/nowhere/sync.a', which does not exist" ] || echo "status $rc: $said")"

# ---- beside CPython ------------------------------------------------------------------------

. tests/sync/python/compare.sh
