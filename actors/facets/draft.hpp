#pragma once
#include "actors/model/batch.hpp"
#include "actors/model/rows.hpp"
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace snug::facets {

/// Rows as changed so far by what hasn't been committed: reads through its changes to the rows below. Changes
/// are kept in order and handed out as data.
class draft final : public model::rows {
public:
  /// `below` must outlive the draft and not change under it.
  explicit draft(const model::row_source& below)
    : below_(below) {}
  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  void put(std::string key, std::string value) override;
  void erase(std::string key) override;
  void erase_range(std::string first, std::string last) override;

  [[nodiscard]] const std::vector<model::change>& changes() const noexcept { return changes_; }
  /// Hands the changes out. The draft is done with: nothing may be read from it any more.
  [[nodiscard]] std::vector<model::change> take() noexcept;

private:
  using overlay = std::map<std::string, std::optional<std::string>, std::less<>>;
  [[nodiscard]] bool erased(std::string_view key) const noexcept;
  void catch_up() const;

  const model::row_source& below_;
  std::vector<model::change> changes_;
  /// What the first `seen_` changes come to, for reading; most drafts are never read.
  mutable std::size_t seen_ = 0;
  mutable overlay overlay_; ///< nothing: erased
  mutable std::vector<std::pair<std::string, std::string>>
      erased_; ///< ranges of the rows below that are gone
};

} // namespace snug::facets
