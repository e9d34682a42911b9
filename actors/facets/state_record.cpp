#include "actors/facets/state_record.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"

namespace snug::facets {

namespace {

std::string text_in(const model::value& map, std::string_view key) {
  return std::string(map.find(key).text().value_or(std::string_view{}));
}

void pack(model::packer& p, const state_change& change) {
  p.map(2 + (change.value.empty() ? 0 : 1) + (change.old.empty() ? 0 : 1)).text("key").text(change.key);
  if (!change.value.empty()) p.text("value").raw(change.value);
  p.text("was").uint(change.was);
  if (!change.old.empty()) p.text("old").raw(change.old);
}

void pack(model::packer& p, const state_loss& loss) {
  p.map(loss.value.empty() ? 2 : 3).text("key").text(loss.key);
  if (!loss.value.empty()) p.text("value").raw(loss.value);
  const auto& winner = loss.winner;
  p.text("winner").map(winner.value.empty() ? 3 : 4).text("version").uint(winner.version);
  p.text("made_at").integer(winner.made_at).text("user").text(winner.user);
  if (!winner.value.empty()) p.text("value").raw(winner.value);
}

void pack_lost(model::packer& p, const std::vector<state_loss>& lost) {
  p.array(static_cast<std::uint32_t>(lost.size()));
  for (const auto& each : lost)
    pack(p, each);
}

} // namespace

std::string encode_lost(const std::vector<state_loss>& lost) {
  model::packer p;
  pack_lost(p, lost);
  return std::move(p).str();
}

std::string encode(const state_changed& said, std::int64_t at) {
  model::packer p;
  p.map(3 + (said.made_at != at ? 1 : 0) + (said.lost.empty() ? 0 : 1));
  p.text("version").uint(said.version).text("what").text(said.what);
  p.text("changes").array(static_cast<std::uint32_t>(said.changes.size()));
  for (const auto& each : said.changes)
    pack(p, each);
  if (said.made_at != at) p.text("made_at").integer(said.made_at);
  if (!said.lost.empty()) {
    p.text("lost");
    pack_lost(p, said.lost);
  }
  return std::move(p).str();
}

state_changed read_state_changed(std::string_view data, std::int64_t at) {
  const model::value said(data);
  state_changed read;
  read.version = said.find("version").uint().value_or(0);
  read.what = text_in(said, "what");
  read.made_at = said.find("made_at").integer().value_or(at);
  const auto changes = said.find("changes");
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto each = changes.at(i);
    read.changes.push_back({text_in(each, "key"), std::string(each.find("value").raw()),
                            each.find("was").uint().value_or(0), std::string(each.find("old").raw())});
  }
  const auto lost = said.find("lost");
  for (std::size_t i = 0; i < lost.size(); ++i) {
    const auto each = lost.at(i);
    const auto by = each.find("winner");
    state_loss loss{text_in(each, "key"), std::string(each.find("value").raw()), {}};
    loss.winner.version = by.find("version").uint().value_or(0);
    loss.winner.made_at = by.find("made_at").integer().value_or(0);
    loss.winner.user = text_in(by, "user");
    loss.winner.value = by.find("value").raw();
    read.lost.push_back(std::move(loss));
  }
  return read;
}

} // namespace snug::facets
