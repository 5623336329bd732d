#!/usr/bin/env bash
# Races: what gcc's ThreadSanitizer and helgrind report, plait reports too, at the same two lines.
#
# They see one native execution, plait several chosen ones, so it may know more pairs of lines than they do; in the
# programs where nothing is wrong nobody may report anything. Peers that are not installed are skipped.
. "$(dirname "$0")/../lib.sh"
cd "$scratch" || exit 1

# Pairs of lines as "FILE:LINE FILE:LINE", sorted within and among each other.
pairs() { awk '{ if ($1 > $2) { t = $1; $1 = $2; $2 = t } print $1, $2 }' | sort -u; }

of_plait() {
  local how
  for how in "--strategy continue" "--strategy round-robin" "--seed 1" "--seed 2" "--seed 3" "--seed 4"; do
    # shellcheck disable=SC2086
    "$PLAIT" record -q $how -o p.plait -- "./$1-visible" >/dev/null 2>&1 </dev/null
    "$PLAIT" show --json p.plait | tail -n 1 | grep -oE '\{"kind":"race".*' | sed 's/{"kind":/\n&/g' | grep '^{"kind":"race"' |
      sed -E 's/.*"locations":\[\{"thread":"[^"]*","file":"([^"]*\/)?([^"]*)","line":([0-9]+)[^}]*\},\{"thread":"[^"]*","file":"([^"]*\/)?([^"]*)","line":([0-9]+).*/\2:\3 \5:\6/'
  done | pairs
}

of_tsan() {
  for _ in 1 2 3; do TSAN_OPTIONS=exitcode=0 timeout 60 "./$1-tsan" 2>&1 >/dev/null </dev/null; done |
    awk '/^  (Previous |Atomic |Read |Write |atomic |read |write )/ { want = 1; next }
         want && $1 == "#0" { n = split($(NF - 1), part, "/"); want = 0; if (first) { print first, part[n]; first = "" } else first = part[n] }
         /^=====/ { first = "" }' | pairs
}

of_helgrind() {
  timeout 120 valgrind --tool=helgrind "./$1-plain" 2>&1 >/dev/null </dev/null |
    awk '/Possible data race|This conflicts with a previous/ { want = 1; if (/Possible/) first = ""; next }
         want && / at 0x/ { match($0, /\([^()]*:[0-9]+\)$/); at = substr($0, RSTART + 1, RLENGTH - 2); want = 0
                            if (first) { print first, at; first = "" } else first = at }' | pairs
}

compare() { # NAME PEER THEIRS OURS
  local more
  more=$(comm -23 <(echo "$3") <(echo "$4") | sed '/^$/d')
  verdict "$1 as $2" "${more:+$2 reports, plait does not: $more
plait reports: $4}"
}

for name in counter mutex find_race find_race_bytes find_race_mixed find_nothing find_habits find_stale find_philosophers; do
  source=$TOP/tests/programs/$name.c
  if ! said=$(gcc -g -O0 -pthread "$source" -o "$name-plain" 2>&1 && gcc -g -O0 -fsanitize=thread -pthread "$source" -c -o "$name.o" 2>&1 &&
    gcc -pthread "$name.o" -o "$name-visible" "$O/libplait_rt.so" 2>&1); then
    not_ok "$name compiles" "$said"
    continue
  fi
  ours=$(of_plait "$name")
  if gcc -fsanitize=thread -pthread "$name.o" -o "$name-tsan" 2>/dev/null && ! "./$name-tsan" 2>&1 </dev/null | grep -q FATAL; then
    compare "$name" ThreadSanitizer "$(of_tsan "$name")" "$ours"
  else
    skip "$name as ThreadSanitizer" "it cannot run here"
  fi
  case $name in *mixed | find_nothing | find_habits) continue ;; esac # helgrind does not know atomics
  if command -v valgrind >/dev/null; then
    compare "$name" helgrind "$(of_helgrind "$name")" "$ours"
  else
    skip "$name as helgrind" "valgrind is not installed"
  fi
done
