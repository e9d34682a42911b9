#pragma once
#include "actors/facets/connection_number.hpp"
#include "actors/facets/document_rows.hpp"
#include "actors/yjs/awareness.hpp"
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace snug::facets {

/// Reads a document on a reader's thread; and, where `gathers`, writes its snapshot.
class document_work final : public row_work {
public:
  document_work(model::key room, std::string name, std::size_t most, bool gathers)
    : name(std::move(name))
    , gathers(gathers)
    , room_(room)
    , most_(most) {}
  void run(const model::row_source& rows) override;

  const std::string name;
  const bool gathers;
  bool one_too_many = false; ///< it isn't there, and the room has as many as it may
  stored_document stored;
  std::string snapshot;

private:
  model::key room_;
  std::size_t most_; ///< documents of the room
};

/// A document in the memory of an awake room: what it holds, who listens, what isn't on disk yet. Times are
/// steady ms. Decides nothing about rights.
class open_document {
public:
  static constexpr std::int64_t gather_ms = 1'000;   ///< updates become one for so long
  static constexpr std::int64_t again_ms = 5'000;    ///< what isn't on disk by then is submitted again
  static constexpr std::int64_t trouble_ms = 15'000; ///< nothing more is taken while something waits longer
  static constexpr std::int64_t sign_ms = 10'000;    ///< a provider hears something within 30 s, or it goes
  static constexpr std::int64_t silence_ms = 30'000; ///< a state not renewed for so long goes
  static constexpr std::size_t long_update = 32u << 10; ///< beyond it an update is taken in piece by piece
  static constexpr std::size_t piece = 512;             ///< structs
  static constexpr std::int64_t idle_ms = 30'000; ///< out of memory when nobody has listened for so long
  static constexpr std::int64_t retry_ms = 1'000; ///< rows that couldn't be read are read again
  static constexpr std::uint64_t most_update_bytes = 64u << 10; ///< beyond it (and half the snapshot), gather
  static constexpr std::uint64_t most_updates = 256;            ///< the same

  open_document(std::string name, std::uint64_t topic, std::int64_t now);

  /// Somebody listens. `state`: they wait for what they lack who know it; nothing: for the first messages.
  struct waiting {
    model::return_address who;
    std::optional<yjs::state_vector> state;
  };
  void listen(const model::return_address& who);
  /// Returns the awareness update to tell others ("" where there is none).
  [[nodiscard]] std::string leave(const model::return_address& who, std::int64_t now);
  [[nodiscard]] bool listens(const model::return_address& who) const;

  /// A sound update of somebody who may edit. Returns whether anything in it is new.
  [[nodiscard]] model::result<bool> edit(std::string_view update, std::int64_t now);
  /// One that is long, or comes behind a long one: it is checked now and taken in a piece at a time, in
  /// order.
  [[nodiscard]] std::optional<model::failure> arrive(model::ephemeral_event told, std::string_view update,
                                                     std::int64_t now);
  [[nodiscard]] bool takes_its_time(std::string_view update) const noexcept {
    return !arriving_.empty() || update.size() > long_update;
  }
  [[nodiscard]] bool arrives() const noexcept { return !arriving_.empty(); }
  /// Goes on with those; returns what is to be told of the ones that are in.
  [[nodiscard]] std::vector<model::ephemeral_event> go_on(std::int64_t now);
  /// The rows were read.
  void take(stored_document stored);
  void could_not_be_read(std::int64_t now) noexcept;

  /// What is to be appended now, one after the other: new, or submitted so long ago that it may be lost.
  [[nodiscard]] std::vector<std::string> due(std::int64_t now);
  /// A record of this document was committed; false where it wasn't submitted here.
  bool appended(std::uint64_t hash, std::size_t bytes);
  void gathered(std::uint64_t bytes, std::size_t snapshot);
  /// True once where its updates should become a snapshot.
  [[nodiscard]] bool wants_gathering(std::int64_t now);
  /// True where its rows are to be read, from now on.
  [[nodiscard]] bool wants_reading(std::int64_t now);
  /// True once in `sign_ms`, while somebody listens.
  [[nodiscard]] bool sign_is_due(std::int64_t now);

  /// When one of those has something to say.
  [[nodiscard]] std::optional<std::int64_t> wake_at() const;
  /// What has come goes to the disk with the next `due`.
  void hurry(std::int64_t now) noexcept {
    if (fresh_since_) fresh_since_ = now - gather_ms;
  }
  /// True where nobody has it open and all of it is on disk.
  [[nodiscard]] bool unused() const noexcept { return listeners.empty() && !unsaved() && loaded; }
  /// True where it has been so for a while: it may leave memory.
  [[nodiscard]] bool idle(std::int64_t now) const;
  /// True where leaving memory would lose something.
  [[nodiscard]] bool unsaved() const noexcept {
    return !fresh_.empty() || !submitted_.empty() || !arriving_.empty();
  }
  [[nodiscard]] std::size_t memory() const noexcept;

  const std::string name;
  const std::uint64_t topic; ///< one bit
  yjs::struct_store structs;
  yjs::awareness people;
  std::map<std::uint64_t, model::return_address> listeners;
  std::vector<waiting> queue; ///< until the rows are read
  bool loaded = false;
  std::string closed_because;                  ///< "": it goes on
  std::vector<model::ephemeral_event> written; ///< what commands wrote, not told yet
  std::uint64_t saved = 0;                     ///< the newest update on disk, where that isn't told yet
  std::size_t weighed = 0;                     ///< the memory that the process's budget knows of

private:
  struct submission {
    std::uint64_t hash = 0;
    std::string update;
    std::int64_t at = 0; ///< last
    std::int64_t first = 0;
  };

  /// A long update on its way into `structs`, then into `fresh_`.
  struct arrival {
    model::ephemeral_event told;
    yjs::struct_store::slow_apply into_all;
    std::optional<yjs::struct_store::slow_apply> into_fresh;
  };
  [[nodiscard]] std::optional<model::failure> in_trouble(std::int64_t now) const;
  /// True where its updates should become a snapshot.
  [[nodiscard]] bool many_updates() const noexcept;

  std::deque<arrival> arriving_;
  yjs::struct_store fresh_; ///< what has come since the last submission
  std::deque<submission> submitted_;
  std::optional<std::int64_t> fresh_since_;
  std::optional<std::int64_t> idle_since_;
  std::int64_t next_sign_ = 0;
  std::int64_t read_at_ = 0; ///< when its rows may be asked for; the end of time while they are being read
  std::uint64_t update_bytes_ = 0;
  std::uint64_t updates_ = 0;
  std::uint64_t snapshot_bytes_ = 0;
  std::int64_t gather_again_at_ = 0;
};

} // namespace snug::facets
