/* sym_plain.c — a small program to be built in many ways; see tests/unit/test_symbols_files.c. */
int counter;
static int table[4];
_Thread_local int mine = 3;

int touch(int by) {
  static int calls;
  calls++;
  counter += by + mine;
  return table[by & 3];
}

int main(void) { return touch(0); }
