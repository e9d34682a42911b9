#pragma once
#include "actors/facets/facet.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::facets {

/// A room in numbers: `room.stats`, and the event `room.measured` for those who watch. The numbers are kept
/// by the view, so asking costs the store nothing.
class figures final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
};

/// The numbers of an awake room. Of each member it keeps eight bytes: a kick says whom, not whether they were
/// a member.
class figures_view final : public view {
public:
  explicit figures_view(model::key room)
    : room_(room) {}

  void load(const model::row_source& rows) override;
  void restored(std::span<const occupant> here, std::int64_t now) override;
  void seen(const model::record& record) override;
  [[nodiscard]] model::result<std::string> live(const live_context& context, const model::command& command,
                                                const model::arguments& args, effects& out) override;
  std::uint32_t joined(const occupant& who, std::int64_t now, model::packer& reply, effects& out) override;
  void left(const occupant& who, bool for_good, std::int64_t now, effects& out) override;
  [[nodiscard]] std::optional<std::int64_t> wake_at() const override;
  void tick(std::int64_t now, effects& out) override;

  static constexpr std::int64_t every_ms = 1'000; ///< whoever watches is told this often at most

private:
  [[nodiscard]] std::string numbers() const;
  void watch(const model::return_address& by, bool on);
  void count_member(std::string_view user, bool is_one);

  model::key room_;
  std::vector<std::uint64_t> members_;                  ///< hashes of their ids, sorted
  std::unordered_map<std::string, std::uint32_t> here_; ///< sessions by user
  std::uint64_t events_ = 0;
  std::uint64_t bytes_ = 0;
  std::int64_t last_at_ = 0;
  std::vector<model::return_address> watchers_; ///< connections in the room that want to be told
  bool changed_ = false;                        ///< since they were told
  std::int64_t told_at_ = 0;                    ///< steady ms
};

[[nodiscard]] const facet& figures_facet() noexcept;

} // namespace snug::facets
