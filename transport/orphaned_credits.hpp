#pragma once
#include "transport/credits.hpp"
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace snug::transport {

/// What connections that are gone still owe the byte budget: their commands wait in queues until they are
/// answered. Were they forgotten with their connection, whoever reconnects often enough could fill the
/// process. One shard's thread only.
class orphaned_credits {
public:
  /// How long an answer is waited for, steady ms: a command that was lost with its actor is never answered.
  static constexpr std::int64_t patience_ms = 30'000;

  /// Takes over what `owed` holds; true where that is anything, and `expire` is to be called after
  /// `patience_ms`.
  [[nodiscard]] bool adopt(std::uint32_t generation, credits& owed) {
    if (owed.commands() == 0) return false;
    return owed_.try_emplace(generation, std::move(owed)).second;
  }
  /// A command of a connection that is gone was answered.
  void give_back(std::uint32_t generation, std::uint32_t ref, byte_budget& budget) noexcept {
    const auto it = owed_.find(generation);
    if (it == owed_.end()) return;
    it->second.give_back(ref, budget);
    if (it->second.commands() == 0) owed_.erase(it);
  }
  void expire(std::uint32_t generation, byte_budget& budget) noexcept {
    const auto it = owed_.find(generation);
    if (it == owed_.end()) return;
    it->second.give_back_all(budget);
    owed_.erase(it);
  }
  [[nodiscard]] std::size_t connections() const noexcept { return owed_.size(); }

private:
  std::unordered_map<std::uint32_t, credits> owed_; ///< by generation
};

} // namespace snug::transport
