#include "actors/facets/retained.hpp"
#include "actors/facets/row_value.hpp"

namespace snug::facets {

using model::row_key;
using model::table;

std::string encode(const retained_event& row) {
  model::packer p;
  p.array(7).text(row.name).text(row.key).bytes(row.data).text(row.user).text(row.display_name);
  p.integer(row.at).text(row.id);
  return row_value(p);
}

std::optional<retained_event> decode_retained(std::string_view value) {
  row_reader in(value, 7);
  retained_event row;
  row.name = in.text();
  row.key = in.text();
  row.data = in.bytes();
  row.user = in.text();
  row.display_name = in.text();
  row.at = in.integer();
  row.id = in.text();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string retained_key(model::key room, std::string_view name, std::string_view key) {
  return row_key(room, table::retained).text(name).text({"\0", 1}).text(key).str();
}

std::string retained_record_data(std::string_view name, std::string_view key, std::string_view data) {
  model::packer p;
  p.map(3).text("event").text(name).text("key").text(key);
  p.text("data").bytes(data); // as bytes: inside a value its depth would be one more
  return std::move(p).str();
}

std::optional<retained_event> retained_by(const model::record& record) {
  if (record.name != retained_record) return std::nullopt;
  const model::value said(record.data);
  const auto name = said.find("event").text();
  const auto key = said.find("key").text();
  const auto data = said.find("data").bytes();
  if (!name || !key || !data) return std::nullopt;
  return retained_event{std::string(*name),  std::string(*key), std::string(*data), record.user,
                        record.display_name, record.at,         record.id,          record.profile};
}

void retained_events::put(retained_event event) {
  name_and_key place{event.name, event.key};
  const auto old = events_.find(place);
  if (old != events_.end()) {
    bytes_ -= old->second.bytes();
    events_.erase(old);
  }
  if (event.data.empty()) return;
  bytes_ += event.bytes();
  events_.emplace(std::move(place), std::move(event));
}

std::optional<std::string> retained_events::complaint(const retained_event& event,
                                                      std::uint32_t max_keys) const {
  if (event.data.empty()) return std::nullopt;
  const auto old = events_.find({event.name, event.key});
  const bool is_new = old == events_.end();
  if (is_new && events_.size() >= max_keys)
    return "at most " + std::to_string(max_keys) + " keys are retained in this room";
  if (bytes_ - (is_new ? 0 : old->second.bytes()) + event.bytes() > max_retained_bytes)
    return "at most " + std::to_string(max_retained_bytes) + " bytes are retained in a room";
  return std::nullopt;
}

void retained_events::load(const model::row_source& rows, model::key room) {
  rows.scan(row_key(room, table::retained).str(), row_key::end_of(room, table::retained),
            model::row_source::order::up, [&](std::string_view, std::string_view value) {
              if (auto row = decode_retained(value)) put(std::move(*row));
              return true;
            });
}

} // namespace snug::facets
