#!/usr/bin/env bash
# Scenes: each is an ordinary program with the endings and findings its header states, and plait shows exactly those.
#
#   tests/scenes/run.sh                      through tests/run.sh; PLAIT_SCENE=NAME… looks at these only
#
#   header      it can be read, stands in chapters.txt, is short; what is wrong is fixed by a scene in which nothing is
#   compiles    without a warning, by gcc (and clang)
#   natively    on the machine's own threads it ends in a stated way (or hangs, when it may)
#   explored    nothing but the stated outcomes and findings, and all of them; to the end, unless it says "bounded"
#   try         the schedule in the header is one that the scene can follow, and ends in a stated way
#   one log     a few runs under one random seed are one execution, to the last bit, and it replays
#   listing     the code beside it names lines that are there, and its language accepts it
#
# Two scenes at a time; each writes to a file of its own, and the files are printed in order.
. "$(dirname "$0")/../lib.sh"
RUNS=${PLAIT_RUNS:-3}
ENOUGH=60000 # executions, for those that are explored to the end: far more than any needs
cd "$scratch" || exit 1
"$PLAIT" scenes --json >all.json 2>broken
folder=${PLAIT_SCENES:-$TOP/scenes}
library=$(ls "$O"/libplaitsync.a 2>/dev/null)
volatile=$(gcc --param tsan-distinguish-volatile=1 -x c -fsyntax-only /dev/null 2>/dev/null && echo --param tsan-distinguish-volatile=1)

# A text, a number or nothing: field KEY of the scene's JSON.
text() { sed -nE "s/.*\"$2\":\"(([^\"\\\\]|\\\\.)*)\".*/\1/p" "$1.json" | sed 's/\\"/"/g; s/\\\\/\\/g'; }
number() { sed -nE "s/.*\"$2\":([0-9]+).*/\1/p" "$1.json"; }
# Endings as END STATUS "OUTPUT" in the spelling of JSON. Only an exit's status says something about the scene, and what a failed
# assertion says names the file in whichever way it was compiled.
plain() {
  sed -E 's/^(deadlock|assert|abort|crash|step_limit|stall) -?[0-9]+ /\1 0 /
    s/^(assert 0 "(.*\\n)?)[^"\]*:[0-9]+: [A-Za-z_0-9]+: Assertion `.*failed\.\\n"$/\1"/' | sort -u
}
stated() {
  sed -E 's/.*"outcomes":\[(.*)\],"findings".*/\1/; s/\},\{/}\n{/g' "$1.json" |
    sed -E 's/^\{"end":"([a-z_]+)","status":(-?[0-9]+),"output":(.*)\}$/\1 \2 \3/' | plain
}
stated_findings() { sed -E 's/.*"findings":\[([^]]*)\].*/\1/; s/","/\n/g; s/^"//; s/"$//' "$1.json" | sed 's/\[[0-9]*\]/[]/g' | grep . | sort -u; }
ending() {
  "$PLAIT" show --json "$1" | tail -n 1 |
    sed -E 's/^\{"end":"([a-z_]+)","status":(-?[0-9]+),"steps":[0-9]+,"output":("([^"\\]|\\.)*").*/\1 \2 \3/' | plain
}

header() {
  local fix found
  found=$(stated_findings "$1")
  fix=$(text "$1" fixed_by)
  [ "$(wc -l <"$2")" -le 100 ] || echo "longer than 100 lines"
  grep -qE "^[ 	]+$1[ 	]*(#.*)?\$" "$folder/chapters.txt" || echo "not in chapters.txt"
  if [ -n "$fix" ]; then
    if [ ! -e "$fix.json" ]; then
      echo "fixed-by: there is no scene $fix"
    elif [ -n "$(stated_findings "$fix")" ]; then
      echo "fixed-by: $fix states a finding itself"
    fi
  elif [ -n "$found" ]; then
    echo "states a finding, and no scene that fixes it (fixed-by)"
  fi
}

compiles() {
  local include=(-I"$TOP/include" -pthread -Wall -Wextra -Werror -g -std=gnu17)
  gcc "${include[@]}" -O0 "$2" $library -o "native-$1" 2>&1
  # shellcheck disable=SC2086
  gcc "${include[@]}" -O0 -fsanitize=thread $volatile "$2" -c -o "$1.o" 2>&1 && gcc -pthread "$1.o" $library -o "scene-$1" "$O/libplait_rt.so" 2>&1
  if command -v clang >/dev/null; then clang "${include[@]}" -fsyntax-only "$2" 2>&1; fi
}

natively() {
  local out rc want ends may
  ends=$(stated "$1")
  may=$(grep -cE '^(deadlock|step_limit|stall)' <<<"$ends")
  read -ra args <<<"$(text "$1" args)"
  out=$(timeout $((may ? 1 : 20)) "./native-$1" "${args[@]}" 2>&1 </dev/null | sed -z 's/\\/\\\\/g; s/"/\\"/g; s/\n/\\n/g; s/\t/\\t/g'; exit "${PIPESTATUS[0]}")
  rc=$?
  case $rc in
  124) [ "$may" != 0 ] || echo "it does not end" ;;
  134) grep -qE '^(abort|assert|crash)' <<<"$ends" || echo "it aborts: $out" ;;
  139) grep -q '^crash' <<<"$ends" || echo "it crashes: $out" ;;
  *)
    want="exit $rc \"$out\""
    grep -qxF -- "$want" <<<"$ends" || printf 'ends with %s\nstated: %s\n' "$want" "$ends"
    ;;
  esac
}

explored() {
  local budget bound have want found extra missing rc again
  bound=$(number "$1" bounded)
  budget=${bound:-$ENOUGH}
  again="plait explore${bound:+ --executions $bound} $1"
  timeout 300 "$PLAIT" explore --json --executions "$budget" "${options[@]}" -- "./scene-$1" "${args[@]}" >"$1.found" 2>"$1.err" </dev/null
  rc=$?
  [ $rc -le 1 ] || { echo "status $rc: $(cat "$1.err")" "$again"; return; }
  [ -n "$bound" ] || grep -q '"complete":true' "$1.found" || echo "not explored to the end after $budget executions; \"explore: bounded N\" says so"
  have=$(sed -E 's/.*"outcomes":\[(.*)\],"findings".*/\1/; s/\},\{"count"/}\n{"count"/g' "$1.found" |
    sed -nE 's/.*"end":"([a-z_]+)","status":(-?[0-9]+),.*"output":("([^"\\]|\\.)*").*/\1 \2 \3/p' | plain)
  want=$(stated "$1")
  extra=$(comm -13 <(echo "$want") <(echo "$have"))
  missing=$(comm -23 <(echo "$want") <(echo "$have"))
  [ -z "$extra" ] || echo "ends so, but the header does not say it: $extra"
  [ -z "$missing" ] || echo "never ends so, but the header says it: $missing"
  want=$(stated_findings "$1")
  found=$(grep -oE '\{"kind":"[a-z_]+","severity":"error"(,"object":"[^"]*")?' "$1.found" |
    sed -E 's/.*"kind":"([a-z_]+)","severity":"[a-z]+"(,"object":"([^"]*)")?/\1 \3/; s/\[[0-9]+\]/[]/g; s/ $//' | sort -u)
  while read -r f; do
    [ -z "$f" ] || grep -qxF -e "$f" -e "${f%% *}" <<<"$want" || echo "found, but the header does not say it: $f"
  done <<<"$found"
  while read -r f; do
    [ -z "$f" ] || grep -qE "^$(sed 's/[][\.*^$]/\\&/g' <<<"$f")( |\$)" <<<"$found" || echo "never found, but the header says it: $f"
  done <<<"$want"
  if [ -z "$want" ] && grep -q '"severity":"warning"' "$1.found"; then
    echo "nothing is stated, but there is a warning: $(grep -oE '\{"kind":"[a-z_]+","severity":"warning"(,"object":"[^"]*")?' "$1.found" | sort -u | tr '\n' ' ')"
  fi
  return 0
}

tries() {
  local schedule said rc ends
  schedule=$(text "$1" try)
  [ -n "$schedule" ] || return
  said=$("$PLAIT" record -q "${options[@]}" --schedule "$schedule" -o "t-$1.plait" -- "./scene-$1" "${args[@]}" 2>&1 >/dev/null </dev/null)
  rc=$?
  [ $rc -le 1 ] || { echo "status $rc: $said"; return; }
  ends=$(ending "t-$1.plait")
  stated "$1" | grep -qxF -- "$ends" || echo "ends with $ends, which is not stated"
}

one_log() {
  local i said hashes
  for ((i = 0; i < RUNS; i++)); do
    "$PLAIT" record -q "${options[@]}" --seed 7 -o "l-$1.plait" -- "./scene-$1" "${args[@]}" >/dev/null 2>&1 </dev/null
    "$PLAIT" show --json --from 1 "l-$1.plait" | tail -n 1 | sed -E 's/.*"log_hash":"([0-9a-f]*)".*/\1/'
  done >"hashes-$1"
  hashes=$(sort -u "hashes-$1")
  [[ $hashes =~ ^[0-9a-f]{16}$ ]] || echo "log hashes of $RUNS runs with seed 7: $hashes"
  said=$("$PLAIT" replay --verify "./scene-$1" "l-$1.plait" 2>&1) || { echo "its replay: $said"; keep "l-$1.plait" | sed 's/^# //'; }
}

listing() {
  local file said
  file=$(text "$1" listing)
  if [ -z "$file" ]; then return; fi
  [ "$(wc -l <"$file")" -le 40 ] || echo "longer than 40 lines"
  case $file in
  *.py) said=$(command -v python3 >/dev/null && python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$file" 2>&1 | tail -n 3) ;;
  *.go) said=$(command -v gofmt >/dev/null && gofmt -e "$file" 2>&1 >/dev/null) ;;
  *) said= ;;
  esac
  [ -z "$said" ] || echo "$said"
}

# Is there somebody who can judge the listing?
judge() { case $1 in *.py) command -v python3 ;; *.go) command -v gofmt ;; *) command -v javac ;; esac >/dev/null; }

scene() {
  local name=$1 source file said
  source=$folder/$name.c
  read -ra options <<<"$(text "$name" options)"
  options+=(--model "$(text "$name" model)")
  read -ra args <<<"$(text "$name" args)"
  verdict "$name: header" "$(header "$name" "$source")"
  said=$(compiles "$name" "$source")
  verdict "$name: compiles" "$said"
  [ -x "scene-$name" ] || return
  # What a switch model forbids, the machine does.
  if [ "$(text "$name" model)" = preemptive ]; then verdict "$name: natively" "$(natively "$name")"; fi
  verdict "$name: explored" "$(explored "$name" | sed "\$a look at it: plait explore $name" | sed '1{/^look at it/d}')"
  verdict "$name: try" "$(tries "$name")"
  verdict "$name: one log" "$(one_log "$name")"
  file=$(text "$name" listing)
  if [ -n "$file" ]; then
    verdict "$name: listing" "$(listing "$name")"
    judge "$file" || skip "$name: listing in its language" "nothing here reads $(basename "$file")"
  fi
}

verdict "chapters and headers" "$(cat broken)"
said=
while read -r name; do
  [ -e "$folder/$name.c" ] || said+="chapters.txt names $name, which is not there"$'\n'
done < <(sed -nE 's/^[ 	]+([a-z0-9-]+).*/\1/p' "$folder/chapters.txt")
verdict "chapters.txt names scenes only" "$said"

names=$(sed -nE 's/^\{"scene":"([^"]*)".*/\1/p' all.json)
for name in $names; do grep "^{\"scene\":\"$name\"," all.json >"$name.json"; done
names=${PLAIT_SCENE:-$names}
for name in $names; do
  while [ "$(jobs -rp | wc -l)" -ge "${PLAIT_JOBS:-2}" ]; do wait -n; done
  scene "$name" >"$name.tap" 2>&1 &
done
wait
for name in $names; do cat "$name.tap"; done
