#include "tests/bench/floor_server.hpp"
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <unistd.h>

/// `snug-floor PORT [--gather]`
int main(int argc, char** argv) {
  using snug::bench::floor_server;
  const bool gather = argc > 2 && std::string_view(argv[2]) == "--gather";
  const int port = argc > 1 ? std::atoi(argv[1]) : 0;
  if (port < 1 || port > 65'535) {
    std::fputs("usage: snug-floor PORT [--gather]\n", stderr);
    return 2;
  }
  std::signal(SIGTERM, [](int) { _exit(0); });
  floor_server server(gather ? floor_server::manner::gather : floor_server::manner::send);
  if (!server.listen(static_cast<std::uint16_t>(port))) {
    std::perror("cannot listen");
    return 1;
  }
  server.run();
}
