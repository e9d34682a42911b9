#pragma once
#include "store/ports/reader.hpp"

namespace snug::store {

/// What a job gets where no snapshot could be had. Any thread.
class unreadable_snapshot final : public snapshot {
public:
  [[nodiscard]] std::optional<std::string> get(std::string_view) const override { return std::nullopt; }
  bool scan(std::string_view, std::string_view, order, const visitor&) const override { return false; }
  [[nodiscard]] std::uint64_t last_commit() const noexcept override { return 0; }
  [[nodiscard]] bool readable() const noexcept override { return false; }
};

} // namespace snug::store
