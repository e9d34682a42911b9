#include "actors/yjs/update_writer.hpp"
#include "actors/yjs/lib0_writer.hpp"

namespace snug::yjs {

void update_writer::add(const piece& p) {
  if (in_group_ > 0 && p.at.client != client_) end_group();
  if (in_group_ == 0) {
    client_ = p.at.client;
    put_uint(group_, client_);
    put_uint(group_, p.at.clock);
  }
  put_piece(group_, p);
  ++in_group_;
}

void update_writer::end_group() {
  if (in_group_ == 0) return;
  put_uint(groups_, in_group_);
  groups_.append(group_);
  group_.clear();
  in_group_ = 0;
  ++count_;
}

std::string update_writer::finish(const delete_set& deletes) {
  std::string encoded;
  put_deletes(encoded, deletes);
  return finish(encoded);
}

std::string update_writer::finish(std::string_view deletes) {
  end_group();
  std::string out;
  out.reserve(groups_.size() + deletes.size() + 9);
  put_uint(out, count_);
  out.append(groups_);
  out.append(deletes);
  return out;
}

} // namespace snug::yjs
