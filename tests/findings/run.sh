#!/usr/bin/env bash
# What is found in the programs tests/programs/find_*.c, and that nothing else is.
#
# Each says in its first comment
#   finding: KIND [OBJECT]   an error or a warning of it; or "none"; several lines: several
#   when: always             every execution shows it (all of them)
#         some               some execution does, the others show nothing
#         both               every execution shows one of them, and each is shown by some
# and is run under many schedules; array elements are written OBJECT[].
. "$(dirname "$0")/../lib.sh"
cd "$scratch" || exit 1
FEW=4 SEEDS=${PLAIT_SEEDS:-60} # at least so many seeds; at most so many, until all that is stated has been seen

# Errors and warnings of a recording, one per line: KIND OBJECT.
findings() {
  "$PLAIT" show --json --from 1 "$1" | tail -n 1 |
    grep -oE '\{"kind":"[a-z_]+","severity":"(error|warning)"(,"object":"[^"]*")?' |
    sed -E 's/.*"kind":"([a-z_]+)","severity":"[a-z]+"(,"object":"([^"]*)")?/\1 \3/; s/\[[0-9]+\]/[]/; s/ $//' | sort -u
}

stated() { sed -nE 's/^ \* finding: (.*)$/\1/p' "$1" | sed -E 's| *\*/$||' | grep -vx none; }

# Is finding $1 ("race word.whole") one of those stated in $2? A statement without object means any.
is_stated() {
  local kind=${1%% *} line
  while read -r line; do
    [[ "$1" == "$line" || "$line" == "$kind" || "$1" == "$line".* ]] && return 0
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

one() {
  local name=$1 source=$2 want when how f seen= found bad= count=0
  want=$(stated "$source")
  when=$(sed -nE 's/^ \* when: ([a-z]+).*/\1/p' "$source")
  if ! said=$(${CC:-cc} -g -O0 -fsanitize=thread -pthread "$source" -c -o "$name.o" 2>&1 && ${CC:-cc} -pthread "$name.o" -o "$name" "$O/libplait_rt.so" 2>&1); then
    not_ok "$name compiles" "$said"
    return
  fi
  local ways=("--strategy continue" "--strategy round-robin")
  for ((s = 1; s <= SEEDS; s++)); do ways+=("--seed $s" "--seed $s --spurious"); done
  local tried=0
  for how in "${ways[@]}"; do
    # shellcheck disable=SC2086
    timeout 60 "$PLAIT" record -q $how -o "$name.plait" -- "./$name" >/dev/null 2>"$name.err" </dev/null
    rc=$?
    found=$(findings "$name.plait")
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
      not_ok "$name" "$bad" "$(cat "$name.err")" "$(keep "$name.plait")"
      return
    fi
    unseen "$want" "$seen" >unseen
    [ $tried -lt $((2 + 2 * FEW)) ] || [ -s unseen ] || break
  done
  verdict "$name" "$(cat unseen)"
}

for source in "$TOP"/tests/programs/find_*.c; do
  one "$(basename "$source" .c)" "$source"
done
