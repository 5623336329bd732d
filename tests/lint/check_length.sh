# One idea per file: nothing under src/ is longer than 600 lines.
find src -type f \( -name '*.[ch]' -o -name '*.map' \) -exec wc -l {} + | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines" }'
exit 0
