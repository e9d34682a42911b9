#pragma once
#include "clients/load/protocol/native_msgpack.hpp"
#include "clients/load/protocol/token_mint.hpp"
#include "clients/load/wire/connection.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace snug::bench {

/// Many clients of one server: each connects, says hello with a token of its own and joins its room; then an
/// audience hears what they receive. One loop, one thread.
class crowd : public load::connection::owner {
public:
  struct plan {
    std::uint16_t port = 0;
    std::size_t size = 1;
    std::vector<std::string> rooms; ///< member i joins `rooms[i % rooms.size()]`
    std::string user_prefix;        ///< member i is user `<prefix>-<i>`
    std::size_t at_once = 100;      ///< under way at the same time: servers bound strangers
  };

  /// Hears the members once all are in.
  class audience {
  public:
    virtual ~audience() = default;
    /// `message` points into bytes that are valid for the call only.
    virtual void heard(std::uint32_t member, const load::native_message& message, std::uint64_t now) = 0;
  };

  crowd(load::event_loop& loop, const load::token_mint& mint, plan plan);

  /// Brings everybody in; false where one couldn't, or not within `seconds`: then `complaint` says why.
  [[nodiscard]] bool gather(double seconds = 120);
  /// Who hears from now on; nullptr: nobody.
  void heard_by(audience* who) noexcept { audience_ = who; }

  [[nodiscard]] std::size_t size() const noexcept { return members_.size(); }
  [[nodiscard]] load::connection& member(std::size_t i) noexcept { return *members_[i].socket; }
  [[nodiscard]] const std::string& room_of(std::size_t i) const noexcept {
    return plan_.rooms[i % plan_.rooms.size()];
  }
  /// What went wrong first, with anybody, at any time; "" where nothing did.
  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }
  /// Events that members were told while nobody heard them (`heard_by`).
  [[nodiscard]] std::uint64_t early_events() const noexcept { return early_events_; }
  /// From here on the server may close connections. How many it has closed is `gone`.
  void expect_farewells() noexcept { farewells_ = true; }
  [[nodiscard]] std::size_t gone() const noexcept { return gone_; }

  void opened(load::connection& c) override;
  void received(load::connection& c, std::string_view message, std::uint64_t now) override;
  void closed(load::connection& c, unsigned code, std::string why) override;

private:
  static constexpr std::uint32_t hello_ref = 1;
  static constexpr std::uint32_t join_ref = 2;

  struct member_state {
    std::unique_ptr<load::connection> socket;
    bool in = false;
  };

  void invite();
  void came_in(std::uint32_t member, const load::native_message& message);
  void complain(std::uint32_t member, std::string what);

  load::event_loop& loop_;
  const load::token_mint& mint_;
  plan plan_;
  load::server_address server_;
  audience* audience_ = nullptr;
  std::vector<member_state> members_;
  std::size_t invited_ = 0;
  std::size_t in_ = 0;
  std::uint64_t early_events_ = 0;
  bool farewells_ = false;
  std::size_t gone_ = 0;
  std::string complaint_;
  std::string scratch_;
};

} // namespace snug::bench
