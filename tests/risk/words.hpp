#pragma once
#include "actors/facets/facet.hpp"
#include "actors/model/event.hpp"
#include "actors/model/permission.hpp"
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

/// What the parts of the model say to each other. Smaller than the server's own words: rooms are numbers,
/// replies carry what the invariants need.
namespace snug::risk {

/// A mistake built in on purpose; the model has to find it.
enum class flaw {
  none,
  no_hold,                 ///< taking away goes straight to the journal
  tells_before_commit,     ///< the group is posted before it is on disk
  sleeps_in_flight,        ///< a room falls asleep with mail or holds pending
  trusts_old_snapshots,    ///< a join's snapshot is taken for newer than it is
  page_before_its_group,   ///< a page newer than what the shard drained is sent at once
  believes_nothing_missed, ///< a new subscription is live without a look at what was drained
  forgets_repeats,         ///< a retry is decided anew
  event_before_reply,      ///< the author's event goes out before its reply
  no_hold_if_absent,       ///< a room holds nobody for somebody it doesn't know, or while it sleeps
  no_put_out,              ///< a kick becomes rows only
};

/// A broken promise, found by an invariant.
struct violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void promise(bool kept, const std::string& what) {
  if (!kept) throw violation(what);
}

using record_ptr = std::shared_ptr<const model::record>;
using address = model::return_address;

struct address_less {
  bool operator()(const address& a, const address& b) const noexcept {
    return std::tuple(a.shard, a.slot, a.generation) < std::tuple(b.shard, b.slot, b.generation);
  }
};

enum class verb { join, leave, say, signal, kick, ban, add };

struct command {
  verb what = verb::say;
  address from;
  std::string user;
  int session = 0;
  int room = 0;
  std::string id;     ///< of durable ones
  std::string target; ///< of kick, ban, add
  std::optional<std::uint64_t> since;
  std::uint64_t sequence = 0; ///< of signals, counted by their sender
  std::uint64_t hold = 0;
};

enum class outcome_code { ok, forbidden, conflict, storage_full, unavailable };

struct reply {
  address to;
  outcome_code code = outcome_code::ok;
  std::uint64_t offset = 0; ///< a durable command's record, or where a join stands
};

struct room_rows {
  bool open = false; ///< whoever isn't a member comes in as an editor
  std::map<std::string, facets::standing> members;
  std::vector<record_ptr> log; ///< offset n at n - 1
  std::map<std::string, reply> repeats;

  [[nodiscard]] facets::standing standing_of(const std::string& user) const {
    const auto found = members.find(user);
    return found == members.end() ? facets::standing{} : found->second;
  }
};

/// The store as of one commit.
struct rows {
  std::uint64_t commit = 0;
  std::vector<room_rows> rooms;
};
using snapshot = std::shared_ptr<const rows>;

struct outcome {
  reply answer;
  int room = 0;
  std::uint64_t hold = 0;
  std::vector<record_ptr> records;
  std::uint64_t commit = 0; ///< the store's commit number behind it
};

/// An ephemeral event, with who may get it as the room knew when it posted it.
struct signal {
  int room = 0;
  int session = 0;
  std::uint64_t sequence = 0; ///< counted by its sender
  address except;
  std::set<address, address_less> audience;
};

enum class frame_kind { greeted, reply, event, signal, put_out };

struct frame {
  frame_kind kind = frame_kind::reply;
  int room = 0;
  reply answer;
  record_ptr event;
  signal ephemeral;
};

/// What a standing allows in a room, for rows and caches alike.
[[nodiscard]] model::permissions judged(const facets::standing& row, bool open);

/// A seeded source of choices.
class dice {
public:
  explicit dice(std::uint64_t seed)
    : source_(seed) {}
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return source_() % bound; }
  [[nodiscard]] bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class List> auto& among(List& list) { return list[below(std::size(list))]; }

private:
  std::mt19937_64 source_;
};

} // namespace snug::risk
