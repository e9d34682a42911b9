#pragma once
#include "actors/model/result.hpp"
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace snug::yjs {

/// What one client says of itself. The views point into the message it was read from.
struct awareness_entry {
  std::uint64_t client = 0;
  std::uint64_t clock = 0;
  std::string_view state; ///< JSON; "null": it is gone
};

/// How far awareness may go. There is no way to refuse: what is beyond a limit is passed over.
struct awareness_limits {
  std::size_t entries = 1000;   ///< clients of one document; above it those that are gone are forgotten
  std::size_t own_clients = 16; ///< of one connection at a time
};

/// Reads an awareness update whole: `bad_request` where it isn't one, JSON included; `too_large` where it has
/// more than `most_entries`, or a state of more than `most_bytes`.
[[nodiscard]] model::result<std::vector<awareness_entry>>
read_awareness(std::string_view bytes, std::size_t most_entries = 1000, std::size_t most_bytes = 16384);
void put_awareness(std::string& out, std::span<const awareness_entry> entries);

/// The awareness states of one document: per client the newest. Times are steady milliseconds.
class awareness {
public:
  /// Who says something: a connection, by a number the caller gives it, and the user behind it.
  struct speaker {
    std::uint64_t connection = 0;
    std::string_view user;
  };

  explicit awareness(awareness_limits limits = {})
    : limits_(limits) {}

  /// Takes over what is news and returns it as an awareness update; "" where nothing is. A state that another
  /// user's connection holds stays that user's: it is passed over. What its own connection repeats is renewed
  /// without being news.
  [[nodiscard]] std::string apply(std::span<const awareness_entry> entries, speaker by, std::int64_t now);
  /// The connection has gone: its states go, with the clock they had. What to tell the others.
  [[nodiscard]] std::string drop(std::uint64_t connection);
  /// States not renewed for `silence` go. What to tell everybody.
  [[nodiscard]] std::string expire(std::int64_t now, std::int64_t silence);
  /// Every state there is; "" where there is none.
  [[nodiscard]] std::string everything() const;

  /// The newest clock known of a client, gone or not; 0 where it is unknown.
  [[nodiscard]] std::uint64_t clock_of(std::uint64_t client) const;

  [[nodiscard]] std::size_t present() const noexcept { return present_; }
  [[nodiscard]] std::size_t memory() const noexcept;
  /// The states of one connection.
  [[nodiscard]] std::vector<awareness_entry> of(std::uint64_t connection) const;

private:
  struct known {
    std::uint64_t clock = 0;
    std::string state; ///< "": gone
    std::uint64_t connection = 0;
    std::string user;
    std::int64_t renewed = 0;
  };
  bool take(const awareness_entry& entry, speaker by, std::int64_t now);
  void forget(known& gone);
  [[nodiscard]] bool make_room(speaker by);
  [[nodiscard]] std::size_t held_by(std::uint64_t connection) const;

  awareness_limits limits_;
  std::map<std::uint64_t, known> clients_;
  std::size_t present_ = 0;
  std::size_t bytes_ = 0; ///< of the states
};

} // namespace snug::yjs
