#pragma once
#include "transport/dialect/socketio/connection.hpp"
#include "transport/engine/line.hpp"
#include "transport/peer.hpp"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::transport {

/// A client of Socket.IO on its line: each of its namespaces is a peer like a native connection, with a
/// session of its own, and its events are commands. One shard's thread only.
class socketio_client final : public engine::line::user, socketio::connection::application {
public:
  /// What it needs of its shard.
  class house {
  public:
    virtual ~house() = default;
    /// A peer for a namespace that a client asks for; hello isn't said yet.
    [[nodiscard]] virtual peer& enter(engine::line& over, socketio::parser by, std::string_view nsp,
                                      std::unique_ptr<arrival> came) = 0;
    /// False of namespaces that nobody can join.
    [[nodiscard]] virtual bool is_there(std::string_view nsp) const = 0;
    /// The hello that a connect is. `data`: its fields, `auth`: all that came. Its reply comes by `welcomed`.
    virtual void greet(peer& p, std::string data, std::string_view auth) = 0;
    /// An event that `p` sent.
    virtual void said(peer& p, const socketio::packet& event) = 0;
    virtual void writable(peer& p) = 0;
    /// The cursor that a client came back with: what was committed up to there it has. Nothing where it is
    /// none of this store's.
    [[nodiscard]] virtual std::optional<std::uint64_t> position(std::string_view cursor) const = 0;
    /// `p` was told that it is back in so many rooms; 0 where it begins anew.
    virtual void recalled(peer& p, std::size_t rooms) = 0;
    /// What nobody guesses, short.
    [[nodiscard]] virtual std::string secret() = 0;
    /// The client of `p` said that it goes: it won't come back to its rooms. `leave` follows.
    virtual void left(peer& p) = 0;
    /// `p` is gone; it isn't used any more.
    virtual void leave(peer& p) = 0;
    /// The line is over, and the client with it.
    virtual void over(engine::line& l) = 0;
    /// Of the address that `came` is from, one less waits for its hello.
    virtual void left_unidentified(arrival& came) = 0;
  };

  /// `recovery`: sessions come back to their rooms.
  socketio_client(house& of, engine::line& over, const socketio::connection_limits& limits, std::int64_t now,
                  std::unique_ptr<arrival> came, bool recovery);
  ~socketio_client() override;

  /// hello was answered: its namespace is joined, or refused.
  void welcomed(const peer& p, const model::reply& reply);
  /// The namespace's peer is to go. `code` says whether the client should come back: then the line is closed,
  /// else it is only sent out of its namespace.
  void dismiss(peer& p, model::close_code code);
  [[nodiscard]] engine::line& over() const noexcept { return line_; }

  // engine::line::user
  void received(engine::line& from, std::string_view data, bool binary) override;
  void writable(engine::line& from, peer& p) override;
  void ended(engine::line& from, engineio::ending why) override;
  [[nodiscard]] std::int64_t due() const override { return talk_.due(); }
  void tick(std::int64_t now) override { talk_.tick(now); }

private:
  // socketio::connection::application
  void connecting(std::string_view nsp, std::string_view auth) override;
  void event(const socketio::packet& p) override;
  void acknowledged(std::string_view, std::uint64_t, std::string_view) override {}
  void unanswered(std::string_view, std::uint64_t) override {}
  void left(std::string_view nsp) override;
  void send(std::string_view frames) override;
  void broken(std::string_view why) override;

  /// A namespace that is joined or asked for.
  struct place {
    std::string nsp;
    peer* who = nullptr;
    /// What it comes back with, or came back with: the session's resume token and what ends its sid.
    std::string pid;
  };
  [[nodiscard]] place* find(std::string_view nsp) noexcept;
  [[nodiscard]] place* find(const peer& p) noexcept;
  void leave(const place& from);
  void take_credentials(std::string_view auth, place& in, arrival& came);
  void accept(place& in, const model::reply& reply);

  house& house_;
  engine::line& line_;
  const socketio::connection_limits limits_;
  socketio::connection talk_;
  std::unique_ptr<arrival> came_; ///< its address is counted until a peer takes that over
  std::vector<place> places_;
  const bool recovery_;
  bool broken_ = false;
};

/// True of codes after which a client should come back, perhaps with another token.
[[nodiscard]] bool comes_back_after(model::close_code code) noexcept;

} // namespace snug::transport
