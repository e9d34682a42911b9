#pragma once
#include "store/ports/random_source.hpp"
#include "transport/dialect/socketio/connection.hpp"
#include "transport/engine/hub.hpp"
#include "transport/handed_over.hpp"
#include "transport/http/connection.hpp"
#include "transport/listener.hpp"
#include "transport/peer_table.hpp"
#include "transport/sockets.hpp"
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <uv.h>
#include <vector>

namespace snug::conformance {

/// The layers of Engine.IO and Socket.IO with an echo application on top, and nothing else of the server:
/// what the protocols' own suites ask for. Several of them share a port, and each session is on one: what
/// comes to another shard is handed there with its socket, as a shard of the server does it. One thread.
class echo_server final : transport::http::connection::owner,
                          transport::sockets::events,
                          transport::engine::hub::outlet {
public:
  enum class layer : std::uint8_t {
    engine, ///< every message is sent back
    socket, ///< `/` and `/custom`: `auth`, `message`, `message-with-ack`
  };

  /// One of `shards`.
  echo_server(layer top, std::uint16_t port, std::uint16_t number, std::uint16_t shards);
  ~echo_server() override;

  /// Serves until the process is told to end (SIGTERM). `all` are the shards by number, which outlive the
  /// call.
  void run(const std::vector<std::unique_ptr<echo_server>>& all);
  [[nodiscard]] std::uint16_t port() const noexcept { return listener_->port(); }
  [[nodiscard]] bool good() const noexcept { return listener_ && sockets_->good(); }

private:
  class application;
  class engine_echo;
  class socket_echo;
  /// Of the system.
  struct dice final : store::random_source {
    std::uint64_t next() noexcept override;
  };

  // transport::http::connection::owner
  void requested(transport::http::connection& c, transport::http::request r) override;
  void upgrade(transport::http::connection& c, const transport::http::request& r) override;
  void writable(transport::http::connection&) override {}
  void ended(transport::http::connection& c) override;
  bool take_room(std::size_t) override { return true; }
  void give_room_back(std::size_t) override {}
  std::optional<transport::tls::stream::state> shake_hands(transport::http::connection&,
                                                           transport::channel& with) override {
    return with.shake_hands();
  }
  void come_back(transport::http::connection&) override {}
  void due_earlier(transport::http::connection&) override {} // the suites keep nobody waiting

  // transport::sockets::events
  transport::peer& opened(const socket& with, std::uint8_t speech,
                          std::unique_ptr<transport::arrival> came) override;
  void received(transport::peer& p, const transport::message_piece& piece) override;
  void ponged(transport::peer&) override {}
  void writable(transport::peer& p) override { hub_->socket_writable(p); }
  void unread(transport::peer&) override {}
  void closed(transport::peer& p) override;
  void left(transport::arrival&) override {}

  // transport::engine::hub::outlet
  transport::engine::line::user* opened(transport::engine::line& l,
                                        std::unique_ptr<transport::arrival> came) override;
  std::string new_sid() override;
  void closing(transport::peer&) override {}
  void broken(transport::peer& socket) override { doom(socket); }
  void read(transport::peer& socket, bool on) override { sockets_->read(socket, on); }
  std::uint32_t unsent(const transport::peer& socket) const override { return sockets_->unsent(socket); }
  void end(transport::engine::line&, transport::peer&) override {}
  /// Both `connection::owner` and `hub::outlet` ask for it.
  std::int64_t now() const override;

  [[nodiscard]] bool serves(const std::string& path) const;
  void accept(int fd);
  transport::http::connection& open(transport::channel socket, std::unique_ptr<transport::arrival> came);
  /// The shard that has the session that `r` names; nothing where it is this one, or none.
  [[nodiscard]] echo_server* elsewhere(const transport::http::request& r) const;
  /// A socket from another shard; its thread.
  void pass_on(transport::handed_over socket);
  void take_over();
  void doom(transport::peer& p);
  /// Before the loop sleeps.
  void turn();
  void over(const transport::engine::line& l);

  const layer top_;
  const std::uint16_t number_;
  const std::vector<std::unique_ptr<echo_server>>* all_ = nullptr;
  dice dice_;
  std::mutex passed_on_guard_;
  std::vector<transport::handed_over> passed_on_;
  uv_loop_t loop_{};
  uv_async_t wake_{};
  uv_prepare_t prepare_{};
  uv_timer_t timer_{};
  uv_signal_t signal_{};
  const transport::http::connection::patience patience_{};
  const snug::socketio::connection_limits limits_;
  std::unique_ptr<transport::listener> listener_;
  transport::ring_pool rings_;
  transport::peer_table peers_{rings_};
  std::unique_ptr<transport::sockets> sockets_;
  std::unique_ptr<transport::engine::hub> hub_;
  std::unordered_map<transport::http::connection*, std::unique_ptr<transport::http::connection>> connections_;
  std::vector<std::unique_ptr<transport::http::connection>> gone_;
  std::unordered_map<const transport::engine::line*, std::unique_ptr<application>> users_;
  std::vector<std::unique_ptr<application>> gone_users_;
  std::unordered_map<const transport::peer*, std::string> partial_;
  std::vector<transport::peer*> doomed_;
};

} // namespace snug::conformance
