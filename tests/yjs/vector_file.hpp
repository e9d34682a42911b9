#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::test {

/// One history that the real library made, and what it says comes of it.
struct yjs_vector {
  std::string name; ///< with its family: "text/insert-3"
  std::vector<std::string> updates;
  std::string merged;
  std::string state_vector;
  std::vector<std::pair<std::string, std::string>> diffs; ///< (state vector, what it lacks of `merged`)
  /// A real document that was given so many of `updates`.
  struct peer {
    std::size_t has = 0;
    std::string state; ///< says this …
    std::string diff;  ///< … and lacks this of `merged`
  };
  std::vector<peer> peers;
  bool ambiguous = false;      ///< what `merged` looks like depends on how JavaScript sorts
  std::string document_state;  ///< after integrating all of it
  std::string document_update; ///< written by the integrated document
  bool pending = false;        ///< a hole keeps some of it from being integrated
  std::vector<std::pair<std::string, std::string>> texts; ///< (root, its text)
};

/// All of a folder: tests/vectors/yjs, or what SNUG_YJS_VECTORS names, where a fresh set was made.
[[nodiscard]] const std::vector<yjs_vector>& yjs_vectors();

} // namespace snug::test
