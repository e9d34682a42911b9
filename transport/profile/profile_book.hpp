#pragma once
#include "config/complaint.hpp"
#include "transport/profile/profile.hpp"
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace snug::profile {

/// The profiles of a node. Made once at start, const then; any thread.
class profile_book {
public:
  /// Reads what `asked` names (`options::profiles`). Where something is wrong, it is complained about, and
  /// the profile isn't there.
  [[nodiscard]] static profile_book read(const std::vector<std::string>& asked,
                                         std::vector<config::complaint>& complaints);

  /// Bounds the encodings of one event.
  static constexpr std::size_t most = 8;

  [[nodiscard]] const std::vector<std::unique_ptr<const profile>>& all() const noexcept { return all_; }
  /// The one spoken in that namespace of Socket.IO; nullptr where the plain mapping is.
  [[nodiscard]] const profile* in_namespace(std::string_view nsp) const noexcept;

private:
  [[nodiscard]] std::string route_taken(const profile& by) const;

  std::vector<std::unique_ptr<const profile>> all_;
};

} // namespace snug::profile
