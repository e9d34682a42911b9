#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace snug::load {

/// Where a server listens: `ws://host:port`, looked up once.
class server_address {
public:
  /// 127.0.0.1:`port`.
  static server_address loopback(std::uint16_t port);
  /// `url`: `ws://host[:port][/]`; http:// is taken too. Where it can't be understood or found, `complaint`
  /// says why. Blocks for as long as looking up a name takes.
  static server_address look_up(std::string_view url);

  [[nodiscard]] bool found() const noexcept { return complaint_.empty(); }
  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }
  /// For the `Host` header.
  [[nodiscard]] const std::string& host() const noexcept { return host_; }
  [[nodiscard]] const sockaddr* address() const noexcept {
    return reinterpret_cast<const sockaddr*>(&address_);
  }
  [[nodiscard]] socklen_t size() const noexcept { return size_; }
  [[nodiscard]] int family() const noexcept { return address_.ss_family; }
  /// In 127.0.0.0/8: clients may come from many addresses of it.
  [[nodiscard]] bool is_loopback() const noexcept;

private:
  std::string host_;
  std::string complaint_;
  sockaddr_storage address_{};
  socklen_t size_ = 0;
};

} // namespace snug::load
