#pragma once
#include "actors/facets/command_registry.hpp"
#include "actors/messages.hpp"
#include "actors/rate_budgets.hpp"
#include "transport/byte_budget.hpp"
#include "transport/credits.hpp"
#include "transport/dialect/dialect.hpp"
#include "transport/hello_desk.hpp"
#include "transport/partial_messages.hpp"
#include "transport/peer.hpp"
#include "transport/transport_settings.hpp"
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::transport {

/// What happens to a message before any actor is woken: size limits, decoding, the command table, credits and
/// the byte budget. Rubbish is answered here. One shard's thread only.
class edge {
public:
  /// Where things go from here.
  class outlet {
  public:
    virtual ~outlet() = default;
    /// Answers `ref` with a refusal; for ref 0 it is counted and told later.
    virtual void refuse(peer& p, std::uint32_t ref, model::failure why) = 0;
    virtual void close(peer& p, model::close_code code, std::string_view reason) = 0;
    virtual void hello(peer& p, actors::greeting greeting) = 0;
    /// The same user and session with another token.
    virtual void renew(peer& p, std::uint32_t ref, hello_desk::renewal renewed) = 0;
    virtual void command(peer& p, model::command command) = 0;
    /// All durable and of one room.
    virtual void commands(peer& p, std::vector<model::command> together) = 0;
    /// Its credits are used up: its socket isn't read until some come back.
    virtual void pause(peer& p) = 0;
    /// There is room for the message it waited with.
    virtual void go_on(peer& p) = 0;
    /// A whole message of a WebSocket that carries others (`peer::stage::carrier`), or of one on which an
    /// app's own words are spoken.
    virtual void carried(peer& /*p*/, std::string_view /*message*/, bool /*binary*/) {}
  };

  /// `addresses`: the commands of each, over all shards.
  edge(const transport_settings& settings, std::uint16_t shard, byte_budget& budget, const hello_desk& desk,
       actors::rate_budgets& addresses, outlet& out);

  /// The limits of the settings are other ones now.
  void take_limits();

  void receive(peer& p, const message_piece& piece);

  /// A whole message.
  void message(peer& p, std::string_view message, bool binary);

  /// What a message of `p` came to, where somebody else has read it.
  void carry(peer& p, dialect::decoded what) {
    decoded_ = std::move(what);
    carry(p);
  }
  [[nodiscard]] const dialect::frame_limits& limits() const noexcept { return limits_; }

  /// True where `p` isn't to be read: it may have no more commands accepted, or there is no room for its
  /// message.
  [[nodiscard]] bool used_up(const peer& p) const noexcept {
    return p.owed.used_up(bounds_) || partials_.waits(p);
  }
  /// Once a turn: `go_on` for those that there is room for now.
  void admit(std::int64_t now);
  /// Now and then: closes whoever keeps a place for a message that doesn't come.
  void end_overdue(std::int64_t now);
  /// `p` goes away.
  void forget(peer& p) { partials_.forget(p); }

  /// Commands handed to actors since the start.
  [[nodiscard]] std::uint64_t accepted() const noexcept { return accepted_; }
  /// Commands refused here since the start.
  [[nodiscard]] std::uint64_t refused() const noexcept { return refused_; }

private:
  void carry(peer& p);
  [[nodiscard]] std::size_t limit_of(const peer& p) const noexcept;
  void single(peer& p, dialect::request& request);
  void together(peer& p);
  void greet(peer& p, const dialect::request& request);
  void renew(peer& p, const model::command& command);
  [[nodiscard]] bool too_often(peer& p);
  [[nodiscard]] bool charge(peer& p, std::uint32_t ref, std::size_t bytes);
  [[nodiscard]] model::result<model::command> read(const peer& p, dialect::request& request) const;
  [[nodiscard]] static bool durable(const model::command& command);
  void refuse(peer& p, std::uint32_t ref, model::failure why);

  const transport_settings& settings_;
  const std::uint16_t shard_;
  byte_budget& budget_;
  partial_messages partials_;
  const hello_desk& desk_;
  actors::rate_budgets& addresses_;
  outlet& out_;
  const facets::command_registry& registry_;
  credits::bounds bounds_;
  dialect::frame_limits limits_;
  dialect::decoded decoded_; ///< reused from message to message
  std::uint64_t accepted_ = 0;
  std::uint64_t refused_ = 0;
};

} // namespace snug::transport
