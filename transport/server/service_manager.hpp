#pragma once
#include <chrono>
#include <optional>

namespace snug::server {

/// Tells systemd how the service stands (sd_notify(3)): one datagram to the socket it names in NOTIFY_SOCKET.
/// Does nothing where there is none. (The protocol is one line of text: libsystemd would be a dependency for
/// it.)
class service_manager {
public:
  static void ready();
  static void reloading();
  static void stopping();
  /// Feeds its watchdog. Doesn't block.
  static void alive();
  /// Within which its watchdog wants to be fed; nothing where it has none for this process.
  [[nodiscard]] static std::optional<std::chrono::microseconds> watchdog_period();
};

} // namespace snug::server
