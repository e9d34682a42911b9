#pragma once
#include "actors/yjs/kept_piece.hpp"
#include "actors/yjs/range_set.hpp"
#include "actors/yjs/state_vector.hpp"
#include "actors/yjs/update_reader.hpp"
#include "actors/yjs/updates.hpp"
#include <memory>

namespace snug::yjs {

/// A document as its structs, not integrated: per client in the order of clocks, without overlaps, holes
/// allowed, and beside them what is deleted. Neighbours that are one insertion are joined and deleted content
/// is dropped (yjs-wire §6.5: what clients make of it is the same). A struct costs the logarithm of how many
/// there are. One thread at a time.
class struct_store {
public:
  /// Takes in what is new of an update; returns whether anything was. Nothing is taken of one that isn't
  /// sound (`bad_request`) or too large.
  [[nodiscard]] model::result<bool> apply(std::string_view update, const update_limits& limits = {});
  /// The same of an update that was checked already, by `apply` or `check_update`, or that a store wrote.
  bool take(std::string_view update);

  /// `take` in pieces: a long update would hold its thread up.
  class slow_apply {
  public:
    explicit slow_apply(std::string update);
    /// Takes in up to `most` structs or deletions; true when that was all.
    [[nodiscard]] bool go_on(struct_store& into, std::size_t most);
    [[nodiscard]] bool news() const noexcept { return news_; }
    [[nodiscard]] const std::string& update() const noexcept { return *update_; }

  private:
    std::unique_ptr<const std::string> update_; ///< the reader has views into it
    update_reader in_;
    bool structs_done_ = false;
    std::vector<std::pair<std::uint64_t, range>> deletions_; ///< the first one last
    bool news_ = false;
  };

  /// Per client the clocks known from 0 on without a hole.
  [[nodiscard]] state_vector state() const;
  /// What somebody lacks who knows `known`, as one update; every deletion is in it. Holes are said to be
  /// holes.
  [[nodiscard]] std::string missing(const state_vector& known) const;
  /// All of it as one update.
  [[nodiscard]] std::string everything() const { return missing({}); }

  [[nodiscard]] bool empty() const noexcept { return clients_.empty() && deleted_.empty(); }
  /// Bytes it takes, about.
  [[nodiscard]] std::size_t memory() const noexcept;
  [[nodiscard]] std::size_t structs() const noexcept { return structs_; }

  /// Calls `each(const piece&)` for every struct, clients from the highest down, clocks upwards; holes are
  /// left out.
  template <class Each> void walk(Each each) const {
    for (const auto& [client, pieces] : clients_)
      for (const auto& [clock, kept] : pieces)
        each(kept.view({client, clock}));
  }
  /// What is deleted of a client.
  [[nodiscard]] delete_set deletions() const;

private:
  using piece_map = std::map<std::uint64_t, kept_piece>;
  using place = piece_map::iterator;

  bool insert(const piece& p);
  bool erase(std::uint64_t client, range gone);
  void keep(piece_map& pieces, const piece& p);
  void drop_deleted(std::uint64_t client, std::uint64_t first, std::uint64_t end);
  /// Cuts so that a struct begins at `clock`, where one spans it.
  void split(std::uint64_t client, piece_map& pieces, std::uint64_t clock);
  void join_around(std::uint64_t client, piece_map& pieces, std::uint64_t first, std::uint64_t end);

  std::map<std::uint64_t, piece_map, std::greater<>> clients_;
  std::map<std::uint64_t, range_set, std::greater<>> deleted_;
  std::size_t memory_ = 0; ///< of the structs
  std::size_t structs_ = 0;
};

} // namespace snug::yjs
