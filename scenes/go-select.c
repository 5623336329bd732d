/* scene:    go-select
 * title:    Whatever comes first
 * topics:   Go, select, several channels
 * lesson:   select waits for several channels at once and does exactly one case.
 *           If both are ready either may be chosen (Go draws lots), so a program
 *           must be right in every order.
 * outcomes: "mail then phone\n" "phone then mail\n"
 * try:      main*9 T1*10 T2*6 main*18   # main waits for both, the mail is first
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static struct plait_channel *mail, *phone;

static void *postman(void *unused) {
  plait_name_thread("postman");
  plait_channel_send(mail, 1);
  return unused;
}

static void *friend(void *unused) {
  plait_name_thread("friend");
  plait_channel_send(phone, 2);
  return unused;
}

int main(void) {
  pthread_t one, two;
  const char *const name[] = {"mail", "phone"};
  int first, second;
  mail = plait_channel_new("mail", 0);
  phone = plait_channel_new("phone", 0);
  pthread_create(&one, NULL, postman, NULL);
  pthread_create(&two, NULL, friend, NULL);
  struct plait_case cases[] = {
      {.channel = mail},
      {.channel = phone},
  };
  plait_select(cases, 2, &first);
  plait_select(cases, 2, &second);
  printf("%s then %s\n", name[first], name[second]);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  plait_channel_free(mail);
  plait_channel_free(phone);
  return 0;
}
