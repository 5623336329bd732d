#!/usr/bin/env bash
# Command-line cases: exactly what is printed on stdout and stderr, and the exit status.
#
# A case is tests/cli/NAME.case:
#
#   # what it is about
#   --- run
#   plait show missing.plait          (a bash script; runs in an empty folder)
#   --- exit 2
#   --- out
#   --- err
#   plait: …
#
# The folder, the build directory and the source tree are written CWD, BUILD and TOP.
# PLAIT_REFRESH=1 make check-only TESTS=cli   writes what comes out into the cases: read the diff.
. "$(dirname "$0")/../lib.sh"
mkdir "$scratch/bin"
ln -s "$PLAIT" "$scratch/bin/plait"
export PATH=$scratch/bin:$PATH

section() { awk -v want="$2" '/^--- / { on = ($2 == want); next } on' "$1"; }

run_case() { # CASE FOLDER: leaves out, err and exit in FOLDER.got
  mkdir "$2"
  section "$1" run >"$2.sh"
  (cd "$2" && timeout 120 bash "$2.sh" >"$2.out" 2>"$2.err" </dev/null)
  echo $? >"$2.exit"
  sed -i -e "s|$2|CWD|g; s|$O|BUILD|g; s|$TOP|TOP|g" "$2.out" "$2.err"
}

write_case() {
  sed '/^--- exit/,$d' "$1"
  echo "--- exit $(cat "$2.exit")"
  echo "--- out"
  cat "$2.out"
  echo "--- err"
  cat "$2.err"
}

for case in "$TOP"/tests/cli/*.case; do
  name=$(basename "$case" .case)
  dir=$scratch/$name
  run_case "$case" "$dir"
  write_case "$case" "$dir" >"$dir.case"
  if cmp -s "$case" "$dir.case"; then
    ok "$name"
  elif [ "${PLAIT_REFRESH:-}" = 1 ]; then
    cp "$dir.case" "$case"
    skip "$name" "refreshed"
  else
    not_ok "$name" "$(diff -u --label "tests/cli/$name.case" --label "what came out" "$case" "$dir.case")" \
      "if that is right: PLAIT_REFRESH=1 make check-only TESTS=cli"
    for f in "$dir"/*.plait; do [ -e "$f" ] && keep "$f"; done
  fi
done
