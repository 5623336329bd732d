/* memcpy, strlen and their family, on memory that two threads share. */
#include "posix_check.h"

#include <string.h>
#include <strings.h>

static char a[3000], b[3000], text[64], longer[64];

static void *all(void *unused) {
  memset(a, 'a', sizeof a);
  memcpy(b, a, sizeof b);
  check(memcmp(a, b, sizeof a) == 0, "memset, memcpy, memcmp");
  b[2999] = 'b';
  check(memcmp(a, b, sizeof a) < 0 && memcmp(b, a, sizeof a) > 0, "memcmp finds the last byte");
  check(memchr(b, 'b', sizeof b) == b + 2999 && !memchr(a, 'b', sizeof a), "memchr");
  strcpy(text, "0123456789");
  memmove(text + 2, text, 8);
  check(strcmp(text, "0101234567") == 0, "memmove upwards");
  memmove(text, text + 2, 8);
  check(strcmp(text, "0123456767") == 0, "memmove downwards");
  bcopy("xy", text, 2);
  check(strncmp(text, "xy23", 4) == 0, "bcopy, strncmp");
  check(strlen(text) == 10 && strnlen(text, 4) == 4 && strnlen(text, 40) == 10, "strlen, strnlen");
  check(stpcpy(longer, text) == longer + 10, "stpcpy");
  strcat(longer, "!");
  strncat(longer, "?!?!", 2);
  check(strcmp(longer, "xy23456767!?!") == 0, "strcat, strncat");
  memset(longer, '#', sizeof longer);
  strncpy(longer, "ab", 5);
  check(memcmp(longer, "ab\0\0\0##", 7) == 0, "strncpy pads with zeros");
  strncpy(longer, text, 3);
  check(memcmp(longer, "xy2\0\0#", 6) == 0, "and does not end what is too long");
  check(strchr(text, '7') == text + 7 && strrchr(text, '7') == text + 9, "strchr, strrchr");
  check(!strchr(text, 'z') && strchr(text, '\0') == text + 10 && strrchr(text, '\0') == text + 10, "and the end");
  check(strstr(text, "676") == text + 6 && !strstr(text, "999") && strstr(text, "") == text, "strstr");
  check(strcmp("a", "b") < 0 && strcmp(text, text) == 0 && strncmp("abc", "abd", 2) == 0, "comparisons");
  check(mempcpy(longer, "zz", 2) == longer + 2 && longer[1] == 'z', "mempcpy");
  bzero(longer, 2);
  check(longer[0] == 0 && longer[1] == 0 && longer[2] == '2', "bzero");
  return unused;
}

int main(void) {
  all(NULL);
  elsewhere(all, NULL);
  all(NULL);
  return done();
}
