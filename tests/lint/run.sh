#!/usr/bin/env bash
# Lint: one script per invariant of the architecture (src/README.md). A script prints what breaks
# the rule, one line each, and nothing when all is well.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 1
for script in tests/lint/check_*.sh; do
  name=$(basename "$script" .sh)
  said=$(bash "$script" 2>&1)
  rc=$?
  if [ $rc = 77 ]; then
    skip "${name#check_}" "$said"
  elif [ -z "$said" ] && [ $rc != 0 ]; then
    not_ok "${name#check_}" "ended with status $rc"
  else
    verdict "${name#check_}" "$said"
  fi
done
