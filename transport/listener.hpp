#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <uv.h>

namespace snug::transport {

/// A listening socket that several shards can share a port by (SO_REUSEPORT): libwebsockets opens none of its
/// own in that way (LIBRARY_FACTS B4). Made by any thread; `start` and what follows on the loop's.
class listener {
public:
  /// Called with a connected, non-blocking socket that is the callee's from then on.
  using accepted = std::function<void(int fd, const sockaddr& from)>;

  /// Listens on `address` (an IP address, or `localhost`) and `port` (0: any free one). Nothing, and
  /// `complaint` filled in, where that can't be. `shared`: others may listen there too, if they say so as
  /// well.
  [[nodiscard]] static std::unique_ptr<listener> open(const std::string& address, std::uint16_t port,
                                                      bool shared, std::string& complaint);
  ~listener();
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  void start(uv_loop_t& loop, accepted callback);
  /// Where descriptors had run out: tries again. Call now and then.
  void retry();
  /// No new connections. The loop has to turn once more before the object may go.
  void stop();

private:
  explicit listener(int fd) noexcept
    : fd_(fd) {}
  void accept_some();
  void poll();

  int fd_;
  std::uint16_t port_ = 0;
  uv_poll_t* handle_ = nullptr; ///< freed by its close callback, which may come after this object is gone
  bool starved_ = false;
  accepted callback_;
};

} // namespace snug::transport
