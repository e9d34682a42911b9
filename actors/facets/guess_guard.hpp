#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace snug::facets {

/// Makes guessing of access codes and invitations slow: counts wrong ones by who guesses and by the room's
/// name, whether there is such a room or not. A bucket holds what has been wrong lately and empties steadily;
/// names share buckets now and then, which makes it stricter, never laxer. Bounded; one thread. Forgotten
/// with the process.
class guess_guard {
public:
  static constexpr std::uint32_t by_one = 5;             ///< wrong ones in a row that one user may have
  static constexpr std::uint32_t in_one = 60;            ///< and that all users may have in one room
  static constexpr std::int64_t one_is_back_ms = 12'000; ///< after which a user may be wrong once more
  static constexpr std::int64_t room_is_back_ms = 10'000;

  /// How long `user` has to wait before trying a code of `room`, ms; 0: may try now.
  [[nodiscard]] std::uint32_t wait(std::string_view user, std::string_view room, std::int64_t now) const;
  /// That was wrong.
  void wrong(std::string_view user, std::string_view room, std::int64_t now);

private:
  /// When the bucket will be empty (ms): how full it is follows from it.
  using buckets = std::array<std::int64_t, 4'096>;

  buckets users_{};
  buckets rooms_{};
};

} // namespace snug::facets
