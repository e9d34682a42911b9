#include "store/ahead/recent_cursor.hpp"

namespace snug::store {

namespace {
constexpr std::size_t rows_at_once = 32;
} // namespace

recent_cursor::recent_cursor(const recent_layers& layers, std::uint64_t number, std::string_view first,
                             std::string_view last, order direction)
  : number_(number)
  , direction_(direction) {
  sources_.reserve(layers.size());
  for (const auto& layer : layers) {
    sources_.push_back({layer.get(), std::string(first), std::string(last), {}, 0, false});
    fill(sources_.back());
  }
  find();
}

void recent_cursor::fill(source& from) const {
  from.page = from.rows->read(from.first, from.last, direction_, number_, rows_at_once);
  from.at = 0;
  from.ended = from.page.size() < rows_at_once;
  if (from.page.empty()) return;
  if (direction_ == order::up)
    from.first = from.page.back().key + '\0';
  else
    from.last = from.page.back().key;
}

void recent_cursor::next() {
  const auto passed = here_->key;
  for (auto& source : sources_) {
    if (source.at < source.page.size() && source.page[source.at].key == passed) ++source.at;
    if (source.at == source.page.size() && !source.ended) fill(source);
  }
  find();
}

void recent_cursor::find() {
  here_ = nullptr;
  for (const auto& source : sources_) {
    if (source.at == source.page.size()) continue;
    const auto& row = source.page[source.at];
    if (!here_ || before(row.key, here_->key)) here_ = &row;
  }
}

std::optional<recent_rows::content> find_recent(const recent_layers& layers, std::string_view key,
                                                std::uint64_t number) {
  for (const auto& layer : layers)
    if (auto known = layer->get(key, number)) return known;
  return std::nullopt;
}

bool scan_merged(const recent_layers& layers, std::uint64_t number, const model::row_source& below,
                 std::string_view first, std::string_view last, model::row_source::order direction,
                 const model::row_source::visitor& visit) {
  if (first >= last) return true;
  recent_cursor recent(layers, number, first, last, direction);
  bool wanted = true;
  const auto tell_recent = [&] {
    if (const auto& row = recent.row(); row.is) wanted = visit(row.key, *row.is);
    recent.next();
  };
  const bool in_time = below.scan(first, last, direction, [&](std::string_view key, std::string_view value) {
    while (wanted && !recent.at_end() && recent.before(recent.row().key, key))
      tell_recent();
    if (!wanted) return false;
    if (!recent.at_end() && recent.row().key == key)
      tell_recent();
    else
      wanted = visit(key, value);
    return wanted;
  });
  while (in_time && wanted && !recent.at_end())
    tell_recent();
  return in_time;
}

} // namespace snug::store
