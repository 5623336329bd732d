# The runtime and the wire format run inside the target between any two of its instructions: they never
# allocate from the target's heap, never take a lock of its libc, never use its stdio.
dir=$O/rt
[ -d "$dir" ] || { echo "not built: $dir"; exit 0; }
find "$dir" -name '*.o' | sort | while read -r o; do
  nm -u "$o" | awk '{print $NF}' | sed 's/@.*//' |
    grep -xE 'malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf|aligned_alloc|posix_memalign|pthread_(mutex|cond|rwlock|spin|barrier)_.*|pthread_once|sem_(wait|post|trywait|timedwait)|f?printf|vf?printf|fopen|fclose|fwrite|fread|fputs|puts|fflush|opendir|readdir|getenv_r|setlocale|syslog' |
    sed "s|^|${o#"$dir"/}: calls |"
done
exit 0
