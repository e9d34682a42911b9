#pragma once
#include "transport/profile/field_tree.hpp"
#include "transport/profile/source.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::profile {

/// How an app's object and what the server knows of go together: a list of the app's fields, each with its
/// source, and where fields go that the list doesn't name. Written, it makes the app's object; read, it takes
/// one apart, and then only those sources count that a client may give: data, places in the room's name and
/// the id. What was read and is written again is what it was.
///
/// Built once by `profile_reader`, const then; any thread.
class field_map {
public:
  struct entry {
    std::vector<std::string> app; ///< path in the app's object
    source from;
    std::vector<entry> items; ///< of a list (`source::each`): the shape of each
    /// Each of the list is this value alone, where `items` is empty.
    std::optional<source> item;
  };

  /// What a client's object came to.
  struct taken {
    std::string data; ///< MessagePack map, or whatever stands for `data`
    std::string id;   ///< "" where none was given
    std::vector<std::pair<std::string_view, std::string>> places; ///< in the room's name: MessagePack
  };

  void add(entry e) { entries_.push_back(std::move(e)); }
  /// Fields that no entry names lie at this path of the data.
  void keep_rest_at(std::vector<std::string> path) { rest_ = std::move(path); }
  /// A field of the app that is for something else, and so no part of the rest.
  void spend(std::string name) { spent_.push_back(std::move(name)); }

  [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const std::optional<std::vector<std::string>>& rest() const noexcept { return rest_; }

  /// Appends the app's object as MessagePack.
  void write(const facts& of, std::string& out) const;
  /// `object`: a map. `set`: what the data has besides. The first rule that is broken.
  struct fixed {
    std::vector<std::string> path;
    std::string value;
  };
  [[nodiscard]] std::optional<model::complaint> read(model::value object, const std::vector<fixed>& set,
                                                     taken& out) const;

  /// What contradicts itself in it: two entries for one field of the app, two that read into one place.
  [[nodiscard]] std::optional<model::complaint> contradiction(const std::vector<fixed>& set) const;

private:
  [[nodiscard]] bool names(std::string_view app_field) const noexcept;
  void write_rest(model::value data, field_tree& into) const;
  [[nodiscard]] std::optional<model::complaint> read_rest(model::value object, const std::vector<fixed>& set,
                                                          field_tree& into) const;
  [[nodiscard]] bool takes(std::string_view data_field, const std::vector<fixed>& set) const noexcept;

  std::vector<entry> entries_;
  std::optional<std::vector<std::string>> rest_;
  std::vector<std::string> spent_;
};

} // namespace snug::profile
