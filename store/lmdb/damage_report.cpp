#include "store/lmdb/damage_report.hpp"

namespace snug::store {

namespace {
/// One bad page holds many rows, and rows are read again and again: the log isn't to be filled by them.
constexpr std::uint64_t logged_at_most = 100;
} // namespace

std::string in_hex(std::string_view key) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * key.size());
  for (const char c : key) {
    out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(digits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

void damage_report::met(std::string_view key) const {
  const auto before = count_.fetch_add(1, std::memory_order_relaxed);
  if (whole_) return whole_->met(key);
  if (before < logged_at_most)
    say(log_, log_level::error, "store: row " + in_hex(key) + " is damaged (checksum)");
}

} // namespace snug::store
