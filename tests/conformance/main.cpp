#include "tests/conformance/echo_server.hpp"
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// conformance_server engine|socket PORT
int main(int argc, char** argv) {
  using snug::conformance::echo_server;
  const std::string_view layer = argc == 3 ? argv[1] : "";
  if (layer != "engine" && layer != "socket") {
    std::fputs("usage: conformance_server engine|socket PORT\n", stderr);
    return 2;
  }
  echo_server server(layer == "engine" ? echo_server::layer::engine : echo_server::layer::socket,
                     static_cast<std::uint16_t>(std::atoi(argv[2])));
  if (!server.good()) {
    std::fputs("cannot listen there\n", stderr);
    return 1;
  }
  std::printf("listening on %u\n", server.port());
  std::fflush(stdout);
  server.run();
  return 0;
}
