#!/usr/bin/env bash
# Scenes: each is an ordinary program with the endings its header states, and plait shows exactly those.
#
#   compiles       without a warning, by gcc and clang, also with -fsanitize=thread
#   natively       on the machine's own threads it ends in a stated way
#   outcomes       nothing but the stated outcomes is found, and each of them is
#   one log        100 runs under one random seed are one execution, to the last bit
#   replays        the recording verifies against the program
#   shown alike    --json of the recording equals --json of the run repeated from its schedule
#   try            the schedule in the header is one that the scene can follow
. "$(dirname "$0")/../lib.sh"
RUNS=${PLAIT_RUNS:-100} SEEDS=${PLAIT_SEEDS:-200}
CPUS=$(nproc)
cd "$scratch" || exit 1

# The end object of a recording as "END STATUS "OUTPUT"", in the spelling of JSON.
ending() {
  "$PLAIT" show --json --from "$2" "$1" | tail -n 1 |
    sed -E 's/^\{"end":"([a-z_]+)","status":(-?[0-9]+),"steps":[0-9]+,"output":("([^"\\]|\\.)*").*/\1 \2 \3/'
}

# The outcomes that a scene states, one per line, spelt likewise.
stated() {
  "$PLAIT" scenes --json | grep "^{\"scene\":\"$1\"," | sed -E 's/.*"outcomes":\[(.*)\],"findings".*/\1/; s/\},\{/}\n{/g' |
    sed -E 's/^\{"end":"([a-z_]+)","status":(-?[0-9]+),"output":(.*)\}$/\1 \2 \3/'
}
# Crashes and deadlocks have a status that says nothing about the scene.
plain() { sed -E 's/^(deadlock|assert|abort|crash) -?[0-9]+ /\1 0 /'; }

compiles() {
  local c said
  for c in gcc clang; do
    command -v $c >/dev/null || { skip "$1: compiles with $c" "there is no $c"; continue; }
    said=$($c -std=gnu17 -Wall -Wextra -Werror -g -pthread -I"$TOP/include" "$2" -o "native-$1-$c" 2>&1)$($c \
      -g -Wall -Wextra -Werror -fsanitize=thread -pthread -I"$TOP/include" -c "$2" -o /dev/null 2>&1)
    verdict "$1: compiles with $c" "$said"
  done
}

natively() {
  local c out rc want
  for c in gcc clang; do
    [ -x "native-$1-$c" ] || continue
    # A scene may deadlock; then the bound ends it, and that is its ending.
    out=$(timeout 10 "./native-$1-$c" 2>&1 | sed -z 's/\\/\\\\/g; s/"/\\"/g; s/\n/\\n/g; s/\t/\\t/g'; exit "${PIPESTATUS[0]}")
    rc=$?
    case $rc in
    124) want="deadlock 0 \"$out\"" ;;
    *) want="exit $rc \"$out\"" ;;
    esac
    if stated "$1" | plain | grep -qxF -- "$want"; then ok "$1: natively with $c"; else not_ok "$1: natively with $c" "ends with $want" "stated: $(stated "$1" | tr '\n' ';')"; fi
  done
}

outcomes() {
  local want have seed missing extra
  want=$(stated "$1" | plain | sort -u)
  : >"seen-$1"
  for how in "--strategy continue" "--strategy round-robin"; do
    "$PLAIT" record -q $how -o "o-$1.plait" "./scene-$1" >/dev/null 2>&1
    ending "o-$1.plait" 1 | plain >>"seen-$1"
  done
  for ((seed = 1; seed <= SEEDS; seed++)); do
    "$PLAIT" record -q --seed $seed -o "o-$1.plait" "./scene-$1" >/dev/null 2>&1
    ending "o-$1.plait" 1 | plain >>"seen-$1"
    have=$(sort -u "seen-$1")
    extra=$(comm -13 <(echo "$want") <(echo "$have"))
    missing=$(comm -23 <(echo "$want") <(echo "$have"))
    if [ -n "$extra" ]; then
      not_ok "$1: outcomes" "not stated in the header, seed $seed: $extra" "$(keep "o-$1.plait")"
      return
    fi
    [ -z "$missing" ] && [ $seed -ge 20 ] && break
  done
  verdict "$1: outcomes" "${missing:+stated but not seen with $SEEDS seeds: $missing}"
}

one_log() {
  local hashes
  seq "$RUNS" | xargs -P "$CPUS" -I{} "$PLAIT" record -q --seed 7 -o "l-$1-{}.plait" "./scene-$1" >/dev/null 2>&1
  hashes=$(for i in $(seq "$RUNS"); do "$PLAIT" show --json --from 1 "l-$1-$i.plait" | tail -n 1; done |
    sed -E 's/.*"log_hash":"([0-9a-f]*)".*/\1/' | sort | uniq -c)
  if [ "$(wc -l <<<"$hashes")" = 1 ] && [[ $hashes =~ ^\ *$RUNS\ [0-9a-f]{16}$ ]]; then
    ok "$1: one log"
  else
    not_ok "$1: one log" "log hashes of $RUNS runs with seed 7:" "$hashes"
    for i in $(seq "$RUNS"); do "$PLAIT" show --json "l-$1-$i.plait" | md5sum | sed "s/-/$i/"; done | sort | uniq -w 32 |
      while read -r _ i; do keep "l-$1-$i.plait"; done
  fi
  mv "l-$1-1.plait" "r-$1.plait"
  rm -f l-"$1"-*.plait
}

replays() {
  local said rc schedule
  said=$("$PLAIT" replay --verify "./scene-$1" "r-$1.plait" 2>&1)
  rc=$?
  if [ $rc = 0 ]; then ok "$1: replays"; else not_ok "$1: replays" "status $rc: $said" "$(keep "r-$1.plait")"; fi
  schedule=$("$PLAIT" show --json "r-$1.plait" | sed -nE 's/.*"schedule":"([^"]*)".*/\1/p')
  "$PLAIT" record -q --schedule "$schedule" -o "s-$1.plait" "./scene-$1" >/dev/null 2>&1
  said=$(diff <("$PLAIT" show --json "r-$1.plait") <("$PLAIT" show --json "s-$1.plait") | head -n 6)
  verdict "$1: shown alike" "${said:+$said$'\n'$(keep "s-$1.plait" | sed "s/^# //")}"
}

tries() {
  local schedule said rc
  schedule=$("$PLAIT" scenes --json | grep "^{\"scene\":\"$1\"," | sed -nE 's/.*"try":"([^"]*)".*/\1/p')
  [ -n "$schedule" ] || return
  said=$("$PLAIT" record -q --schedule "$schedule" -o "t-$1.plait" "./scene-$1" 2>&1 >/dev/null)
  rc=$?
  if [ $rc -le 1 ]; then ok "$1: try"; else not_ok "$1: try" "status $rc: $said"; fi
}

for source in "$TOP"/scenes/*.c; do
  name=$(basename "$source" .c)
  compiles "$name" "$source"
  natively "$name"
  if ! said=$(gcc -g -O0 -fsanitize=thread -pthread -I"$TOP/include" "$source" -o "scene-$name" 2>&1); then
    not_ok "$name: built for plait" "$said"
    continue
  fi
  outcomes "$name"
  one_log "$name"
  replays "$name"
  tries "$name"
done
