#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace snug::test {

/// From now on sockets to this port of 127.0.0.1 are under TLS. Whoever they meet there is believed: what
/// clients check is tested with clients that do.
void speak_tls_to(std::uint16_t port);
[[nodiscard]] bool tls_is_spoken_to(std::uint16_t port);

/// A blocking connection to 127.0.0.1, under TLS where the port speaks it (`speak_tls_to`).
class client_socket {
public:
  client_socket() = default;
  explicit client_socket(std::uint16_t port);
  ~client_socket();
  client_socket(client_socket&& o) noexcept;
  client_socket& operator=(client_socket&& o) noexcept;

  /// Connected, and the handshake of TLS is over where there is one.
  [[nodiscard]] bool good() const noexcept { return good_; }
  [[nodiscard]] int fd() const noexcept { return fd_; }

  /// Sends all of it; false where the other side is gone.
  bool send(std::string_view bytes);
  /// Appends what comes; false where nothing comes before `until`, or nothing will.
  [[nodiscard]] bool receive(std::string& to, std::chrono::steady_clock::time_point until);
  /// True where the last `receive` found the connection ended.
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  /// Ends the connection without a word, as a cut cable does not: with RST.
  void reset();

private:
  struct tls;

  int fd_ = -1;
  bool good_ = false;
  bool ended_ = false;
  std::unique_ptr<tls> tls_;
};

} // namespace snug::test
