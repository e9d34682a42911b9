#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace snug::profile {

/// A map in the making, whose fields may lie in maps of their own. Fields keep the order in which they were
/// first named.
class field_tree {
public:
  /// Puts a MessagePack value at `path`, which isn't empty. Where something is there already, it stays; a
  /// value and a map can't be at one place.
  void put(const std::vector<std::string>& path, std::string value) { put(path, 0, std::move(value)); }
  void put(std::string_view key, std::string value);
  /// A field that isn't there yet, without a look: objects may have as many as a message holds.
  void append(std::string_view key, std::string value);
  /// The map at `path`; this one where it is empty. nullptr where a value is there.
  [[nodiscard]] field_tree* inside(const std::vector<std::string>& path);
  [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
  void pack(std::string& out) const;

private:
  struct field;
  void put(const std::vector<std::string>& path, std::size_t from, std::string value);
  field& at(std::string_view key);
  std::vector<field> fields_;
};

struct field_tree::field {
  std::string key;
  std::string value; ///< "" where it is a map
  field_tree inside;
};

} // namespace snug::profile
