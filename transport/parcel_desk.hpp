#pragma once
#include "actors/ports/desk.hpp"
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "transport/parcel.hpp"
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace snug::transport {

/// Answers `publish.many`: has each of its commands carried out, gathers what becomes of them, and answers
/// once. Its commands carry an address of their own, of a shard that is none. Any thread; doesn't block.
class parcel_desk final : public actors::desk, public store::commit_listener {
public:
  /// The shard in the addresses of its commands.
  static constexpr std::uint16_t shard = 0xffff;
  static constexpr std::size_t most_commands = 4'096;  ///< under way at once
  static constexpr std::size_t most_bytes = 32u << 20; ///< the same, of their data
  static constexpr std::int64_t patience_ms = 60'000;  ///< what isn't answered by then is given up

  /// Where its commands go.
  class way_out {
  public:
    virtual ~way_out() = default;
    virtual void ask(model::command command) = 0;
  };
  /// All of it outlives the desk.
  struct surroundings {
    way_out& commands;
    actors::fan_out& out;
    const store::clock& clock;
    std::uint16_t node = 0;
  };
  explicit parcel_desk(const surroundings& with)
    : with_(with) {}

  void carry_out(model::command command) override;
  /// A command of its own was answered on the live lane, or refused before it got anywhere.
  void replied(const model::reply& reply);
  /// Those that the journal answered.
  void committed(const store::commit_group_ptr& group) noexcept override;
  /// Gives up what takes too long: call once a second or so.
  void sweep();

  [[nodiscard]] std::size_t under_way() const;

private:
  struct open_parcel {
    parcel what;
    model::return_address to;
    std::int64_t until = 0;
  };
  using parcels = std::unordered_map<std::uint32_t, open_parcel>;
  [[nodiscard]] std::uint32_t free_number();
  model::reply close(parcels::iterator which);

  const surroundings with_;
  mutable std::mutex mutex_;
  parcels open_;
  std::uint32_t last_ = 0;
  std::size_t commands_ = 0, bytes_ = 0; ///< of all open ones
};

} // namespace snug::transport
