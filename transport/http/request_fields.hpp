#pragma once
#include "actors/model/command.hpp"
#include "actors/model/command_table.hpp"
#include "actors/model/packer.hpp"
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace snug::transport::http {

/// What a request says in its path, its query and its body: fields in the order they are given, each once,
/// their values MessagePack. Any thread.
class request_fields {
public:
  /// Of the path or the query. The refusal of one that was given before.
  [[nodiscard]] std::optional<model::failure> add(std::string_view name, std::string_view msgpack);
  /// Of a body: a JSON object, or nothing at all. Call last.
  [[nodiscard]] std::optional<model::failure> add_body(std::string_view json);
  /// All of them, as a map.
  [[nodiscard]] std::string packed() const;

private:
  std::set<std::string, std::less<>> names_; ///< of those that aren't the body's
  std::size_t of_body_ = 0;
  model::packer fields_;
};

/// Appends JSON to `out` as MessagePack held to the payload profile; the rule it breaks where it can't be
/// that.
[[nodiscard]] std::optional<std::string> transcode(std::string_view json, std::string& out);

/// The field of that name; nullptr where the row has none.
[[nodiscard]] const model::field* field_named(std::span<const model::field> all,
                                              std::string_view name) noexcept;

/// Why a command with this data and this id can't be one of the row `spec`; nothing where it can. The id is
/// a request's `Idempotency-Key`.
[[nodiscard]] std::optional<model::failure> wrong_with(const model::command& c,
                                                       const model::command_spec& spec);

} // namespace snug::transport::http
