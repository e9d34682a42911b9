#include "tests/bench/room_talk.hpp"
#include "tests/bench/clock.hpp"
#include <algorithm>
#include <cstring>

namespace snug::bench {

namespace {

/// Stands at the front of each payload.
struct stamp {
  std::uint32_t author;
  std::uint32_t spare;
  std::uint64_t number;
  std::uint64_t due;
};

constexpr std::size_t payload_bytes = 100;
constexpr double patience_seconds = 10; ///< for what is under way at the end of a run

} // namespace

room_talk::room_talk(event_loop& loop, crowd& people, std::size_t rooms, process_meter server)
  : loop_(loop)
  , people_(people)
  , rooms_(rooms)
  , per_room_(people.size() / rooms)
  , server_(server)
  , authors_(people.size())
  , next_(people.size() * per_room_)
  , payload_(payload_bytes, 'x') {
  people_.heard_by(this);
}

room_talk::~room_talk() { people_.heard_by(nullptr); }

std::optional<room_talk::outcome> room_talk::closed(double seconds) { return measure(seconds, true, 0); }

std::optional<room_talk::outcome> room_talk::open(double seconds, double deliveries_per_second) {
  return measure(seconds, false, deliveries_per_second / static_cast<double>(per_room_ - 1));
}

std::optional<room_talk::outcome> room_talk::measure(double seconds, bool closed,
                                                     double messages_per_second) {
  latencies_.clear();
  closed_ = closed;
  offered_ = 0;
  const auto first = said_;
  const auto server_cpu = server_.cpu_ns();
  const auto own_cpu = own_cpu_ns();
  const auto begin = now_ns();
  const auto end = begin + static_cast<std::uint64_t>(seconds * 1e9);
  ready_.clear();
  for (std::uint32_t i = 0; closed && i < people_.size(); ++i)
    ready_.push_back(i);
  while (now_ns() < end && sound()) {
    if (closed) {
      for (const auto member : ready_)
        say(member, now_ns());
      ready_.clear();
      loop_.turn(100);
    } else {
      offer(begin, messages_per_second);
      loop_.turn(0);
    }
  }
  closed_ = false;
  const auto due = [this] { return said_ * (per_room_ - 1); };
  loop_.turn_until(now_ns() + static_cast<std::uint64_t>(patience_seconds * 1e9),
                   [&] { return heard_ == due() || !sound(); });
  const auto elapsed = static_cast<double>(now_ns() - begin);
  const auto own_used = static_cast<double>(own_cpu_ns() - own_cpu);
  const auto server_used = static_cast<double>(server_.cpu_ns() - server_cpu);
  if (sound() && heard_ != due()) complaint_ = std::to_string(due() - heard_) + " deliveries are missing";
  loop_.turn_until(now_ns() + 50'000'000); // what comes twice may come late
  if (!sound()) return std::nullopt;

  outcome out;
  out.deliveries = static_cast<double>((said_ - first) * (per_room_ - 1));
  out.seconds = elapsed / 1e9;
  out.server_cpu_us = server_used / 1e3 / out.deliveries;
  out.client_busy = own_used / elapsed;
  out.p50_ms = latencies_.percentile_ms(0.5);
  out.p99_ms = latencies_.percentile_ms(0.99);
  return out;
}

/// Says what is due by now, each member in its turn.
void room_talk::offer(std::uint64_t begin, double messages_per_second) {
  const auto gap = 1e9 / messages_per_second;
  for (const auto now = now_ns();; ++offered_) {
    const auto due = begin + static_cast<std::uint64_t>(static_cast<double>(offered_) * gap);
    if (due > now) return;
    say(static_cast<std::uint32_t>(offered_ % people_.size()), due);
  }
}

void room_talk::say(std::uint32_t member, std::uint64_t due) {
  auto& who = authors_[member];
  const stamp front{member, 0, who.said++, due};
  who.unheard = static_cast<std::uint32_t>(per_room_ - 1);
  std::memcpy(payload_.data(), &front, sizeof front);
  scratch_.clear();
  native::publish(scratch_, people_.room_of(member), payload_);
  people_.member(member).send(scratch_);
  ++said_;
}

void room_talk::heard(std::uint32_t member, const native::incoming& message, std::uint64_t now) {
  if (message.is != native::incoming::what::event || message.name != native::event_name) return;
  stamp front{};
  if (message.data.size() >= sizeof front) std::memcpy(&front, message.data.data(), sizeof front);
  const bool known = message.data.size() >= sizeof front && front.author < people_.size();
  if (!known || front.author == member || front.author % rooms_ != member % rooms_) {
    if (complaint_.empty())
      complaint_ = "member " + std::to_string(member) + " heard something that wasn't for it";
    return;
  }
  auto& expected = next_[member * per_room_ + front.author / rooms_];
  if (front.number != expected) {
    if (complaint_.empty())
      complaint_ = "member " + std::to_string(member) + " heard message " + std::to_string(front.number) +
                   " of member " + std::to_string(front.author) + " where " + std::to_string(expected) +
                   " was next";
    return;
  }
  ++expected;
  ++heard_;
  latencies_.add(now - std::min(now, front.due));
  if (closed_ && --authors_[front.author].unheard == 0) ready_.push_back(front.author);
}

bool room_talk::sound() {
  if (complaint_.empty()) complaint_ = people_.complaint();
  return complaint_.empty();
}

} // namespace snug::bench
