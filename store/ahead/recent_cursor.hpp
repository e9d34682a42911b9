#pragma once
#include "store/ahead/recent_rows.hpp"

namespace snug::store {

/// Walks through the rows of layers as one: of a row that several know, the newest layer's word counts. Reads
/// some rows at a time.
class recent_cursor {
public:
  using order = model::row_source::order;
  /// The rows known of [first, last) as of the commit `number`, in `direction`.
  recent_cursor(const recent_layers& layers, std::uint64_t number, std::string_view first,
                std::string_view last, order direction);

  [[nodiscard]] bool at_end() const noexcept { return !here_; }
  /// The row it stands on, an erased one too; valid until `next`.
  [[nodiscard]] const recent_rows::row& row() const noexcept { return *here_; }
  void next();
  /// True where key `a` comes before `b` on this walk.
  [[nodiscard]] bool before(std::string_view a, std::string_view b) const noexcept {
    return direction_ == order::up ? a < b : b < a;
  }

private:
  struct source {
    const recent_rows* rows;
    std::string first, last; ///< what is left to be read
    std::vector<recent_rows::row> page;
    std::size_t at = 0;
    bool ended = false;
  };
  void fill(source& from) const;
  void find();

  std::uint64_t number_;
  order direction_;
  std::vector<source> sources_; ///< newest first
  const recent_rows::row* here_ = nullptr;
};

/// What the layers know of a row as of a commit; nothing where none of them knows it.
[[nodiscard]] std::optional<recent_rows::content> find_recent(const recent_layers& layers,
                                                              std::string_view key, std::uint64_t number);

/// `model::row_source::scan` over the layers and the rows below them.
bool scan_merged(const recent_layers& layers, std::uint64_t number, const model::row_source& below,
                 std::string_view first, std::string_view last, model::row_source::order direction,
                 const model::row_source::visitor& visit);

} // namespace snug::store
