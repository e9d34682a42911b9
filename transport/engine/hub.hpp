#pragma once
#include "transport/dialect/engineio/request.hpp"
#include "transport/dialect/engineio/session.hpp"
#include "transport/due_list.hpp"
#include "transport/engine/line.hpp"
#include "transport/http/connection.hpp"
#include "transport/http/message.hpp"
#include "transport/http/url.hpp"
#include "transport/peer.hpp"
#include "transport/wire.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::transport::engine {

/// The Engine.IO sessions of one shard: takes the requests and WebSockets of their path. One loop's thread.
class hub {
public:
  /// Where things go from here.
  class outlet {
  public:
    virtual ~outlet() = default;
    /// A session begins; who uses it, or nobody: then it is refused (`forbidden`).
    [[nodiscard]] virtual line::user* opened(line& l, std::unique_ptr<arrival> came) = 0;
    /// A name for a session that nobody guesses.
    [[nodiscard]] virtual std::string new_sid() = 0;
    /// A WebSocket was sent its close frame: it may take a while to go.
    virtual void closing(peer& socket) = 0;
    /// It is dead.
    virtual void broken(peer& socket) = 0;
    /// A WebSocket isn't to be read for a while, or again.
    virtual void read(peer& socket, bool on) = 0;
    [[nodiscard]] virtual std::uint32_t unsent(const peer& socket) const = 0;
    /// `p`, which a line carries, is to go now.
    virtual void end(line& l, peer& p) = 0;
    /// steady ms
    [[nodiscard]] virtual std::int64_t now() const = 0;
  };

  hub(const engineio::settings& with, wire& sockets, outlet& out);
  ~hub();
  hub(const hub&) = delete;
  hub& operator=(const hub&) = delete;

  /// A request on the path: answered now or later. `query`: what stands in its query, decoded. `came`: what
  /// it brings where it is a GET that names no session, and so may begin one.
  void requested(http::connection& c, http::request r, const http::query_items& query,
                 std::unique_ptr<arrival> came);
  /// A client's connection is gone: it may have waited for an answer.
  void gone(http::connection& c);

  /// What is wrong with a request for a WebSocket on the path; nothing where it may be one. `sid` receives
  /// the session it is for, "" where it begins one.
  [[nodiscard]] std::optional<engineio::refusal>
  judge_upgrade(const http::request& r, const http::query_items& query, std::string& sid) const;
  /// A WebSocket is open that was judged so. The peer's `over` is the line then; where it is none, it has to
  /// be closed.
  void socket_opened(peer& p, const std::string& sid, std::unique_ptr<arrival> came);
  void socket_message(peer& p, std::string_view message, bool binary);
  /// True where those that use the session of this WebSocket can take no more.
  [[nodiscard]] bool paused(const peer& p) const noexcept;
  void socket_writable(peer& p);
  void socket_gone(peer& p);

  /// Writes what waits for WebSockets. Not inside socket callbacks.
  void flush();
  [[nodiscard]] bool pending() const noexcept { return !marked_.empty(); }

  /// When `tick` has something to do.
  [[nodiscard]] std::int64_t due() const noexcept { return deadlines_.first(); }
  void tick();
  /// Ends all of them.
  void close_all();

  [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }

private:
  friend class line;

  // from lines
  void answer(http::connection& c, http::response r);
  void mark(line& l);
  void over(line& l);
  void read(line& l, bool on);
  [[nodiscard]] std::uint32_t unsent(const peer& socket) const { return out_.unsent(socket); }
  void closing(peer& socket) { out_.closing(socket); }
  void broken(peer& socket) { out_.broken(socket); }
  void end(line& l, peer& p) { out_.end(l, p); }

  void handshake(http::connection& c, std::unique_ptr<arrival> came);
  void poll(http::connection& c, line& l);
  void post(http::connection& c, line& l, http::request& r);
  void wait(http::connection& c, line& l, http::connection* line::*place);
  void refuse(http::connection& c, engineio::refusal why);
  [[nodiscard]] line& make(bool websocket);
  [[nodiscard]] line* find(std::string_view sid) const;
  [[nodiscard]] static line* line_of(const peer& p) noexcept;
  void watch(line& l);
  void clean(std::int64_t now);

  const engineio::settings settings_;
  wire& wire_;
  outlet& out_;
  std::uint64_t last_number_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<line>> lines_;
  std::unordered_map<std::string, line*> by_sid_;
  std::unordered_map<http::connection*, line*> waiting_; ///< whose answers aren't there yet
  std::vector<line*> marked_;
  std::vector<line*> over_;
  due_list<std::uint64_t> deadlines_; ///< of lines, by their numbers
};

} // namespace snug::transport::engine
