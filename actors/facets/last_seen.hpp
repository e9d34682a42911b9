#pragma once
#include "actors/facets/facet.hpp"
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace snug::facets {

/// When a member was last in a room, and which colour stood for them.
///
///   table      key behind owner and table   value
///   last_seen  user id                      [at ms: int, colour: uint]
struct last_seen_row {
  std::int64_t at = 0; ///< ms since 1970
  std::uint8_t colour = 0;
  friend bool operator==(const last_seen_row&, const last_seen_row&) = default;
};
[[nodiscard]] std::string encode(const last_seen_row& row);
[[nodiscard]] std::optional<last_seen_row> decode_last_seen(std::string_view value);
/// Without a user: where the table begins.
[[nodiscard]] std::string last_seen_key(model::key room, std::string_view user = {});

/// Silent: `{users: [{user, at, color}]}`.
inline constexpr std::string_view last_seen_record = "presence.kept";

/// What there is to write about who was seen when: gathered for a while and said as commands of the room's
/// own, at once for whoever went when nobody is left. Times are steady ms.
class last_seen {
public:
  static constexpr std::size_t users_per_command = 64;

  explicit last_seen(std::int64_t every_ms)
    : every_ms_(every_ms) {}

  /// `at`: steady ms, of the last thing they did or of when they went.
  void saw(const std::string& user, std::int64_t at, std::uint8_t colour, std::int64_t now);
  /// Nobody is left: what is known is written now.
  void hurry(std::int64_t now);

  [[nodiscard]] std::optional<std::int64_t> wake_at() const { return due_; }
  void tick(std::int64_t now, effects& out);

private:
  struct sight {
    std::int64_t at = 0;
    std::uint8_t colour = 0;
  };
  std::int64_t every_ms_;
  std::map<std::string, sight, std::less<>> seen_;
  std::optional<std::int64_t> due_;
};

} // namespace snug::facets
