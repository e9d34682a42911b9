#pragma once
#include "transport/carrier.hpp"
#include "transport/dialect/engineio/session.hpp"
#include "transport/http/connection.hpp"
#include "transport/wire.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace snug::transport::engine {

class hub;

/// One Engine.IO session with what carries it at the moment. Belongs to its hub. One loop's thread.
class line final : public carrier, engineio::session::outlet {
public:
  /// Who uses it.
  class user {
  public:
    virtual ~user() = default;
    virtual void received(line& from, std::string_view data, bool binary) = 0;
    /// `p`, which waited for it, may write again.
    virtual void writable(line& from, peer& p) = 0;
    /// It is over; not used any more by its user after that.
    virtual void ended(line& from, engineio::ending why) = 0;
    /// When `tick` has something to do, steady ms. Asked behind all that comes by the line and all that is
    /// said on it.
    [[nodiscard]] virtual std::int64_t due() const { return engineio::session::never; }
    virtual void tick(std::int64_t now) { (void)now; }
  };

  line(hub& of, wire& sockets, const engineio::settings& with, std::string sid, std::uint64_t number,
       bool websocket, std::int64_t now);
  ~line() override;

  /// Frames, in order, whatever carries the session.
  void say(std::string_view frames);
  /// Ends the session.
  void close() { session_.close(); }
  [[nodiscard]] const engineio::session& session() const noexcept { return session_; }
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

  // carrier
  [[nodiscard]] bool clogged() const override;
  [[nodiscard]] bool write(std::string_view frames) override;
  void call_when_writable(peer& p) override;
  void read(peer& p, bool on) override;
  [[nodiscard]] std::uint32_t unsent() const override;
  void end(peer& p) override;

  /// `p` goes away and waits for nothing any more.
  void forget(peer& p) noexcept;

private:
  friend class hub;

  // engineio::session::outlet
  void answer_poll(std::string body) override;
  void answer_post() override;
  void write_socket(std::string_view frames) override;
  void close_socket() override;
  void received(std::string_view data, bool binary) override;
  void writable() override;
  void ended(engineio::ending why) override;

  /// When it has to be looked at.
  [[nodiscard]] std::int64_t due() const;
  void tick(std::int64_t now);
  /// Writes what waits for the WebSocket.
  void flush();
  [[nodiscard]] bool idle() const noexcept { return pending_.empty() && !closing_; }

  hub& hub_;
  wire& wire_;
  engineio::session session_;
  const std::uint64_t number_; ///< among the lines of its hub; never used again
  user* user_ = nullptr;
  http::connection* poll_ = nullptr; ///< the GET that waits
  http::connection* post_ = nullptr; ///< the POST that isn't answered yet
  peer* socket_ = nullptr;           ///< the WebSocket, be it a candidate
  peer* closing_ = nullptr;          ///< a WebSocket that takes its close frame with the next flush
  std::vector<std::string> pending_; ///< frames for the WebSocket
  std::vector<peer*> waiting_;       ///< for `writable`
  std::vector<peer*> paused_;        ///< those that stopped reading
  bool marked_ = false;              ///< the hub flushes it
  std::int64_t watched_ = engineio::session::never; ///< when the hub looks at it
  std::int64_t gone_at_ = 0;                        ///< when it ended
};

} // namespace snug::transport::engine
