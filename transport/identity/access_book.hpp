#pragma once
#include "actors/facets/access.hpp"
#include "actors/model/identity.hpp"
#include "store/ports/journal.hpp"
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::transport {

/// What whoever comes in is judged by besides the signature of their token: revocations and API keys, as the
/// store has them, kept in memory so that hello needs no disk. Loaded once, then told of every commit. Any
/// thread.
class access_book final : public store::commit_listener {
public:
  /// Takes over the rows of one partition; before anybody is judged. False where time ran out: go on with
  /// `after`, which it sets to the last key that was read.
  [[nodiscard]] bool load(const model::row_source& rows, unsigned partition, std::string& after);

  /// True where `who` is stopped by a revocation, those still under way to the disk included.
  [[nodiscard]] bool stopped(const model::identity& who) const;

  /// The key that was presented, where it is one and stands at `now` (ms since 1970): who it speaks for,
  /// without a session.
  [[nodiscard]] std::optional<model::identity> key(std::string_view presented, std::int64_t now) const;
  /// `snk_<id>_<secret>`: what a key looks like, right or not.
  [[nodiscard]] static bool looks_like_key(std::string_view token) noexcept;
  /// The text of a key, and what is kept of its secret.
  [[nodiscard]] static std::string text_of_key(std::string_view id, std::string_view secret);
  [[nodiscard]] static std::string kept_of(std::string_view secret);
  /// The name by which identities carry a key, and revocations name it.
  [[nodiscard]] static std::string token_of_key(std::string_view id) { return "key:" + std::string(id); }

  /// The id of the key that `operator_key` (server) writes; never listed.
  static constexpr std::string_view operator_id = "operator";

  struct listed_key {
    std::string id;
    facets::key_row row;
  };
  [[nodiscard]] std::vector<listed_key> keys() const;
  [[nodiscard]] std::optional<facets::key_row> find_key(std::string_view id) const;
  /// A key of this process alone, written nowhere (the operator's).
  void add_passing_key(std::string id, facets::key_row row);

  /// Stops at once whoever `row` is about; the number to send the command with as its `hold`. Its outcome
  /// makes the revocation last or, refused or failed, takes it back.
  [[nodiscard]] std::uint64_t begin(facets::revocation_row row);

  /// Forgets revocations that stop nothing any more; returns their rows, to be taken from the store.
  [[nodiscard]] std::vector<facets::revocation_row> take_ended(std::int64_t now);

  void committed(const store::commit_group_ptr& group) noexcept override;

  [[nodiscard]] std::size_t revocations() const;
  /// False: nobody has an account here, and no password is worth a look.
  [[nodiscard]] bool has_accounts() const noexcept { return has_accounts_.load(std::memory_order_relaxed); }

private:
  using name = std::pair<facets::revoked, std::string>;
  void take(const facets::access_change& change);
  [[nodiscard]] bool stops(facets::revoked kind, const std::string& subject,
                           const model::identity& who) const;

  mutable std::shared_mutex mutex_;
  std::atomic<std::size_t> in_force_{0}; ///< of both kinds: none is the usual case, and costs no lock
  std::map<name, facets::revocation_row> revoked_;
  std::map<std::uint64_t, facets::revocation_row> under_way_;
  std::map<std::string, facets::key_row, std::less<>> keys_; ///< by id
  std::uint64_t last_number_ = 0;
  std::atomic<bool> has_accounts_{false};
};

} // namespace snug::transport
