#!/usr/bin/env bash
# soak.sh — the same schedule gives the same log, over and over (make soak).
#
#   O=build tests/soak.sh [RUNS]      100 by default
#
# Every scene and every test program that runs under plait to an end is recorded RUNS times under
# one random seed; all logs must have one hash, and the last recording must replay to the same
# steps. Programs that only end by --stall are left out: how far they get is up to the clock. A scene is run as its header
# says: model, options, args.
set -uo pipefail
cd "$(dirname "$0")/.."
O=${O:-build} runs=${1:-100}
case $O in /*) ;; *) O=$PWD/$O ;; esac
plait=$O/plait scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# The value of KEY in the header of SOURCE; nothing when there is none.
header() { # SOURCE KEY
  case $1 in scenes/*) sed -n '1,/\*\//s/^ \*  \?'"$2"': *//p' "$1" ;; esac
}

passed=0 failed=0 skipped=0
for source in scenes/*.c tests/programs/*.c; do
  name=$(basename "$source" .c)
  bin=$scratch/$name rec=$scratch/$name.plait
  model=$(header "$source" model)
  read -ra options <<<"${model:+--model $model} $(header "$source" options)"
  eval "args=($(header "$source" args))" # in the spelling of a shell
  if ! cc -w -g -fsanitize=thread -pthread -Iinclude -Itests/programs "$source" -o "$bin" -lm $(ls "$O"/libplaitsync.a 2>/dev/null) 2>/dev/null ||
    ! timeout 20 "$plait" record -q --strategy random --seed 7 "${options[@]}" --stall 2 -o "$rec" "$bin" "${args[@]}" >/dev/null 2>&1 </dev/null && [ ! -e "$rec" ] ||
    "$plait" show --json "$rec" 2>/dev/null | tail -n 1 | grep -Eq '"end":"(stall|none|step_limit)"'; then
    echo "skipped $name: has no main of its own, or does not end by itself"
    skipped=$((skipped + 1))
    continue
  fi
  for ((i = 0; i < runs; i++)); do
    "$plait" record -q --strategy random --seed 7 "${options[@]}" -o "$rec" "$bin" "${args[@]}" >/dev/null 2>&1 </dev/null
    "$plait" show --json "$rec" | tail -n 1 | grep -o '"log_hash":"[0-9a-f]*"'
  done | sort | uniq -c >"$scratch/hashes"
  if [ "$(wc -l <"$scratch/hashes")" = 1 ] && "$plait" replay --verify "$bin" "$rec" >/dev/null 2>"$scratch/err" </dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $name:"
    cat "$scratch/hashes" "$scratch/err" 2>/dev/null
  fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
