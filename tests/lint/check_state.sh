# No mutable state at file scope (or static in a function) outside src/runtime and src/tui/term.c: nothing is
# shared behind anybody's back, and several sessions can live in one process.
grep -q -- -fsanitize= "$O/flags" 2>/dev/null && { echo "sanitizers add variables of their own"; exit 77; }
[ -d "$O/obj" ] || { echo "not built: $O/obj"; exit 0; }
find "$O/obj" -name '*.o' ! -path '*/tui/term.o' | sort | while read -r o; do
  src=src/${o#"$O"/obj/}
  [ -e "${src%.o}.c" ] || continue
  objdump -t "$o" | awk 'NF > 2 && $(NF-2) ~ /^\.(data|bss|tbss|tdata)(\.|$)/ && $(NF-2) !~ /rel\.ro/ && $NF !~ /^\.(data|bss|tbss|tdata)/ { print $NF }' |
    sed "s|^|${src%.o}.c: mutable: |"
  objdump -t "$o" | awk 'NF > 2 && $(NF-2) == "*COM*" { print $NF }' | sed "s|^|${src%.o}.c: mutable: |"
done
exit 0
