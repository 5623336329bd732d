#!/usr/bin/env bash
# What is found in the programs tests/programs/find_*.c, and that nothing else is. (The scenes: tests/scenes.)
#
# Each program says in its first comment
#   finding: KIND [OBJECT]   an error or a warning of it; or "none"; several lines: several
#   when: always             every execution shows it (all of them)
#         some               some execution does, the others show nothing
#         both               every execution shows one of them, and each is shown by some
#   run: ARG…                it is run once with each of these arguments; all of the above holds for each
#   large: ARG…              with these there are too many schedules to try all; or "yes"
#   options: OPTION…         for every run of it
#   schedule: START + ROUND  one more schedule: START, then ROUND a thousand times
# and is run under many schedules; array elements are written OBJECT[].
#
# A program where nothing is wrong is recorded under the default, round-robin
# and random seeds, and explored: to the end, unless it is large. Not even a warning may come of it.
. "$(dirname "$0")/../lib.sh"
cd "$scratch" || exit 1
FEW=4 SEEDS=${PLAIT_SEEDS:-60} # at least so many seeds; at most so many, until all that is stated has been seen
FINE_SEEDS=10
SMALL=1000                     # executions for a program with something wrong: for most that is every class of schedules
ENOUGH=8000                    # executions, half of them drawn at random where that does not suffice to try every class of
                               # schedules, for what is right and not large

# Errors and warnings in one JSON object, one per line: KIND OBJECT.
findings() {
  grep -oE '\{"kind":"[a-z_]+","severity":"(error|warning)"(,"object":"[^"]*")?' |
    sed -E 's/.*"kind":"([a-z_]+)","severity":"[a-z]+"(,"object":"([^"]*)")?/\1 \3/; s/\[[0-9]+\]/[]/; s/ $//' | sort -u
}
recorded() { "$PLAIT" show --json --from 1 "$1" | tail -n 1 | findings; }

header() { sed -nE "s/^ \* $2: +(.*)\$/\1/p" "$1" | sed -E 's| *\*/$||'; }
stated() { header "$1" finding | grep -vx none; }

# Is finding $1 ("race word.whole") one of those stated in $2? A statement without object means any; where it is a
# deadlock, its warning in an execution that went well belongs to it.
is_stated() {
  local kind=${1%% *} line
  while read -r line; do
    [[ "$1" == "$line" || "$line" == "$kind" || "$1" == "$line".* || "$kind $line" == "lock_order deadlock" ]] && return 0
  done <<<"$2"
  return 1
}

# Those of $1 that are not in $2.
unseen() {
  local f
  while read -r f; do
    [ -z "$f" ] || grep -qE "^${f//[/\\[}([ .]|\$)" <<<"$2" || echo "stated but never found: $f"
  done <<<"$1"
}

compiled() { # NAME SOURCE
  local said
  said=$({ ${CC:-cc} -g -O0 -fsanitize=thread -pthread -I"$TOP/include" "$2" -c -o "$1.o" &&
    ${CC:-cc} -pthread "$1.o" -o "$1" "$O/libplaitsync.a" "$O/libplait_rt.so"; } 2>&1) && return
  not_ok "$1 compiles" "$said"
  return 1
}

buggy() { # TITLE SOURCE PROGRAM [ARG]
  local title=$1 source=$2 want when how f seen= found bad= count rc tried=0 options again
  shift 2
  want=$(stated "$source")
  when=$(header "$source" when)
  read -ra options <<<"$(header "$source" options)"
  local ways=("--strategy continue" "--strategy round-robin")
  for ((s = 1; s <= SEEDS; s++)); do ways+=("--seed $s" "--seed $s --spurious"); done
  again=$(header "$source" schedule)
  if [ -n "$again" ]; then
    { echo "schedule: ${again%%+*}"; for ((s = 0; s < 1000; s++)); do echo "schedule: ${again#*+}"; done; } >again.schedule
    ways=("--schedule @again.schedule" "${ways[@]}")
  fi
  for how in "${ways[@]}"; do
    # shellcheck disable=SC2086
    timeout 60 "$PLAIT" record -q $how "${options[@]}" -o "$1.plait" -- "./$@" >/dev/null 2>"$1.err" </dev/null
    rc=$?
    found=$(recorded "$1.plait")
    count=0
    while read -r f; do
      [ -n "$f" ] || continue
      count=$((count + 1))
      is_stated "$f" "$want" || bad="$how: $f is not stated"
    done <<<"$found"
    seen+=$'\n'$found
    if [ "$when" = both ] || [ "$when" = always ]; then
      [ $count != 0 ] || bad="$how: nothing is found"
    fi
    [ $rc -le 1 ] || bad="$how: status $rc"
    tried=$((tried + 1))
    if [ -n "$bad" ]; then
      not_ok "$title" "$bad" "$(cat "$1.err")" "$(keep "$1.plait")"
      return
    fi
    unseen "$want" "$seen" >unseen
    [ $tried -lt $((2 + 2 * FEW)) ] || [ -s unseen ] || break
  done
  verdict "$title" "$(cat unseen)"

  timeout 120 "$PLAIT" explore --json --executions $SMALL "${options[@]}" -- "./$@" >"$1.json" 2>"$1.err" </dev/null
  rc=$?
  [ $rc -le 1 ] || bad="status $rc: $(cat "$1.err")"
  found=$(findings <"$1.json")
  while read -r f; do
    [ -z "$f" ] || is_stated "$f" "$want" || bad="$f is not stated"
  done <<<"$found"
  # What every class of schedules has been tried for has no excuse.
  if grep -q '"complete":true' "$1.json"; then bad+=$(unseen "$want" "$found"); fi
  verdict "$title, explored" "$bad"
}

fine() { # TITLE SOURCE PROGRAM [ARG]
  local title=$1 source=$2 how bad= options large whole=
  shift 2
  read -ra options <<<"$(header "$source" options)"
  large=" $(header "$source" large) "
  local ways=("--strategy continue" "--strategy round-robin")
  for ((s = 1; s <= FINE_SEEDS; s++)); do ways+=("--seed $s"); done
  for how in "${ways[@]}"; do
    # shellcheck disable=SC2086
    timeout 60 "$PLAIT" record -q --strict $how "${options[@]}" -o "$1.plait" -- "./$@" >/dev/null 2>"$1.err" </dev/null || {
      not_ok "$title" "$how: status $?" "$(cat "$1.err")" "$(keep "$1.plait")"
      return
    }
  done
  ok "$title"
  local budget=(--jobs 2 --executions $ENOUGH)
  [[ $large == *" ${2:-yes} "* ]] && budget=(--seconds 5)
  timeout 120 "$PLAIT" explore --strict "${budget[@]}" "${options[@]}" -- "./$@" >"$1.txt" 2>&1 </dev/null || bad="status $?"
  [ "${budget[0]}" = --seconds ] || head -n 1 "$1.txt" | grep -q '; complete' || bad+=" not every schedule is tried"
  verdict "$title, explored" "${bad:+$bad
$(cat "$1.txt")}"
}

each() { # NAME SOURCE
  local args arg judge=buggy
  [ -n "$(stated "$2")" ] || judge=fine
  compiled "$1" "$2" || return
  args=$(header "$2" run)
  [ -n "$args" ] || $judge "$1" "$2" "$1"
  for arg in $args; do $judge "$1 $arg" "$2" "$1" "$arg"; done
}

for source in "$TOP"/tests/programs/find_*.c; do
  each "$(basename "$source" .c)" "$source"
done
