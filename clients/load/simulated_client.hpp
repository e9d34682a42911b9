#pragma once
#include "actors/loop/loop_actor.hpp"
#include "clients/load/script.hpp"
#include "clients/load/talker.hpp"
#include "clients/load/verify/reception.hpp"
#include "clients/load/wire/connection.hpp"
#include "clients/load/world.hpp"
#include <memory>
#include <string>

namespace snug::load {

using connect_atom = caf::atom_constant<caf::atom("connect")>; ///< come in
using talk_atom = caf::atom_constant<caf::atom("talk")>;       ///< begin to talk
using trouble_atom = caf::atom_constant<caf::atom("trouble")>; ///< begin to have troubles
using act_atom = caf::atom_constant<caf::atom("act")>;         ///< something in the script is due
using refill_atom = caf::atom_constant<caf::atom("refill")>;   ///< a message has reached everybody
using hush_atom = caf::atom_constant<caf::atom("hush")>;       ///< no more talk, no more troubles
using judge_atom = caf::atom_constant<caf::atom("judge")>;     ///< what hasn't come is lost
using goodbye_atom = caf::atom_constant<caf::atom("goodbye")>; ///< go

/// One user: a connection, an identity, a script. What it does comes as messages; what its socket receives
/// comes by direct calls on the same thread, since a message per delivery would cost more than the delivery.
class simulated_client final : public loop::loop_actor<caf::event_based_actor>,
                               private connection::owner,
                               private peer_listener {
public:
  simulated_client(caf::actor_config& config, loop::loop_unit& unit, world& all, std::uint32_t number);

  caf::behavior make_behavior() override;
  [[nodiscard]] const char* name() const override { return "simulated_client"; }

  /// Whether it has everything it has a right to, and every answer.
  [[nodiscard]] bool settled() const;
  [[nodiscard]] bool is_inside() const noexcept { return stage_ == stage::inside; }

private:
  enum class stage : std::uint8_t { away, connecting, greeting, outside, joining, inside, leaving };

  void opened(connection& c) override;
  void received(connection& c, std::string_view message, std::uint64_t now) override;
  void closed(connection& c, unsigned code, std::string why) override;

  void welcomed(std::string_view user, std::string_view resume) override;
  void joined(position stands, std::uint64_t head, bool gap) override;
  void left() override;
  void acknowledged(std::uint64_t ref, std::uint64_t offset) override;
  void told(const told_event& event) override;
  void refused(std::uint64_t ref, std::string_view why) override;
  void confused(std::string_view why) override;

  void open();
  void go_away(bool abruptly);
  void come_into_room();
  void act();
  void perform(const script::step& step);
  void perform_trouble(const script::step& step);
  void say(std::uint64_t due);
  void say_what_fits();
  void say_again();
  void hush();
  void judge();
  void arm();
  /// Sends what a protocol wrote to `world::scratch`.
  void queue_scratch();
  void count(const told_event& event, const stamp& mark, const reception::finding& found);
  void has_caught_up();
  void complain(fault what, std::string_view words);

  world& all_;
  const std::uint32_t number_;
  const part part_;
  connection wire_;
  std::unique_ptr<peer_protocol> speech_;
  reception hears_;
  script script_;
  std::unique_ptr<talker> talker_; ///< only of those that talk
  stage stage_ = stage::away;
  bool was_in_ = false;
  bool talks_now_ = false;
  bool hushed_ = false;
  std::uint32_t room_;
  std::uint32_t failures_ = 0; ///< in a row
  std::uint64_t now_ = 0;      ///< of the message being read
  std::uint64_t began_ = 0;    ///< connecting
  std::uint64_t comes_back_at_ = pacer::never;
  std::uint64_t armed_ = pacer::never;
  std::uint64_t catches_up_to_ = 0; ///< an offset; 0: it isn't catching up
  std::string resume_;
};

} // namespace snug::load
