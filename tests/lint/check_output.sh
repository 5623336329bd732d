# Only src/cli and src/tui end plait or print to the user's terminal; the rest returns a struct plait_err.
# src/runtime is inside the target, where exit and the printing functions are what it interposes.
for f in $(find src -name '*.[ch]' ! -path 'src/cli/*' ! -path 'src/tui/*' ! -path 'src/runtime/*'); do
  # Comments and strings do not call anything.
  sed -E 's|"([^"\\]\|\\.)*"|""|g; s|/\*.*\*/||; s|^[[:space:]]*/?\*.*||; s|//.*||' "$f" |
    grep -nE '(^|[^[:alnum:]_])(exit|quick_exit|printf|vprintf|puts|putchar|perror|err|errx|warn|warnx)[[:space:]]*\(|(^|[^[:alnum:]_])(stdout|stderr)([^[:alnum:]_]|$)' |
    sed "s|^|$f:|"
done
exit 0
