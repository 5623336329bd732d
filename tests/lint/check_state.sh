# No mutable state at file scope (or static in a function) outside src/runtime and src/tui/term.c: nothing is
# shared behind anybody's back, and several sessions can live in one process.
grep -q -- -fsanitize= "$O/flags" 2>/dev/null && { echo "sanitizers add variables of their own"; exit 77; }
[ -d "$O/obj" ] || { echo "not built: $O/obj"; exit 0; }
# libplaitsync has one thing: which task a thread is (src/sync/task.c).
find "$O/obj" "$O/sync" -name '*.o' ! -path '*/tui/term.o' ! -path '*/sync/task.o' ! -name plaitsync.o | sort | while read -r o; do
  src=${o#"$O"/obj/}
  src=src/${src#"$O"/sync/}
  [ -e "${src%.o}.c" ] || continue
  objdump -t "$o" | awk 'NF > 2 && $(NF-2) ~ /^\.(data|bss|tbss|tdata)(\.|$)/ && $(NF-2) !~ /rel\.ro/ && $NF !~ /^\.(data|bss|tbss|tdata)/ { print $NF }' |
    sed "s|^|${src%.o}.c: mutable: |"
  objdump -t "$o" | awk 'NF > 2 && $(NF-2) == "*COM*" { print $NF }' | sed "s|^|${src%.o}.c: mutable: |"
done
exit 0
