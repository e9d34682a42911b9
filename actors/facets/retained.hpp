#pragma once
#include "actors/model/event.hpp"
#include "actors/model/rows.hpp"
#include <map>
#include <optional>
#include <string>

namespace snug::facets {

/// The last event published with `retain` under an event name and a key ("" where it had none). Row of table
/// `retained` where it was durable, else in the room's view only.
struct retained_event {
  std::string name;
  std::string key;
  std::string data; ///< MessagePack, "" is nil: nothing is retained any more
  std::string user;
  std::string display_name;
  std::int64_t at = 0; ///< ms since 1970; 0: not known
  std::string id;
  std::string profile = {}; ///< of the user, as in a record; a row doesn't keep it
  friend bool operator==(const retained_event&, const retained_event&) = default;

  /// What it weighs against `max_retained_bytes`.
  [[nodiscard]] std::size_t bytes() const noexcept { return name.size() + key.size() + data.size(); }
};

/// All that a room retains, in bytes; late comers get it at once.
inline constexpr std::size_t max_retained_bytes = 1u << 20;

[[nodiscard]] std::string encode(const retained_event& row);
[[nodiscard]] std::optional<retained_event> decode_retained(std::string_view value);
/// Event names hold no control characters, so the zero byte between tells where the key begins.
[[nodiscard]] std::string retained_key(model::key room, std::string_view name, std::string_view key);

/// The silent record behind a durable retained event: its rows follow from it.
inline constexpr std::string_view retained_record = "event.retained";
[[nodiscard]] std::string retained_record_data(std::string_view name, std::string_view key,
                                               std::string_view data);
/// What `record` says is retained; nothing for other records.
[[nodiscard]] std::optional<retained_event> retained_by(const model::record& record);

/// What a room retains, by name and key, as its view keeps it.
class retained_events {
public:
  /// Replaces what was under its name and key; without data, forgets that.
  void put(retained_event event);
  /// The bound that one more would break, as a rule for whoever is refused; nothing where it fits.
  [[nodiscard]] std::optional<std::string> complaint(const retained_event& event,
                                                     std::uint32_t max_keys) const;
  /// All durable ones of a room.
  void load(const model::row_source& rows, model::key room);
  [[nodiscard]] const auto& all() const noexcept { return events_; }

private:
  using name_and_key = std::pair<std::string, std::string>;
  std::map<name_and_key, retained_event> events_;
  std::size_t bytes_ = 0;
};

} // namespace snug::facets
