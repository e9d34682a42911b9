#include "transport/partial_messages.hpp"
#include <algorithm>
#include <iterator>
#include <utility>

namespace snug::transport {

bool partial_messages::add(peer& p, std::string_view piece, std::size_t expected) {
  if (!p.partial) p.partial = std::make_unique<partial_message>();
  auto& message = *p.partial;
  message.expected = message.bytes.size() + piece.size() + expected;
  const bool fits = message.expected <= std::max(unasked, message.charged);
  // Nobody passes by those that wait.
  const bool room = fits || (waiting_.empty() && charge(p));
  if (room)
    message.bytes.reserve(message.expected);
  else if (!std::exchange(message.waits, true))
    waiting_.push_back(&p);
  message.bytes.append(piece);
  return room;
}

std::string partial_messages::take(peer& p) {
  auto whole = std::move(p.partial->bytes);
  forget(p);
  return whole;
}

void partial_messages::forget(peer& p) {
  const auto gone = std::exchange(p.partial, nullptr);
  if (!gone) return;
  if (gone->waits) std::erase(waiting_, &p);
  if (gone->charged == 0) return;
  std::erase(charged_, &p);
  taken_ -= gone->charged;
  budget_.give_back(gone->charged);
}

std::vector<peer*> partial_messages::overdue(std::int64_t now) const {
  std::vector<peer*> late;
  std::copy_if(charged_.begin(), charged_.end(), std::back_inserter(late),
               [now](const peer* p) { return !p->partial->waits && now - p->partial->since > longest_ms; });
  return late;
}

bool partial_messages::charge(peer& p) {
  auto& message = *p.partial;
  const auto more = message.expected - message.charged;
  const auto bound = budget_.bound() - budget_.bound() / 4;
  const bool alone = taken_ == message.charged;
  if (!alone && budget_.taken() + more > bound) return false;
  if (!budget_.take(more)) return false;
  if (message.charged == 0) {
    charged_.push_back(&p);
    message.since = p.last_heard;
  }
  message.charged = message.expected;
  taken_ += more;
  return true;
}

} // namespace snug::transport
