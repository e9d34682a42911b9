#include "tests/load/faulty/faulty_server.hpp"
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>

int main(int argc, char** argv) {
  using server = snug::test::faulty_server;
  CLI::App app("A server of the native protocol that does one thing wrong on purpose.", "faulty_server");
  const std::map<std::string, server::mistake> mistakes{
      {"none", server::mistake::none},
      {"drop", server::mistake::drop},
      {"twice", server::mistake::twice},
      {"swap", server::mistake::swap},
      {"misdeliver", server::mistake::misdeliver},
      {"impersonate", server::mistake::impersonate},
      {"alter", server::mistake::alter},
      {"forget", server::mistake::forget},
      {"renumber", server::mistake::renumber},
      {"hang-up", server::mistake::hang_up},
  };
  auto mistake = server::mistake::none;
  std::uint32_t every = 100;
  app.add_option("--mistake", mistake, "what it does wrong")->transform(CLI::CheckedTransformer(mistakes));
  app.add_option("--every", every, "one in so many is wrong")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  server faulty(mistake, every);
  const auto port = faulty.listen();
  if (port == 0) return 1;
  std::printf("ws://127.0.0.1:%u\n", port);
  std::fflush(stdout);
  faulty.run();
}
