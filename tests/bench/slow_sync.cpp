// A preload library: fdatasync and fsync don't return while the file that DISK_SLOW_SYNC names is there.
#include <cstdlib>
#include <dlfcn.h>
#include <unistd.h>

namespace {

void wait_for_the_disk() {
  const char* sign = std::getenv("DISK_SLOW_SYNC");
  while (sign && access(sign, F_OK) == 0)
    usleep(10'000);
}

template <class Call> Call real(const char* name) { return reinterpret_cast<Call>(dlsym(RTLD_NEXT, name)); }

} // namespace

extern "C" {

int fdatasync(int descriptor) {
  wait_for_the_disk();
  return real<int (*)(int)>("fdatasync")(descriptor);
}

int fsync(int descriptor) {
  wait_for_the_disk();
  return real<int (*)(int)>("fsync")(descriptor);
}
}
