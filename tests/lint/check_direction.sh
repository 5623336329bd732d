# Who may include whom (left may include right):
#   cli → tui, export, engine → analysis → model → trace → wire → base
#   tui, export → view → analysis, model, symbols → base
#   runtime → wire
# Engine drives the target for cli and tui both; symbols is joined to a trace by cli alone.
allowed() {
  case $1 in
  base) echo base ;;
  wire) echo "wire base" ;;
  runtime) echo "runtime wire" ;;
  sync) echo "sync" ;;
  trace) echo "trace wire base" ;;
  symbols) echo "symbols base" ;;
  model) echo "model trace wire base" ;;
  analysis) echo "analysis model trace wire base" ;;
  engine) echo "engine analysis model trace wire base" ;;
  view) echo "view analysis model symbols trace wire base" ;;
  export) echo "export view analysis model symbols trace wire base" ;;
  tui) echo "tui view engine analysis model symbols trace wire base" ;;
  cli) echo "cli tui export view engine analysis model symbols trace wire base" ;;
  esac
}
for dir in src/*/; do
  part=$(basename "$dir")
  may=" $(allowed "$part") "
  [ "$may" = "  " ] && { echo "$dir: a folder that the architecture does not know"; continue; }
  grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[a-z]+/' "$dir" --include='*.[ch]' | while IFS=: read -r file line text; do
    to=$(sed -E 's|.*"([a-z]+)/.*|\1|' <<<"$text")
    [ -d "src/$to" ] || continue
    case $may in *" $to "*) ;; *) echo "$file:$line: $part must not include $to" ;; esac
  done
done
exit 0
