#!/usr/bin/env bash
# plait on a terminal; see test_pty.c.
. "$(dirname "$0")/../lib.sh"
export PTY_RECORDING=$scratch/lost.plait
said=$("$PLAIT" record -q -o "$PTY_RECORDING" --strategy round-robin lost-update 2>&1 >/dev/null) # its race is a finding
if [ ! -e "$PTY_RECORDING" ]; then
  not_ok "a recording to look at" "$said"
  exit 1
fi
out=$(CMOCKA_MESSAGE_OUTPUT=TAP timeout 900 "$O/pty/test_pty" 2>&1)
rc=$?
sed -nE 's/^(not )?ok [0-9]+ - /\1ok /p; t; /^# (not )?ok/d; /^1\.\./d; s/^(# )?/# /p' <<<"$out"
if [ $rc != 0 ] && ! grep -q '^not ok' <<<"$out"; then
  not_ok "test_pty" "ended with status $rc"
fi
