#pragma once
#include "transport/profile/profile_book.hpp"
#include "transport/profile/profiled_socketio.hpp"
#include "transport/profile/profiled_websocket.hpp"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace snug::transport {

/// Every dialect of a node by its number, which is a peer's `speech`: those of `all_dialects()`, and behind
/// them those of each profile: one per parser of Socket.IO, and one for its WebSocket. Const once made; any
/// thread.
class speech_table {
public:
  /// `profiles` outlives it.
  explicit speech_table(const profile::profile_book& profiles);
  /// Without profiles.
  [[nodiscard]] static const speech_table& plain();

  [[nodiscard]] const dialect::dialect& at(std::uint8_t speech) const noexcept { return *all_[speech]; }
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

  /// How Socket.IO is spoken in that namespace.
  [[nodiscard]] std::uint8_t socketio(std::string_view nsp, bool msgpack) const noexcept;
  /// nullptr where it isn't a profile that is spoken.
  [[nodiscard]] const profile::app_dialect* profiled(std::uint8_t speech) const noexcept {
    return speech < first_ ? nullptr : own_[speech - first_].get();
  }
  /// The WebSocket of a profile that has one.
  [[nodiscard]] std::uint8_t websocket(const profile::profile& words) const noexcept;
  [[nodiscard]] const profile::profile_book& profiles() const noexcept { return profiles_; }

private:
  const profile::profile_book& profiles_;
  std::vector<const dialect::dialect*> all_;
  std::size_t first_; ///< of a profile
  std::vector<std::unique_ptr<const profile::app_dialect>> own_;
};

} // namespace snug::transport
