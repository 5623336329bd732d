# Debug information is read in one place: only src/symbols includes elfutils.
grep -rnE '#[[:space:]]*include[[:space:]]*[<"](elfutils/|libelf\.h|gelf\.h|dwarf\.h)' src | grep -v '^src/symbols/'
exit 0
