#include "actors/facets/open_document.hpp"
#include "actors/facets/documents.hpp"
#include "actors/facets/repeat_rows.hpp"
#include "actors/facets/replies.hpp"
#include <algorithm>
#include <limits>

namespace snug::facets {

namespace {

constexpr auto never = std::numeric_limits<std::int64_t>::max();

} // namespace

void document_work::run(const model::row_source& rows) {
  auto read = read_document(rows, room_, name);
  if (!read) {
    failed = true;
    return;
  }
  stored = std::move(*read);
  if (gathers) snapshot = stored.structs.everything();
  one_too_many = stored.row.made_at == 0 && count_documents(rows, room_, most_) >= most_;
}

open_document::open_document(std::string name, std::uint64_t topic, std::int64_t now)
  : name(std::move(name))
  , topic(topic)
  , next_sign_(now + sign_ms)
  , read_at_(now) {}

// ---- who listens

void open_document::listen(const model::return_address& who) {
  listeners[connection_number(who)] = who;
  idle_since_.reset();
}

std::string open_document::leave(const model::return_address& who, std::int64_t now) {
  const auto number = connection_number(who);
  listeners.erase(number);
  std::erase_if(queue, [&](const waiting& w) { return w.who.same_peer(who); });
  if (listeners.empty()) {
    idle_since_ = now;
    if (fresh_since_) fresh_since_ = now - gather_ms; // nobody is left who could bring it again
  }
  return people.drop(number);
}

bool open_document::listens(const model::return_address& who) const {
  return listeners.contains(connection_number(who));
}

// ---- what it holds

model::result<bool> open_document::edit(std::string_view update, std::int64_t now) {
  if (auto why = in_trouble(now)) return *std::move(why);
  auto news = structs.apply(update);
  if (!news || !*news) return news;
  fresh_.take(update);
  if (!fresh_since_) fresh_since_ = now;
  return true;
}

std::optional<model::failure> open_document::in_trouble(std::int64_t now) const {
  if (submitted_.empty() || now - submitted_.front().first <= trouble_ms) return std::nullopt;
  return model::failure{model::error_code::unavailable, "the document can't be kept just now", {}, 5'000, {}};
}

std::optional<model::failure> open_document::arrive(model::ephemeral_event told, std::string_view update,
                                                    std::int64_t now) {
  if (auto why = in_trouble(now)) return why;
  const auto facts = yjs::check_update(update);
  if (!facts) return facts.error();
  arriving_.push_back({std::move(told), yjs::struct_store::slow_apply(std::string(update)), {}});
  return std::nullopt;
}

std::vector<model::ephemeral_event> open_document::go_on(std::int64_t now) {
  std::vector<model::ephemeral_event> out;
  if (arriving_.empty()) return out;
  auto& first = arriving_.front();
  if (!first.into_fresh) {
    if (!first.into_all.go_on(structs, piece)) return out;
    if (first.into_all.news())
      first.into_fresh.emplace(first.into_all.update());
    else
      arriving_.pop_front();
    return out;
  }
  if (!first.into_fresh->go_on(fresh_, piece)) return out;
  if (!fresh_since_) fresh_since_ = now;
  out.push_back(std::move(first.told));
  arriving_.pop_front();
  return out;
}

void open_document::take(stored_document stored) {
  // What came while the rows were being read may be news to them.
  if (!structs.empty()) stored.structs.take(structs.everything());
  structs = std::move(stored.structs);
  update_bytes_ = stored.row.update_bytes;
  updates_ = stored.row.next - stored.row.first;
  snapshot_bytes_ = stored.row.snapshot_bytes;
  loaded = true;
}

void open_document::could_not_be_read(std::int64_t now) noexcept { read_at_ = now + retry_ms; }

bool open_document::wants_reading(std::int64_t now) {
  if (loaded || read_at_ > now) return false;
  read_at_ = never;
  return true;
}

// ---- the way to the disk

std::vector<std::string> open_document::due(std::int64_t now) {
  std::vector<std::string> out;
  for (auto& each : submitted_) {
    if (now - each.at < again_ms) continue;
    each.at = now;
    out.push_back(each.update);
  }
  if (!fresh_since_ || now - *fresh_since_ < gather_ms) return out;
  fresh_since_.reset();
  auto update = std::exchange(fresh_, {}).everything();
  const auto hash = content_hash(name, update);
  out.push_back(update);
  submitted_.push_back({hash, std::move(update), now, now});
  return out;
}

bool open_document::appended(std::uint64_t hash, std::size_t bytes) {
  update_bytes_ += bytes;
  ++updates_;
  const auto kept = std::ranges::find(submitted_, hash, &submission::hash);
  if (kept == submitted_.end()) return false;
  submitted_.erase(kept);
  return true;
}

void open_document::gathered(std::uint64_t bytes, std::size_t snapshot) {
  update_bytes_ -= std::min(update_bytes_, bytes);
  updates_ = 0;
  snapshot_bytes_ = snapshot;
  gather_again_at_ = 0;
}

bool open_document::many_updates() const noexcept {
  return updates_ > most_updates || update_bytes_ > std::max(most_update_bytes, snapshot_bytes_ / 2);
}

bool open_document::wants_gathering(std::int64_t now) {
  if (!loaded || !many_updates() || now < gather_again_at_) return false;
  constexpr std::int64_t patience = 60'000;
  gather_again_at_ = now + patience; // should nothing come of it
  return true;
}

// ---- time

bool open_document::sign_is_due(std::int64_t now) {
  if (listeners.empty() || now < next_sign_) return false;
  next_sign_ = now + sign_ms;
  return true;
}

std::optional<std::int64_t> open_document::wake_at() const {
  auto first = never;
  const auto at = [&](std::int64_t when) { first = std::min(first, when); };
  if (!closed_because.empty() || !written.empty() || !arriving_.empty() || (saved != 0 && !listeners.empty()))
    at(0);
  if (fresh_since_) at(*fresh_since_ + gather_ms);
  for (const auto& each : submitted_)
    at(each.at + again_ms);
  if (!listeners.empty()) at(next_sign_);
  if (idle_since_ && !unsaved()) at(*idle_since_ + idle_ms);
  if (!loaded) at(read_at_);
  if (loaded && many_updates()) at(gather_again_at_);
  return first == never ? std::nullopt : std::optional(first);
}

bool open_document::idle(std::int64_t now) const {
  return listeners.empty() && !unsaved() && idle_since_ && now - *idle_since_ >= idle_ms;
}

std::size_t open_document::memory() const noexcept {
  std::size_t waiting_bytes = 0;
  for (const auto& each : submitted_)
    waiting_bytes += each.update.size();
  for (const auto& each : arriving_)
    waiting_bytes +=
        3 * each.into_all.update().size(); // it, what is told of it, and once more in `into_fresh`
  return structs.memory() + fresh_.memory() + people.memory() + waiting_bytes;
}

} // namespace snug::facets
