#!/usr/bin/env bash
# run.sh — runs the tests and counts them.
#
#   O=build tests/run.sh [SUITE...]      all suites by default
#
# A suite is a program tests/SUITE/run.sh that prints TAP: "ok NAME", "ok NAME # SKIP why" or
# "not ok NAME" followed by "# …" lines that say what was wrong. `unit` is built in: the cmocka
# programs in $O/unit. What fails is shown with its explanation; the last line is always
# "N passed, N failed, N skipped", counting single tests. The exit status is 1 when anything failed.
#
# Recordings and other evidence of failing tests are kept under $O/failed/SUITE.
set -uo pipefail
cd "$(dirname "$0")/.."
export O=${O:-build}
case $O in /*) ;; *) O=$PWD/$O ;; esac
export TOP=$PWD PLAIT=$O/plait KEEP
export LC_ALL=C.UTF-8
unset NO_COLOR COLORTERM PLAIT_SCENES
suites=("$@")
if [ ${#suites[@]} = 0 ]; then
  suites=(unit)
  for s in tests/*/run.sh; do
    s=${s%/run.sh}
    suites+=("${s#tests/}")
  done
fi

# Every cmocka program, as TAP. A program that dies is one failed test more, named after it.
unit() {
  local bin out rc name
  for bin in "$O"/unit/test_*; do
    [ -x "$bin" ] && [ ! -d "$bin" ] || continue
    [ -e "tests/unit/$(basename "$bin").c" ] || continue # left over from a test that is gone
    out=$(CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 "$bin" 2>&1 </dev/null)
    rc=$?
    name=$(basename "$bin")
    sed -nE "s|^(not )?ok [0-9]+ # SKIP (.*)|ok $name/\2 # SKIP by itself|p; t
      s|^(not )?ok [0-9]+ - |\1ok $name/|p; t
      /^# (not )?ok/d; /^#/p" <<<"$out"
    if [ $rc -ge 124 ] || { [ $rc != 0 ] && ! grep -q "^not ok" <<<"$out"; }; then
      echo "not ok $name"
      echo "# ended with status $rc:"
      tail -n 20 <<<"$out" | sed 's/^/# /'
    fi
  done
}

passed=0 failed=0 skipped=0
for suite in "${suites[@]}"; do
  KEEP=$O/failed/$suite
  rm -rf "$KEEP"
  mkdir -p "$KEEP"
  log=$(mktemp)
  if [ "$suite" = unit ]; then
    unit >"$log"
    rc=0
  else
    timeout 1800 bash "tests/$suite/run.sh" >"$log" 2>"$log.err" </dev/null
    rc=$?
  fi
  s=$(grep -c '^ok .*# SKIP' "$log")
  p=$(($(grep -c '^ok ' "$log") - s))
  f=$(grep -c '^not ok ' "$log")
  if [ $((p + f + s)) = 0 ] || { [ $rc != 0 ] && [ "$f" = 0 ]; }; then
    echo "FAILED $suite: ended with status $rc after $((p + s)) tests"
    [ -s "$log.err" ] && tail -n 20 "$log.err" | sed 's/^/       /'
    f=$((f + 1))
  fi
  awk -v suite="$suite" '
    /^not ok / { sub(/^not ok /, ""); print "FAILED " suite ": " $0; show = 1; next }
    /^ok .*# SKIP/ { sub(/^ok /, ""); sub(/# SKIP/, "—"); print "skipped " suite ": " $0 }
    /^ok / { show = 0 }
    /^#/ && show { sub(/^# ?/, ""); print "       " $0 }' "$log"
  printf '%-8s %4d passed' "$suite" "$p"
  [ "$f" = 0 ] || printf ', %d failed' "$f"
  [ "$s" = 0 ] || printf ', %d skipped' "$s"
  echo
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  rmdir "$KEEP" 2>/dev/null
  rm -f "$log" "$log.err"
done
rmdir "$O/failed" 2>/dev/null
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
