#pragma once
#include "actors/yjs/delete_set.hpp"
#include "actors/yjs/piece.hpp"
#include <string>

namespace snug::yjs {

/// Puts an update together from structs, one group per run of one client.
class update_writer {
public:
  void add(const piece& p);
  /// The update; the writer is used up.
  [[nodiscard]] std::string finish(const delete_set& deletes);
  /// The same with deletions that are encoded already.
  [[nodiscard]] std::string finish(std::string_view deletes);

private:
  void end_group();

  std::string groups_;
  std::string group_;
  std::uint64_t count_ = 0;
  std::uint64_t in_group_ = 0;
  std::uint64_t client_ = 0;
};

} // namespace snug::yjs
