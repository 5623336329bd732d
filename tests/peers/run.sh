#!/usr/bin/env bash
# Races: plait against gcc's ThreadSanitizer and helgrind, two independent opinions of the same programs.
#
# What is compared are pairs of functions that race, so that the list does not rot when lines move. plait tries every
# schedule that matters; the peers see one native execution, so theirs are repeated until they say what is expected, a few
# times at most. Where a peer says anything else than plait, differences.txt says so and why: a difference that is not
# there fails, and so does one that is there and no longer occurs. Peers that are not installed are skipped.
. "$(dirname "$0")/../lib.sh"
cd "$scratch" || exit 1
LIST=$TOP/tests/peers/differences.txt
PROGRAMS="counter mutex find_race find_race_bytes find_race_mixed find_nothing find_habits find_stale find_philosophers
  find_relaxed find_fine_orders find_fine_values"
TSAN_RUNS=20 HELGRIND_RUNS=4 # at most

# Pairs of functions, sorted within and among each other.
pairs() { awk 'NF { if ($1 > $2) { t = $1; $1 = $2; $2 = t } print $1, $2 }' | sort -u; }

# All of these take PROGRAM [ARG].
of_plait() {
  local p=./$1-visible
  shift
  timeout 120 "$PLAIT" explore --json --executions 1000 -- "$p" "$@" 2>/dev/null </dev/null |
    sed 's/{"kind":/\n&/g' | grep '^{"kind":"race","severity":"error"' |
    sed -E 's/.*"locations":\[\{[^}]*"func":"([^"]*)"[^}]*\},\{[^}]*"func":"([^"]*)".*/\1 \2/' | pairs
}

of_ThreadSanitizer() {
  local p=./$1-tsan
  shift
  TSAN_OPTIONS=exitcode=0 timeout 60 "$p" "$@" 2>&1 >/dev/null </dev/null |
    awk '/^  (Previous |Atomic |Read |Write |atomic |read |write )/ { want = 1; next }
         want && $1 == "#0" { want = 0; if (first) { print first, $2; first = "" } else first = $2 }
         /^=====/ { first = "" }'
}

of_helgrind() {
  local p=./$1-plain
  shift
  timeout 120 valgrind --tool=helgrind "$p" "$@" 2>&1 >/dev/null </dev/null |
    awk '/Possible data race|This conflicts with a previous/ { want = 1; if (/Possible/) first = ""; next }
         want && / at 0x/ { want = 0; if (first) { print first, $4; first = "" } else first = $4 }'
}

# What differences.txt says of PROGRAM CASE as WHO sees it.
listed() { sed 's/#.*//' "$LIST" | awk -v p="$1" -v c="$2" -v w="$3" '$1 == p && $2 == c && $3 == w { print $4, $5 }' | pairs; }

compare() { # PEER RUNS OURS PROGRAM [ARG]
  local peer=$1 runs=$2 ours=$3 name=$4 case=${5:--} theirs= want extra missing i
  shift 3
  extra=$(listed "$name" "$case" "$peer")
  missing=$(listed "$name" "$case" "not-$peer")
  want=$(sort -u <(comm -23 <(echo "$ours") <(echo "$missing")) <(echo "$extra") | sed '/^$/d')
  for ((i = 0; i < runs; i++)); do
    theirs=$({ echo "$theirs"; "of_$peer" "$@"; } | pairs)
    [ "$theirs" != "$want" ] || break
  done
  # Both sides of both, as the list would have them.
  local is said
  is=$(comm -13 <(echo "$ours") <(echo "$theirs") | sed "/^\$/d; s/^/$name $case $peer /"
    comm -23 <(echo "$ours") <(echo "$theirs") | sed "/^\$/d; s/^/$name $case not-$peer /")
  said=$(sed "/^\$/d; s/^/$name $case $peer /" <<<"$extra"
    sed "/^\$/d; s/^/$name $case not-$peer /" <<<"$missing")
  is=$(sort <<<"$is") said=$(sort <<<"$said")
  verdict "$name${2:+ $2} as $peer" "$(comm -23 <(echo "$is") <(echo "$said") | sed '/^$/d; s/^/not in differences.txt: /'
    comm -13 <(echo "$is") <(echo "$said") | sed '/^$/d; s/^/in differences.txt, but no longer so: /')"
}

built() { # NAME
  local source=$TOP/tests/programs/$1.c said
  said=$(gcc -g -O0 -pthread "$source" -o "$1-plain" 2>&1 && gcc -g -O0 -fsanitize=thread -pthread "$source" -c -o "$1.o" 2>&1 &&
    gcc -pthread "$1.o" -o "$1-visible" "$O/libplait_rt.so" 2>&1) && return
  not_ok "$1 compiles" "$said"
  return 1
}

have_tsan() { gcc -fsanitize=thread -pthread "$1.o" -o "$1-tsan" 2>/dev/null && ! "./$1-tsan" 2>&1 </dev/null | grep -q FATAL; }

each() { # PROGRAM [ARG]
  local ours
  ours=$(of_plait "$@")
  if [ $tsan = 1 ]; then compare ThreadSanitizer $TSAN_RUNS "$ours" "$@"; else skip "$1${2:+ $2} as ThreadSanitizer" "it cannot run here"; fi
  # Memory there goes round through an atomic list; which two of its accesses helgrind complains of depends on the run.
  [ "$1" != find_nothing ] || return
  if [ $helgrind = 1 ]; then compare helgrind $HELGRIND_RUNS "$ours" "$@"; else skip "$1${2:+ $2} as helgrind" "valgrind is not installed"; fi
}

helgrind=0
if command -v valgrind >/dev/null; then helgrind=1; fi
known=
for name in $PROGRAMS; do
  built "$name" || continue
  tsan=0
  if have_tsan "$name"; then tsan=1; fi
  args=$(sed -nE 's/^ \* run: +(.*)$/\1/p' "$TOP/tests/programs/$name.c" | sed -E 's| *\*/$||')
  [ $name != find_fine_values ] || args="swap_loop one_writer" # those with atomics; locks are in other programs
  if [ -n "$args" ]; then
    for arg in $args; do
      each "$name" "$arg"
      known+="$name $arg"$'\n'
    done
  else
    each "$name"
    known+="$name -"$'\n'
  fi
done

# A line about a program, a case or a peer that is not compared would never be checked.
verdict "differences.txt is all checked" "$(sed 's/#.*//' "$LIST" | awk 'NF' | while read -r name case who one two more; do
  grep -qxF "$name $case" <<<"$known" && [[ $who =~ ^(not-)?(ThreadSanitizer|helgrind)$ && -n $two && -z $more && ! $one > $two ]] ||
    echo "nothing is compared by: $name $case $who $one $two $more"
done)"
