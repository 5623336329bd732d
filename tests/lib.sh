# lib.sh — what the suites share: TAP lines and a scratch folder. Sourced by tests/*/run.sh.
set -uo pipefail
: "${O:?run through tests/run.sh}" "${TOP:?}" "${PLAIT:?}" "${KEEP:?}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state # nobody's own progress

ok() { echo "ok $1"; }
skip() { echo "ok $1 # SKIP $2"; }
# not_ok NAME [LINE…]: further lines explain.
not_ok() {
  echo "not ok $1"
  shift
  [ $# = 0 ] || printf '%s\n' "$@" | sed 's/^/# /'
}
# verdict NAME TEXT: passes when there is nothing to complain about.
verdict() { if [ -z "$2" ]; then ok "$1"; else not_ok "$1" "$2"; fi; }
# keep FILE: moves evidence to where it stays, and says how to look at a recording.
keep() {
  mkdir -p "$KEEP"
  cp "$1" "$KEEP/" 2>/dev/null
  case $1 in *.plait) echo "# $PLAIT replay $KEEP/$(basename "$1")" ;; *) echo "# kept: $KEEP/$(basename "$1")" ;; esac
}
