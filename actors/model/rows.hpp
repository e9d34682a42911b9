#pragma once
#include "actors/model/table.hpp"
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace snug::model {

/// Rows as of one moment: a read snapshot, or a write transaction as far as it has got. Used by one thread at
/// a time.
class row_source {
public:
  virtual ~row_source() = default;

  [[nodiscard]] virtual std::optional<std::string> get(std::string_view key) const = 0;

  /// Visits rows with first <= key < last in key order (or from the last one down) until `visit` returns
  /// false or, for a snapshot of the reader pool, its 100 ms are over. The views end with the call of
  /// `visit`. Returns false where the time ended it.
  enum class order { up, down };
  using visitor = std::function<bool(std::string_view key, std::string_view value)>;
  virtual bool scan(std::string_view first, std::string_view last, order direction,
                    const visitor& visit) const = 0;
};

/// Rows that a command may change. What is put is read back by the same command; it reaches the store when
/// the command is finished, so one that fails leaves nothing.
class rows : public row_source {
public:
  virtual void put(std::string key, std::string value) = 0;
  virtual void erase(std::string key) = 0;
  /// All rows with first <= key < last.
  virtual void erase_range(std::string first, std::string last) = 0;
};

} // namespace snug::model
