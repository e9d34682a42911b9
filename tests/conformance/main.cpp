#include "tests/conformance/echo_server.hpp"
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

/// conformance_server engine|socket PORT [SHARDS]
int main(int argc, char** argv) {
  using snug::conformance::echo_server;
  const std::string_view layer = argc == 3 || argc == 4 ? argv[1] : "";
  const int count = argc == 4 ? std::atoi(argv[3]) : 1;
  if ((layer != "engine" && layer != "socket") || count < 1 || count > 64) {
    std::fputs("usage: conformance_server engine|socket PORT [SHARDS]\n", stderr);
    return 2;
  }
  std::vector<std::unique_ptr<echo_server>> shards;
  auto port = static_cast<std::uint16_t>(std::atoi(argv[2]));
  for (int i = 0; i < count; ++i) {
    shards.push_back(std::make_unique<echo_server>(
        layer == "engine" ? echo_server::layer::engine : echo_server::layer::socket, port,
        static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(count)));
    if (!shards.back()->good()) {
      std::fputs("cannot listen there\n", stderr);
      return 1;
    }
    port = shards.front()->port();
  }
  std::printf("listening on %u\n", port);
  std::fflush(stdout);
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < shards.size(); ++i)
    threads.emplace_back([&, i] { shards[i]->run(shards); });
  shards.front()->run(shards);
  for (auto& each : threads)
    each.join();
  return 0;
}
