#pragma once
#include "transport/tls/certificate.hpp"
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

struct ssl_st;
struct bio_st;

namespace snug::transport::tls {

/// The server's side of TLS on one connected, non-blocking socket, which belongs to somebody else. Never
/// waits: what can't be done now is done when the socket is readable or takes bytes again. One thread at a
/// time; may change threads in between.
class stream {
public:
  /// `with`'s context is kept for as long as the stream lives.
  stream(const certificate& with, int socket);
  ~stream();
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  /// False where memory was lacking: nothing else may be called then.
  [[nodiscard]] bool good() const noexcept { return ssl_ != nullptr; }

  enum class state : std::uint8_t {
    more,    ///< goes on when the socket is readable, or takes what waits
    done,    ///<
    not_tls, ///< the client speaks HTTP in the clear; nothing was written
    failed,  ///< the connection is of no use any more
  };
  /// Goes on with the handshake: one step of it, whose CPU is that of a signature at most.
  [[nodiscard]] state shake_hands();
  [[nodiscard]] bool established() const noexcept { return established_; }
  /// True where the client brought the ticket of an earlier session.
  [[nodiscard]] bool resumed() const noexcept;

  struct took {
    std::size_t bytes = 0; ///< 0 with `more`: nothing is there
    state now = state::more;
  };
  /// Once it is established. `done` with bytes, `more` where none are there, `failed` where none will come.
  [[nodiscard]] took read(char* to, std::size_t size);
  /// True where bytes were taken off the socket that `read` hasn't given out: no poll tells of them.
  [[nodiscard]] bool holds_unread() const noexcept;

  /// Takes all of it, once it is established: what the socket doesn't, waits here. False where the
  /// connection is dead.
  [[nodiscard]] bool write(std::string_view bytes);
  /// Writes what waits; false where the connection is dead.
  [[nodiscard]] bool flush();
  [[nodiscard]] bool alive() const noexcept { return !dead_; }
  /// Encrypted bytes that wait for the socket.
  [[nodiscard]] std::size_t waiting() const noexcept { return out_.size() - sent_; }

  /// Says that nothing follows; what waits goes first, as far as the socket takes it.
  void say_goodbye() noexcept;

private:
  friend struct socket_bio;

  [[nodiscard]] state outcome_of(int returned) noexcept;

  ssl_st* ssl_ = nullptr;
  int socket_;
  bool established_ = false;
  bool heard_ = false;    ///< something came
  bool in_clear_ = false; ///< and it began like a request
  bool dead_ = false;
  bool drained_ = false; ///< the last read found nothing, or the beginning of a record
  std::string out_;      ///< encrypted, from `sent_` on not taken yet
  std::size_t sent_ = 0;
};

} // namespace snug::transport::tls
