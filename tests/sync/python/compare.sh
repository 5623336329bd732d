# compare.sh — cases.txt by CPython and by plait/sync.h; sourced by tests/sync/run.sh. Each case is a test for each of the two.
cases=tests/sync/python/cases.txt
# What a driver prints when every result is as the cases say.
sed -E '/^(#|$)/d; /^[A-Za-z]& /d; s/^until //' "$cases" >"$scratch/want"
# judge WHO FILE: one test for each case.
judge() {
  awk -v who="$1" '
    function end() {
      if (title == "") return
      if (bad == "") print "ok " who ": " title
      else print "not ok " who ": " title "\n" bad
    }
    FNR == NR { if ($1 == "case") t = substr($0, 6); else want[t] = want[t] $0 "\n"; next }
    $1 == "case" { t = substr($0, 6); have[t] = ""; next }
    { have[t] = have[t] $0 "\n" }
    END {
      while ((getline line < ARGV[1]) > 0)
        if (line ~ /^case /) {
          title = substr(line, 6)
          bad = ""
          if (have[title] != want[title]) {
            bad = "wanted:\n" want[title] "but:\n" have[title]
            sub(/\n$/, "", bad)
            gsub(/\n/, "\n# ", bad)
            bad = "# " bad
          }
          end()
        }
    }' "$scratch/want" "$2"
}
if said=$($CC -std=gnu17 -Wall -Wextra -Werror -g -O1 -pthread -Iinclude tests/sync/python/driver.c -o "$scratch/driver" "$lib" 2>&1); then
  timeout 60 "$scratch/driver" "$cases" >"$scratch/ours" 2>&1 </dev/null
  judge "plait/sync.h" "$scratch/ours"
else
  not_ok "the driver compiles" "$said"
fi
if python3 -c 'import sys, concurrent.futures; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
  timeout 60 python3 tests/sync/python/driver.py "$cases" >"$scratch/theirs" 2>&1 </dev/null
  judge "CPython" "$scratch/theirs"
else
  sed -n 's/^case //p' "$cases" | while read -r title; do skip "CPython: $title" "there is no python3 of 3.9 or later"; done
fi
