# The manual page holds every option, command and key that the source knows.
man=$(sed 's/\\-/-/g' assets/plait.1)
for name in $(sed -nE 's/^ *\{"([a-z0-9-]+)", *(KEY_[A-Z_0-9]+|'"'"'.'"'"'), .*/\1/p' src/cli/*.c | sort -u); do
  grep -qE -- "--$name([^a-z-]|\$)" <<<"$man" || echo "assets/plait.1: no word of the option --$name"
done
for name in $(sed -nE 's/^ *\{"([a-z]+)", cmd_[a-z]+, .*/\1/p' src/cli/main.c); do
  grep -qx ".B $name" <<<"$man" || echo "assets/plait.1: no word of the command $name"
done
# X(ACTION, "keys", SECTION, "name", …): the first key of each.
sed -nE 's/^  X\([A-Z_]+, "([^" ]+)[^"]*", [A-Z]+, "[a-z-]+", .*/\1/p' src/view/keymap.h | while read -r key; do
  grep -qF -- ".B $key" <<<"$man" || echo "assets/plait.1: no word of the key $key"
done
# X(ACTION, "keys", "hint", "what it does") of the scene browser.
section=$(sed -n '/^\.SS "The scene browser"/,/^\.SH/p' <<<"$man")
sed -nE 's/^  X\([A-Z_]+, "([^" ]+)[^"]*", "[a-z]*", .*/\1/p' src/view/browser.h | while read -r key; do
  grep -qE -- "^\.B (.*P)?$(sed 's/[][?/]/\\&/g' <<<"$key")(\\\\|\$)" <<<"$section" || echo "assets/plait.1: no word of the browser's key $key"
done
exit 0
