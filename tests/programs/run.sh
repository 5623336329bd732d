#!/usr/bin/env bash
# The programs of tests/programs that check the primitives, by themselves and under plait.
#
# posix_*.c     print a line for each check; what they print by themselves is what they must print under plait, whatever
#               the schedule, built plainly or with memory accesses visible. Nothing is found in them but what they do
#               wrong on purpose
# virtual.c     what only plait keeps the same: clocks, random numbers, process numbers
# blocked.c     ways to wait for ever: each is found, by its name
# unsupported.c calls that are named, with exit status 4
# handle.c      where an object is, is no step to read, unless somebody writes it
# spans.c       what a library of somebody else's reports of itself (second half of plait.h) is believed: spans, effects, parts
# input.c       its input is there, from the beginning, in every execution
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 1
CC=${CC:-cc}

# build NAME: compiles tests/programs/NAME.c to $scratch/NAME, or complains.
build() {
  local said
  said=$($CC -g -O0 -pthread "tests/programs/$1.c" -o "$scratch/$1" -lrt 2>&1) && return
  not_ok "$1 compiles" "$said"
  return 1
}

# visible NAME: the same with memory accesses visible. Linked against the runtime itself, because clang would put its own
# ThreadSanitizer library into the program.
visible() {
  local said
  said=$({ $CC -g -O0 -Iinclude -pthread -fsanitize=thread -c "tests/programs/$1.c" -o "$scratch/$1.o" &&
    $CC -pthread "$scratch/$1.o" -o "$scratch/$1" "$O/libplait_rt.so"; } 2>&1) && return
  not_ok "$1 compiles with its memory visible" "$said"
  return 1
}

# record NAME ARGS…: runs it under plait; its output is in $said, its status in $rc.
record() {
  local name=$1
  shift
  said=$(timeout 60 "$PLAIT" record -q -o "$scratch/$name.plait" "$@" 2>&1 </dev/null)
  rc=$?
}

# What is found in a program that misuses a lock, or races, to see what comes of it.
declare -A on_purpose=([posix_mutex]="misuse" [posix_rwlock]="misuse" [posix_spin]="race")

# found FILE: the kinds of findings printed to FILE, one line; findings are "FILE:LINE: kind: …" and indented lines.
found() { sed -nE 's/^[^ :]+:[0-9]+: ([a-z_]+): .*/\1/p' "$1" | sort -u | tr '\n' ' ' | sed 's/ $//'; }

strategies=("--strategy=continue" "--strategy=round-robin" "--seed=1" "--seed=2" "--seed=3 --spurious")
for source in tests/programs/posix_*.c; do
  name=$(basename "$source" .c)
  build "$name" || continue
  want=$(timeout 60 "$scratch/$name" 2>&1)
  verdict "$name by itself" "$(grep -v '^ok ' <<<"$want")"
  for how in build visible; do
    $how "$name" || continue
    bad=
    for strategy in "${strategies[@]}"; do
      # shellcheck disable=SC2086
      said=$(timeout 60 "$PLAIT" record -q -o "$scratch/$name.plait" $strategy -- "$scratch/$name" 2>"$scratch/err" </dev/null)
      rc=$?
      kinds=$(found "$scratch/err")
      if [ $rc = $([ -z "$kinds" ]; echo $?) ] && [ "$said" = "$want" ] &&
        { [ -z "$kinds" ] || [ "$kinds" = "${on_purpose[$name]:-}" ]; }; then continue; fi
      said+=$'\n'$(cat "$scratch/err")
      bad="$strategy: status $rc
$(diff <(echo "$want") <(echo "$said") | head -n 20)
$(keep "$scratch/$name.plait")"
      break
    done
    verdict "$name under plait$([ $how = build ] || echo ", memory visible")" "$bad"
  done
  record "$name" --seed=7 -- "$scratch/$name"
  if said=$("$PLAIT" replay --verify "$scratch/$name" "$scratch/$name.plait" 2>&1); then
    ok "$name repeats"
  else
    not_ok "$name repeats" "$said" "$(keep "$scratch/$name.plait")"
  fi
done

if build virtual; then
  record virtual -- "$scratch/virtual"
  first=$said
  verdict "virtual" "$([ $rc = 0 ] || echo "$said")"
  record virtual -- "$scratch/virtual"
  verdict "virtual is the same again" "$(diff <(echo "$first") <(echo "$said"))"
fi

if build blocked; then
  ways=$("$scratch/blocked")
  verdict "blocked knows ways" "$([ "$(wc -l <<<"$ways")" -ge 10 ] || echo "$ways")"
  for way in $ways; do
    record blocked -- "$scratch/blocked" "$way"
    kind=blocked_forever
    case $way in mutex | reader | spin | once) kind=self_deadlock ;; esac
    if [ $rc = 1 ] && [[ $said == *": $kind: "* && $said != *"went on"* ]]; then ok "blocked: $way"; else not_ok "blocked: $way" "status $rc" "$said"; fi
  done
fi

if build unsupported; then
  calls=$("$scratch/unsupported")
  verdict "unsupported knows calls" "$([ "$(wc -l <<<"$calls")" -ge 40 ] || echo "$calls")"
  for call in $calls; do
    record unsupported -- "$scratch/unsupported" "$call"
    if [ $rc = 4 ] && [ "$(wc -l <<<"$said")" = 1 ] && grep -qE "^plait: .*\b$call\b.*: ." <<<"$said"; then
      ok "unsupported: $call"
    else
      not_ok "unsupported: $call" "status $rc" "$said"
    fi
  done
fi

if visible spans; then
  said=$({ $CC -g -O0 -Iinclude -pthread tests/programs/spans.c -o "$scratch/alone" && timeout 60 "$scratch/alone"; } 2>&1)
  verdict "spans by itself" "$([ "$said" = 7 ] || echo "$said")"
  for way in well nested stuck misuse; do
    record spans --strategy=round-robin -- "$scratch/spans" "$way"
    case $way in
    stuck) want="1 main waits for ever to get from orders, which is empty" ;;
    misuse) want="1 main says more often that a task of orders is done than items were put into it" ;;
    *) want="0 7" ;;
    esac
    if [ $rc = "${want%% *}" ] && [[ $said == *"${want#* }"* ]]; then ok "spans: $way"; else not_ok "spans: $way" "status $rc" "$said"; fi
  done
  record spans -- "$scratch/spans" nested
  calls=$("$PLAIT" show --json "$scratch/spans.plait" | grep -E '"op":"span_begin".*"verb":"(get|task_done)"' |
    sed -E 's/^\{"step":([0-9]+),.*"verb":"([a-z_]+)","span":([0-9]+).*/\2 \1 \3/')
  verdict "spans: a call in a call belongs to it" "$(awk '$1 == "get" { at = $2; bad = $3 != at } $1 == "task_done" { bad = $3 != at } bad; END { if (NR != 4) print NR " calls" }' <<<"$calls")"
  timeout 60 "$PLAIT" explore -- "$scratch/spans" nested >"$scratch/found" 2>&1
  verdict "spans: one outcome" "$(grep -q '1 outcome in [0-9]* executions.*complete: it' "$scratch/found" || cat "$scratch/found")"
fi

if visible handle; then
  record handle -- "$scratch/handle"
  steps=$("$PLAIT" show --view steps "$scratch/handle.plait")
  if grep -q 'reads late' <<<"$steps" && ! grep -q 'reads orders' <<<"$steps"; then ok "handle: read"; else not_ok "handle: read" "$steps"; fi
  timeout 60 "$PLAIT" explore -- "$scratch/handle" >"$scratch/found" 2>&1
  kinds=$(grep -oE 'race [a-z]+' "$scratch/found" | sort -u)
  verdict "handle: written" "$([ "$kinds" = "race late" ] || cat "$scratch/found")"
fi

if build input; then
  printf 'line\nmore\n' >"$scratch/lines"
  for how in read fgets; do
    record input --seed=1 --stdin "$scratch/lines" -- "$scratch/input" $how
    want=$(printf 'read line\nwork\nwork\nwork')
    if [ $rc = 0 ] && [ "$(grep -v '^more' <<<"$said" | sort)" = "$want" ]; then ok "input: $how"; else not_ok "input: $how" "status $rc" "$said"; fi
  done
fi
