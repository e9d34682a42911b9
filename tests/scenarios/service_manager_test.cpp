#include "tests/support/server_process.hpp"
#include "transport/server/watchdog.hpp"
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

using namespace snug::test;

namespace {

/// What systemd listens on, and the server's way to it: its environment.
struct notify_socket {
  std::string folder;
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  notify_socket() {
    std::string pattern = std::filesystem::temp_directory_path() / "snug-notify-XXXXXX";
    folder = mkdtemp(pattern.data());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = folder + "/notify";
    std::strcpy(address.sun_path, path.c_str());
    BOOST_REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const timeval bound{3, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", "1000000", 1);
  }
  ~notify_socket() {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
      unsetenv(name);
    close(fd);
    std::filesystem::remove_all(folder);
  }
  /// The next datagram; "" where none comes for 3 s.
  [[nodiscard]] std::string next() const {
    char text[512];
    const auto n = recv(fd, text, sizeof text, 0);
    return n > 0 ? std::string(text, static_cast<std::size_t>(n)) : std::string{};
  }
  /// The next one that isn't about the watchdog.
  [[nodiscard]] std::string next_state() const {
    auto state = next();
    while (state == "WATCHDOG=1")
      state = next();
    return state;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(service_manager)

BOOST_AUTO_TEST_CASE(hears_when_the_server_is_ready_lives_reloads_and_stops) {
  const notify_socket systemd;
  server_process server(SNUG_PROGRAM, "shards = 2\n");
  BOOST_REQUIRE(server.start());
  BOOST_TEST(systemd.next_state() == "READY=1");
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(systemd.next() == "WATCHDOG=1");
  server.signal(SIGHUP);
  BOOST_TEST(systemd.next_state().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  BOOST_TEST(systemd.next_state() == "READY=1");
  server.signal(SIGTERM);
  BOOST_TEST(systemd.next_state() == "STOPPING=1");
  BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(is_not_fed_for_another_process) {
  const notify_socket systemd;
  setenv("WATCHDOG_PID", "1", 1);
  server_process server(SNUG_PROGRAM);
  BOOST_REQUIRE(server.start());
  BOOST_TEST(systemd.next() == "READY=1");
  BOOST_TEST(systemd.next() == "");
}

BOOST_AUTO_TEST_CASE(is_fed_only_while_every_loop_turns) {
  int fed = 0;
  snug::server::watchdog dog(3, std::chrono::microseconds(0), [&] { ++fed; });
  const auto turn = [&](std::initializer_list<unsigned> loops) {
    for (const auto loop : loops)
      dog.turned(loop);
  };
  turn({0, 0, 1, 1, 0});
  BOOST_TEST(fed == 0);
  turn({2});
  BOOST_TEST(fed == 1);
  turn({0, 1, 0, 1, 0, 1}); // the third hangs
  BOOST_TEST(fed == 1);
  turn({2});
  BOOST_TEST(fed == 2);
}

BOOST_AUTO_TEST_CASE(is_fed_four_times_in_its_period) {
  int fed = 0;
  snug::server::watchdog dog(1, std::chrono::hours(1), [&] { ++fed; });
  for (int i = 0; i < 100; ++i)
    dog.turned(0);
  BOOST_TEST(fed == 1);
}

BOOST_AUTO_TEST_SUITE_END()
