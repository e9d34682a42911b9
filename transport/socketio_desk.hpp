#pragma once
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "transport/edge.hpp"
#include "transport/engine/hub.hpp"
#include "transport/flusher.hpp"
#include "transport/peer_table.hpp"
#include "transport/profile_desk.hpp"
#include "transport/reading.hpp"
#include "transport/socketio_client.hpp"
#include "transport/sockets.hpp"
#include "transport/transport_settings.hpp"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::transport {

/// The clients of Socket.IO of one shard: their Engine.IO sessions, and the peers that their namespaces are.
/// One shard's thread only.
class socketio_desk final : engine::hub::outlet, socketio_client::house {
public:
  /// What it has its shard do.
  class outlet {
  public:
    virtual ~outlet() = default;
    /// `p` hears and says nothing any more, and its place is free.
    virtual void carried_gone(peer& p) = 0;
    /// `p` is to be ended in this turn, outside socket callbacks.
    virtual void doom(peer& p) = 0;
    /// A WebSocket was sent its close frame.
    virtual void hang_up(peer& socket) = 0;
    virtual void left_unidentified(arrival& came) = 0;
    /// The client of `p` won't come back to its rooms.
    virtual void left_for_good(peer& p) = 0;
    /// As `in_step` has them.
    virtual void expect(const peer& p) = 0;
    virtual void recalled(peer& p, std::size_t rooms) = 0;
  };

  /// The shard's other parts that it works with; all outlive it.
  struct parts {
    const transport_settings& settings;
    const std::uint16_t shard;
    const store::clock& clock;
    store::random_source& random;
    peer_table& peers;
    transport::sockets& sockets;
    transport::flusher& flusher;
    transport::reading& reading;
    transport::edge& edge;
    const speech_table& speeches;
    transport::profile_desk& profiles;
    outlet& out;
    const std::uint64_t store; ///< what cursors begin with
  };

  explicit socketio_desk(const parts& with);
  ~socketio_desk() override;

  [[nodiscard]] engine::hub& hub() noexcept { return hub_; }

  // ---- WebSockets that carry sessions
  void opened(peer& socket, std::unique_ptr<arrival> came);
  /// A whole message.
  void message(peer& socket, std::string_view message, bool binary) {
    hub_.socket_message(socket, message, binary);
  }
  /// True where those that it carries can take no more.
  [[nodiscard]] bool paused(const peer& socket) const { return hub_.paused(socket); }
  void socket_writable(peer& socket) { hub_.socket_writable(socket); }
  void socket_gone(peer& socket) { hub_.socket_gone(socket); }

  // ---- namespaces
  /// hello of `p` was answered.
  void welcomed(peer& p, const model::reply& reply);
  /// `p` is to be told nothing more, and goes in this turn.
  void dismiss(peer& p, model::close_code code);

  /// The shard that has a session of this name; nothing where it is this one, or none.
  [[nodiscard]] std::optional<std::uint16_t> elsewhere(std::string_view sid) const;

  void flush() { hub_.flush(); }
  [[nodiscard]] bool pending() const noexcept { return hub_.pending(); }
  void tick();
  void close_all() { hub_.close_all(); }

private:
  // engine::hub::outlet
  engine::line::user* opened(engine::line& l, std::unique_ptr<arrival> came) override;
  std::string new_sid() override;
  void closing(peer& socket) override { with_.out.hang_up(socket); }
  void broken(peer& socket) override { with_.out.doom(socket); }
  void read(peer& socket, bool on) override;
  std::uint32_t unsent(const peer& socket) const override { return with_.sockets.unsent(socket); }
  void end(engine::line& l, peer& p) override;
  std::int64_t now() const override { return with_.clock.steady_ms(); }

  // socketio_client::house
  peer& enter(engine::line& over, socketio::parser by, std::string_view nsp,
              std::unique_ptr<arrival> came) override;
  bool is_there(std::string_view nsp) const override;
  void greet(peer& p, std::string data, std::string_view auth) override;
  void said(peer& p, const socketio::packet& event) override;
  void writable(peer& p) override;
  std::optional<std::uint64_t> position(std::string_view cursor) const override;
  void recalled(peer& p, std::size_t rooms) override { with_.out.recalled(p, rooms); }
  std::string secret() override;
  void left(peer& p) override { with_.out.left_for_good(p); }
  void leave(peer& p) override;
  void over(engine::line& l) override;
  void left_unidentified(arrival& came) override { with_.out.left_unidentified(came); }

  [[nodiscard]] socketio_client* client_of(const peer& p) const;

  const parts with_;
  engine::hub hub_;
  std::unordered_map<const engine::line*, std::unique_ptr<socketio_client>> clients_;
  std::vector<std::unique_ptr<socketio_client>> gone_; ///< until the calls they may be in have returned
  std::unordered_map<const peer*, model::close_code> going_;
  dialect::decoded said_; ///< reused from event to event
};

} // namespace snug::transport
