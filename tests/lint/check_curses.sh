# Curses is an output device: only src/tui knows it, everything else draws on cells.
grep -rnE '#[[:space:]]*include[[:space:]]*[<"](n?curses(w)?(/[a-z]+)?|term|panel)\.h' src tests/unit | grep -v '^src/tui/'
exit 0
