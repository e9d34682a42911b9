#pragma once
#include "transport/tls/stream.hpp"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace snug::transport {

/// Where the bytes of one connection go in and out: a connected, non-blocking socket of its own, in the clear
/// or under TLS. In the clear it adds a branch to recv and send. One thread at a time; may move between them.
class channel {
public:
  channel() = default;
  explicit channel(int fd, std::unique_ptr<tls::stream> under = nullptr) noexcept
    : fd_(fd)
    , tls_(std::move(under)) {}
  channel(channel&& o) noexcept
    : fd_(o.fd_)
    , tls_(std::move(o.tls_)) {
    o.fd_ = -1;
  }
  channel& operator=(channel&& o) noexcept {
    std::swap(fd_, o.fd_);
    std::swap(tls_, o.tls_);
    return *this;
  }
  ~channel() { close(); }

  [[nodiscard]] int fd() const noexcept { return fd_; }
  [[nodiscard]] bool secure() const noexcept { return tls_ != nullptr; }
  /// The socket without what it was under, which must be nothing; the caller's from then on.
  [[nodiscard]] int release() noexcept {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }

  /// True until a handshake that has to come first is over: nothing may be read or written before.
  [[nodiscard]] bool greeting() const noexcept { return tls_ && !tls_->established(); }
  [[nodiscard]] tls::stream::state shake_hands() { return tls_->shake_hands(); }
  /// What comes isn't TLS after all.
  void go_clear() noexcept { tls_.reset(); }
  [[nodiscard]] bool resumed() const noexcept { return tls_ && tls_->resumed(); }

  enum class state : std::uint8_t { some, none, over };
  struct came {
    std::size_t bytes;
    state now; ///< `none`: nothing is there; `over`: nothing will come
  };
  /// Under TLS `size` should be a record's at least (`whole_record`).
  [[nodiscard]] came read(char* to, std::size_t size);
  /// True where bytes were taken off the socket that `read` hasn't given out: no poll tells of them.
  [[nodiscard]] bool holds_unread() const noexcept { return tls_ && tls_->holds_unread(); }

  /// How many it took; 0: none at the moment. False in `alive` where the other side is gone.
  struct gone_out {
    std::size_t bytes;
    bool alive;
  };
  [[nodiscard]] gone_out write(std::string_view bytes);
  /// Takes all of it, of a connection under TLS; false where the other side is gone.
  [[nodiscard]] bool write_all(std::string_view bytes) { return tls_->write(bytes); }
  /// Writes what waits; false where the other side is gone.
  [[nodiscard]] bool flush() { return !tls_ || tls_->flush(); }
  /// Bytes that were taken and wait for the socket.
  [[nodiscard]] std::size_t waiting() const noexcept { return tls_ ? tls_->waiting() : 0; }
  /// Bytes that wait for the other side, here and in the kernel.
  [[nodiscard]] std::uint32_t unsent() const noexcept;

  /// Nothing will be written any more; the other side may go on.
  void finish() noexcept;
  void close() noexcept;

  static constexpr std::size_t whole_record = 16'384;

private:
  int fd_ = -1;
  std::unique_ptr<tls::stream> tls_;
};

} // namespace snug::transport
