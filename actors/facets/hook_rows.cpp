#include "actors/facets/hook_rows.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include <algorithm>

namespace snug::facets {

namespace {

void pack_numbers(model::packer& p, std::string_view name, const std::vector<std::uint64_t>& numbers) {
  p.text(name).array(static_cast<std::uint32_t>(numbers.size()));
  for (const auto number : numbers)
    p.uint(number);
}

std::vector<std::uint64_t> numbers_in(const model::value& list) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (const auto number = list.at(i).uint()) out.push_back(*number);
  return out;
}

} // namespace

std::string encode(const hook_row& row) {
  model::packer p;
  p.array(12).text(row.room).text(row.kind).text(row.event).bytes(row.data);
  p.uint(row.epoch).uint(row.offset).text(row.user).text(row.name).integer(row.at).text(row.id);
  p.uint(row.attempts).text(row.why);
  return row_value(p);
}

std::optional<hook_row> decode_hook(std::string_view value) {
  row_reader in(value, 12);
  hook_row row;
  row.room = in.text();
  row.kind = in.text();
  row.event = in.text();
  row.data = in.bytes();
  row.epoch = in.uint();
  row.offset = in.uint();
  row.user = in.text();
  row.name = in.text();
  row.at = in.integer();
  row.id = in.text();
  row.attempts = static_cast<std::uint32_t>(in.uint());
  row.why = in.text();
  if (!in.complete()) return std::nullopt;
  return row;
}

model::key hook_owner() noexcept { return model::key::make(model::partition_of({}), 0); }

std::string hook_key(model::table t, std::uint64_t number) {
  return model::row_key(hook_owner(), t).u64(number).str();
}

std::optional<std::uint64_t> read_hook_key(std::string_view key) {
  if (key.size() != model::owner_bytes + 8) return std::nullopt;
  return model::number_at(key, model::owner_bytes);
}

bool is_hooked(const std::vector<std::string>& patterns, std::string_view event) noexcept {
  return std::ranges::any_of(patterns, [&](std::string_view pattern) {
    if (!pattern.ends_with('*')) return pattern == event;
    return event.starts_with(pattern.substr(0, pattern.size() - 1));
  });
}

std::string encode(const settlement& what) {
  model::packer p;
  pack_numbers(p.map(4), "sent", what.sent);
  p.text("dead").array(static_cast<std::uint32_t>(what.dead.size()));
  for (const auto& one : what.dead)
    p.array(3).uint(one.number).uint(one.attempts).text(one.why);
  pack_numbers(p, "again", what.again);
  pack_numbers(p, "drop", what.drop);
  return std::move(p).str();
}

settlement decode_settlement(std::string_view data) {
  const model::value said(data);
  settlement out{
      numbers_in(said.find("sent")), {}, numbers_in(said.find("again")), numbers_in(said.find("drop"))};
  const auto dead = said.find("dead");
  for (std::size_t i = 0; i < dead.size(); ++i) {
    const auto one = dead.at(i);
    const auto number = one.at(0).uint();
    if (number)
      out.dead.push_back({*number, static_cast<std::uint32_t>(one.at(1).uint().value_or(0)),
                          std::string(one.at(2).text().value_or(""))});
  }
  return out;
}

} // namespace snug::facets
