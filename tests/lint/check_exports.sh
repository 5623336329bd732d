# What libplait_rt.so exports is exactly what src/runtime/rt.map names: nothing of the target is shadowed by accident.
[ -e "$O/libplait_rt.so" ] || { echo "not built: $O/libplait_rt.so"; exit 0; }
want=$(sed -e 's|/\*.*\*/||' src/runtime/rt.map | tr '\n' ' ' | sed -E 's|/\*[^*]*\*/||g' | grep -oE 'global:[^}]*' |
  sed -E 's/local:.*//; s/global://g' | tr ' ;' '\n\n' | sed '/^$/d' | sort -u)
have=$(nm -D --defined-only "$O/libplait_rt.so" | awk '$2 != "A" {print $3}' | sed 's/@.*//' | sort -u)
grep '[*?]' <<<"$want" | sed 's/^/rt.map uses a pattern, name each symbol: /'
comm -13 <(echo "$want") <(echo "$have") | sed 's/^/exported but not in rt.map: /'
comm -23 <(grep -v '[*?]' <<<"$want") <(echo "$have") | sed 's/^/in rt.map but not exported: /'
exit 0
