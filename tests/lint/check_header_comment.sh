# Every file opens with a comment: what it owns, why it is built this way, what it must not do.
for f in $(find src include tests/unit tests/programs scenes -name '*.[ch]'); do
  case $(head -c 2 "$f") in '/*' | '//') ;; *) echo "$f: does not open with a comment" ;; esac
done
exit 0
