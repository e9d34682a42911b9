#include "actors/yjs/update_reader.hpp"
#include "actors/yjs/update_writer.hpp"
#include "actors/yjs/updates.hpp"
#include <algorithm>
#include <list>

namespace snug::yjs {

namespace {

/// One update being read, and the struct it stands at.
class source {
public:
  explicit source(std::string_view update)
    : in_(update, false) {
    advance();
  }

  [[nodiscard]] bool there() const noexcept { return there_; }
  [[nodiscard]] const piece& current() const noexcept { return current_; }
  void advance() {
    const auto* p = in_.next();
    there_ = p != nullptr;
    if (there_) current_ = *p;
  }
  void deletes(delete_set& into) { in_.deletes(into); }

private:
  update_reader in_;
  piece current_;
  bool there_ = false;
};

/// The merge of Yjs 13, step by step, so that its result is the same to the byte.
class merging {
public:
  explicit merging(std::span<const std::string_view> updates) {
    for (const auto each : updates)
      all_.emplace_back(each);
    for (auto& each : all_)
      open_.push_back(&each);
  }

  std::string run() {
    while (order()) {
      auto& first = *open_.front();
      const auto client = first.current().at.client;
      if (!waiting_there_)
        take(first);
      else if (!step(first, client))
        continue;
      // What follows without a seam needs no look at the others; doubles fall to `pass_covered`.
      while (first.there() && first.current().at.client == client &&
             first.current().at.clock == waiting_.end())
        replace(first);
    }
    if (waiting_there_) out_.add(waiting_);
    delete_set deletes;
    for (auto& each : all_)
      each.deletes(deletes);
    sort_and_join(deletes);
    return out_.finish(deletes);
  }

private:
  /// Drops sources that are read up, sorts the others; false where none is left.
  bool order() {
    std::erase_if(open_, [](const source* s) { return !s->there(); });
    std::ranges::stable_sort(open_, [](const source* a, const source* b) {
      const auto& x = a->current().at;
      const auto& y = b->current().at;
      return x.client != y.client ? x.client > y.client : x.clock < y.clock;
    });
    return !open_.empty();
  }

  void take(source& from) {
    waiting_ = from.current();
    waiting_there_ = true;
    from.advance();
  }

  void replace(source& from) {
    out_.add(waiting_);
    take(from);
  }

  /// Passes over what the waiting struct has already; false where the next round has to choose anew.
  bool pass_covered(source& from, std::uint64_t client) {
    bool moved = false;
    while (from.there() && from.current().end() <= waiting_.end() &&
           from.current().at.client >= waiting_.at.client) {
      from.advance();
      moved = true;
    }
    return from.there() && from.current().at.client == client &&
           !(moved && from.current().at.clock > waiting_.end());
  }

  bool step(source& from, std::uint64_t client) {
    if (!pass_covered(from, client)) return false;
    const auto& current = from.current();
    if (client != waiting_.at.client)
      replace(from);
    else if (waiting_.end() < current.at.clock)
      bridge(current);
    else
      append(from);
    return true;
  }

  /// Between what waits and `current` nothing is known.
  void bridge(const piece& current) {
    if (waiting_.kind() == content::skip) {
      waiting_.length = current.end() - waiting_.at.clock;
      return;
    }
    out_.add(waiting_);
    piece hole;
    hole.at = {waiting_.at.client, waiting_.end()};
    hole.length = current.at.clock - waiting_.end();
    hole.info = static_cast<std::uint8_t>(content::skip);
    waiting_ = hole;
  }

  void append(source& from) {
    auto current = from.current();
    if (const auto overlap = waiting_.end() - current.at.clock; overlap > 0) {
      if (waiting_.kind() == content::skip)
        waiting_.length -= overlap;
      else
        current = without_front(current, overlap);
    }
    if (waiting_.kind() == content::gc && current.kind() == content::gc) {
      waiting_.length += current.length; // `from` still stands there: it is covered now
      return;
    }
    out_.add(waiting_);
    waiting_ = current;
    from.advance();
  }

  std::list<source> all_;
  std::vector<source*> open_;
  piece waiting_;
  bool waiting_there_ = false;
  update_writer out_;
};

} // namespace

std::string merge_updates(std::span<const std::string_view> updates) {
  if (updates.size() == 1) return std::string(updates[0]);
  return merging(updates).run();
}

} // namespace snug::yjs
