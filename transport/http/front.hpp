#pragma once
#include "store/ports/clock.hpp"
#include "transport/byte_budget.hpp"
#include "transport/due_list.hpp"
#include "transport/hooks/event_text.hpp"
#include "transport/http/app_routes.hpp"
#include "transport/http/connection.hpp"
#include "transport/http/cors.hpp"
#include "transport/http/doorkeeper.hpp"
#include "transport/http/handshake_turns.hpp"
#include "transport/http/route_table.hpp"
#include "transport/http/router.hpp"
#include "transport/http/url.hpp"
#include "transport/transport_settings.hpp"
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::transport::engine {
class hub;
}

namespace snug::transport::http {

/// All sockets of a shard that aren't WebSockets (yet): reads their requests, answers pages, makes the others
/// commands and answers them when their replies come, hands sockets on that ask for a WebSocket. The loop's
/// thread only.
class front final : connection::owner {
public:
  /// Where things go from here.
  class outlet {
  public:
    virtual ~outlet() = default;
    /// A socket wants to be a WebSocket at `/v1/socket`; who asks was judged, the rest of the handshake isn't
    /// done.
    virtual void upgraded(connection::released socket) = 0;
    /// A connection ended that never became anything else.
    virtual void left(arrival& came) = 0;
    /// A request came by a proxy, for whom it says in `forwarded`: counts the connection for them from now
    /// on. False where there are too many of theirs.
    [[nodiscard]] virtual bool came_for(arrival& came, std::string_view forwarded) = 0;
    /// A slot for a request's command; `replied` is called with its reply.
    [[nodiscard]] virtual peer& asked(connection& c, model::identity_ptr who) = 0;
    /// Has it carried out, with its ref; false where the process has no room for it.
    [[nodiscard]] virtual bool carry_out(peer& p, model::command command) = 0;
    /// The request was answered, or its client is gone.
    virtual void done(peer& p) = 0;
    /// The headers that a back end is told of a handshake without a token; nothing where none is asked.
    [[nodiscard]] virtual std::shared_ptr<const std::vector<std::string>> judged_headers() const = 0;
    /// Has it asked; `replied` is called with what it said. False where the process has no room for it.
    [[nodiscard]] virtual bool judge(peer& p, const hooks::handshake& from) = 0;
    /// A connection becomes a stream of a room's events, once `join` is answered.
    virtual void stream(connection& c, const arrival& with, model::command join) = 0;
    /// The shard that has an Engine.IO session; nothing where it is this one, or where there is none.
    [[nodiscard]] virtual std::optional<std::uint16_t> elsewhere(std::string_view sid) const = 0;
    /// The socket goes on there; `asked` is the request that was under way.
    virtual void pass_on(std::uint16_t shard, connection::released socket, std::optional<request> asked) = 0;
    /// 16 bytes that nobody can guess.
    [[nodiscard]] virtual std::string entropy() = 0;
    virtual void stream_writable(peer& p) = 0;
    virtual void stream_ended(peer& p) = 0;
  };

  front(uv_loop_t& loop, const transport_settings& settings, const router& pages,
        const origin_policy& origins, const authenticator& who_is_it, const store::clock& clock,
        byte_budget& budget, outlet& out, const profile::profile_book& profiles);
  ~front() override;

  /// Where requests and WebSockets for Socket.IO go. Call before the first `accept`.
  void serve(engine::hub& engine) noexcept { engine_ = &engine; }
  /// Serves a socket that another shard passed on.
  void accept(connection::released socket, std::optional<request> asked);
  /// Serves a connected socket.
  void accept(channel socket, std::unique_ptr<arrival> came);
  /// The command of `p` was answered.
  void replied(peer& p, const model::reply& reply);
  /// Goes on with connections that wait for their turn; call once in each.
  void take_turns() { turns_.take(); }
  [[nodiscard]] bool pending() const noexcept { return turns_.pending(); }
  /// Looks at deadlines; call now and then.
  void tick();
  /// Ends connections where no request is under way, the others behind their answers.
  void drain();
  /// Ends all of them.
  void shut();

  /// Requests answered since the start.
  [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }
  /// Handshakes of TLS, since the start.
  [[nodiscard]] const handshake_turns::counts& shaken() const noexcept { return turns_.shaken(); }

private:
  // connection::owner
  void requested(connection& c, request r) override;
  void upgrade(connection& c, const request& r) override;
  void writable(connection& c) override;
  void ended(connection& c) override;
  void due_earlier(connection& c) override { deadlines_.watch(&c, c.due(), c.watched); }
  [[nodiscard]] bool take_room(std::size_t bytes) override { return budget_.take(bytes); }
  void give_room_back(std::size_t bytes) override { budget_.give_back(bytes); }
  [[nodiscard]] std::int64_t now() const override { return clock_.steady_ms(); }
  [[nodiscard]] std::optional<tls::stream::state> shake_hands(connection& c, channel& with) override {
    return turns_.step(c, with);
  }
  void come_back(connection& c) override { turns_.wait(c); }

  /// A handshake that a back end is asked about, and what it becomes once it is known who comes.
  struct handshake {
    arrival came;
    std::function<void(connection& c, arrival came)> then;
  };
  /// Goes on with `then`, at once or when a back end has said who comes.
  void find_out_who(connection& c, const request& r, const query_items& query, handshake begun);
  void judged(peer& p, const model::reply& reply);
  void hand_over(connection& c, arrival came);
  connection& open(channel socket, std::unique_ptr<arrival> came);
  void engine(connection& c, request r);
  void engine_upgrade(connection& c, const request& r);
  [[nodiscard]] bool let_ask(connection& c, const request& r);
  [[nodiscard]] response other_methods(const request& r, const std::string& allow) const;
  void api(connection& c, const request& r);
  void ask(connection& c, const request& r, const route_table::match& route);
  [[nodiscard]] bool read_app_path(const request& r, arrival& out) const;
  [[nodiscard]] bool app(connection& c, const request& r);
  void ask_app(connection& c, const request& r, const app_routes::match& route);
  [[nodiscard]] peer* begin(connection& c, model::identity_ptr who);
  [[nodiscard]] bool settle_address(connection& c, const request& r);
  connection& leave(peer& p);
  void open_stream(connection& c, const request& r, const route_table::match& route);
  [[nodiscard]] static std::string_view wrong_with(const request& r) noexcept;

  const transport_settings& settings_;
  const router& pages_;
  const origin_policy& origins_;
  const store::clock& clock_;
  byte_budget& budget_;
  outlet& out_;
  engine::hub* engine_ = nullptr;
  uv_loop_t& loop_;
  const cors cors_;
  const doorkeeper door_;
  const route_table routes_;
  const app_routes app_routes_;
  const connection::patience patience_;
  std::unordered_map<connection*, std::unique_ptr<connection>> all_;
  std::vector<std::unique_ptr<connection>> gone_; ///< until the callbacks they may be in have returned
  due_list<connection*> deadlines_;
  std::unordered_map<const peer*, handshake> judged_;
  handshake_turns turns_;
  std::unordered_map<const peer*, app_routes::asked> asked_; ///< by routes of profiles
  std::size_t under_way_ = 0;
  std::uint64_t requests_ = 0;
  bool draining_ = false;
};

} // namespace snug::transport::http
