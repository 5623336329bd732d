/* test_view_keymap.c — the key table: names both ways, no key twice, hints and help made from it. */
#include "view/help.h"
#include "view/keymap.h"
#include "view/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void every_name_has_a_key_and_back(void **state) {
  (void)state;
  for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
    for (const char *k = keymap_table[a].keys; *k;) {
      int len = (int)strcspn(k, " ");
      char name[16];
      uint32_t key = keymap_key(k, len);
      assert_int_not_equal(key, VKEY_NONE);
      keymap_key_name(key, name);
      assert_int_equal(strlen(name), len);
      assert_memory_equal(name, k, len);
      /* and no other action has it */
      assert_int_equal(keymap_action(key), a);
      k += len + (k[len] == ' ');
    }
}

static void names_of_keys(void **state) {
  (void)state;
  assert_int_equal(keymap_key("Right", 5), VKEY_RIGHT);
  assert_int_equal(keymap_key("Space", 5), ' ');
  assert_int_equal(keymap_key("C-c", 3), 3);
  assert_int_equal(keymap_key("é", 2), 0xe9);
  assert_int_equal(keymap_key("Rigth", 5), VKEY_NONE);
  assert_int_equal(keymap_key("", 0), VKEY_NONE);
  assert_int_equal(keymap_action('y'), ACTION_NONE);
  assert_int_equal(keymap_action(VKEY_NONE), ACTION_NONE);
  assert_int_equal(keymap_action('7'), ACTION_CHOOSE);
}

static void hints_fit_and_keep_what_matters(void **state) {
  (void)state;
  for (int cols = 0; cols < 160; cols++)
    for (int ascii = 0; ascii < 2; ascii++) {
      struct buf b = {0};
      keymap_hint(&b, cols, ascii, true, true);
      assert_true(grid_width(buf_str(&b)) <= cols);
      if (cols >= 14) assert_non_null(strstr(buf_str(&b), "? help"));
      if (cols >= 14) assert_non_null(strstr(buf_str(&b), "q quit"));
      for (const char *c = buf_str(&b); ascii && *c; c++) assert_true((unsigned char)*c < 128);
      buf_fini(&b);
    }
  struct buf live = {0}, recorded = {0};
  keymap_hint(&live, 120, true, true, false);
  keymap_hint(&recorded, 120, true, false, false);
  assert_non_null(strstr(buf_str(&live), "1-9 move a thread"));
  assert_null(strstr(buf_str(&recorded), "1-9"));
  buf_fini(&live);
  buf_fini(&recorded);
}

static void help_lists_every_action(void **state) {
  (void)state;
  struct buf b = {0};
  help_text(false, &b);
  for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) assert_non_null(strstr(buf_str(&b), keymap_table[a].text));
  for (int s = 0; s < SECTION_COUNT; s++) assert_non_null(strstr(buf_str(&b), keymap_section_titles[s]));
  assert_non_null(strstr(buf_str(&b), "→ l"));
  buf_clear(&b);
  help_text(true, &b);
  assert_non_null(strstr(buf_str(&b), "Right l"));
  buf_fini(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_name_has_a_key_and_back),
      cmocka_unit_test(names_of_keys),
      cmocka_unit_test(hints_fit_and_keep_what_matters),
      cmocka_unit_test(help_lists_every_action),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
