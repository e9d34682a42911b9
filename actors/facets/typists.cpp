#include "actors/facets/typists.hpp"
#include "actors/facets/replies.hpp"
#include <algorithm>

namespace snug::facets {

void typists::start(std::string_view user, std::string_view name, std::string_view where, std::int64_t now) {
  heard_ = std::max(heard_, now);
  const auto known = typing_.find(user);
  if (known != typing_.end()) {
    known->second.until = now + typing_ms_;
    if (known->second.where == where) return;
    known->second.where = where;
    if (!due_) due_ = now + gather_ms;
  } else if (typing_.size() < most) {
    typing_.emplace(user, typist{std::string(name), std::string(where), now + typing_ms_});
    if (!due_) due_ = now + gather_ms;
  }
}

void typists::stop(std::string_view user, std::int64_t now) {
  heard_ = std::max(heard_, now);
  const auto known = typing_.find(user);
  if (known == typing_.end()) return;
  typing_.erase(known);
  if (!due_) due_ = now + gather_ms;
}

void typists::tell_anew(std::int64_t now) {
  told_.clear();
  if (!due_) due_ = now + gather_ms;
}

std::optional<std::int64_t> typists::wake_at() const {
  auto at = due_;
  for (const auto& [user, typist] : typing_)
    at = std::min(at.value_or(typist.until), typist.until);
  return at;
}

void typists::tick(std::int64_t now, effects& out) {
  heard_ = std::max(heard_, now);
  const auto ended = std::erase_if(typing_, [&](const auto& t) { return t.second.until <= now; });
  if (ended == 0 && (!due_ || *due_ > now)) return;
  due_.reset();
  auto list = packed();
  if (list == told_) return;
  told_ = std::move(list);
  model::ephemeral_event told;
  told.name = "typing.changed";
  told.data = model::packer().map(1).text("users").raw(told_).str();
  told.conflation_key = "typing";
  out.events.push_back(std::move(told));
}

std::string typists::packed() const {
  model::packer list;
  list.array(static_cast<std::uint32_t>(typing_.size()));
  for (const auto& [user, typist] : typing_) {
    model::packer where;
    if (!typist.where.empty()) where.map(1).text("where").text(typist.where);
    pack_user(list, user, typist.name, where.str());
  }
  return std::move(list).str();
}

} // namespace snug::facets
