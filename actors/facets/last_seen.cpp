#include "actors/facets/last_seen.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/table.hpp"
#include <algorithm>

namespace snug::facets {

std::string encode(const last_seen_row& row) {
  model::packer p;
  p.array(2).integer(row.at).uint(row.colour);
  return row_value(p);
}

std::optional<last_seen_row> decode_last_seen(std::string_view value) {
  row_reader in(value, 2);
  last_seen_row row;
  row.at = in.integer();
  row.colour = static_cast<std::uint8_t>(in.uint());
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string last_seen_key(model::key room, std::string_view user) {
  return model::row_key(room, model::table::last_seen).text(user).str();
}

void last_seen::saw(const std::string& user, std::int64_t at, std::uint8_t colour, std::int64_t now) {
  auto& sight = seen_[user];
  sight = {std::max(sight.at, at), colour};
  if (!due_) due_ = now + every_ms_;
}

void last_seen::hurry(std::int64_t now) {
  if (due_) due_ = std::min(*due_, now);
}

void last_seen::tick(std::int64_t now, effects& out) {
  if (!due_ || *due_ > now) return;
  due_.reset();
  while (!seen_.empty()) {
    const auto count = std::min(seen_.size(), users_per_command);
    model::packer p;
    p.map(1).text("users").array(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
      const auto next = seen_.extract(seen_.begin());
      p.map(3).text("user").text(next.key());
      p.text("ago").uint(static_cast<std::uint64_t>(std::max<std::int64_t>(0, now - next.mapped().at)));
      p.text("color").uint(next.mapped().colour);
    }
    model::command keep;
    keep.verb = *command_registry::get().find("presence.keep");
    keep.data = std::move(p).str();
    out.durable.push_back(std::move(keep));
  }
}

} // namespace snug::facets
