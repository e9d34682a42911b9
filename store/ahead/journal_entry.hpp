#pragma once
#include "store/ports/engine.hpp"
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::store {

/// One commit as a journal file has it. `store/README.md` gives the bytes; they are frozen.
struct journal_entry {
  std::uint64_t number = 0; ///< counted up by one from commit to commit, over both files
  progress so_far;
  std::string changes; ///< in order, as `for_each_change` reads them
};

/// Puts one entry together. Used again and again.
class entry_writer {
public:
  /// Forgets what it had.
  void begin(std::uint64_t store_id, std::uint64_t number);
  void put(std::string_view key, std::string_view value);
  void erase(std::string_view key);
  /// The entry's bytes; valid until the next `begin`.
  [[nodiscard]] std::string_view finish(const progress& so_far);

private:
  std::string bytes_;
};

/// The entries that `bytes`, a file from its beginning, holds of one store: up to the first that isn't whole,
/// is another store's or doesn't carry on counting (what an earlier use of the file left).
[[nodiscard]] std::vector<journal_entry> parse_journal(std::string_view bytes, std::uint64_t store_id);

/// Visits each row that `changes` puts (its value) or erases (nothing). False where they can't be read.
using change_visitor = std::function<void(std::string_view key, std::optional<std::string_view> value)>;
bool for_each_change(std::string_view changes, const change_visitor& visit);

} // namespace snug::store
