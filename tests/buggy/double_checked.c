/* Double-checked locking that publishes the object before it is filled in: whoever comes without the lock sees it empty.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static pthread_mutex_t lock = LOCK;
static struct config {
  int port;
} storage, *config;

static struct config *get(void) {
  if (!config) {
    pthread_mutex_lock(&lock);
    if (!config) {
      config = &storage;
      config->port = 80;
    }
    pthread_mutex_unlock(&lock);
  }
  return config;
}

THREAD(client) {
  assert(get()->port == 80);
  return arg;
}

int main(void) {
  many(3, client);
  return 0;
}
