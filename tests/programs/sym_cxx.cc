// sym_cxx.cc — C++ wraps what C has; the names must not show the wrapping. See sym_probe.h.
#define SITE_FILE "sym_cxx.cc"
extern "C" {
#include "sym_probe.h"
}

#include <atomic>
#include <mutex>

namespace bank {
struct account {
  long balance;
  std::mutex lock;
};
account accounts[2];
std::atomic<int> ready;
std::mutex gate;

struct base {
  int inherited;
};
struct derived : base {
  int own;
  static int shared;
  int touch();
};
int derived::shared;
derived thing;

int derived::touch() {
  static int calls;
  STATIC_AT(&calls, sizeof calls, "touch:calls", "int", "signed");
  SITE("touch");
  return ++calls;
}
} // namespace bank

int main() {
  using namespace bank;
  STATIC_AT(&accounts[1].balance, 8, "accounts[1].balance", "long", "signed");
  STATIC_AT(&accounts[1].lock, 0, "accounts[1].lock", "?", "unknown");
  STATIC_AT(&accounts[1].lock, 40, "accounts[1].lock", "?", "unknown");
  STATIC_AT(&ready, 4, "ready", "?", "signed");
  STATIC_AT(&gate, 0, "gate", "?", "unknown");
  STATIC_AT(&thing.inherited, 4, "thing.inherited", "int", "signed");
  STATIC_AT(&thing.own, 4, "thing.own", "int", "signed");
  STATIC_AT(&derived::shared, 4, "shared", "int", "signed");
  return thing.touch() - 1;
}
