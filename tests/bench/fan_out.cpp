#include "tests/bench/fan_out.hpp"
#include "clients/load/verify/stamp.hpp"

namespace snug::bench {

namespace {

constexpr double patience_seconds = 10; ///< for what is under way at the end of a run

} // namespace

fan_out::fan_out(load::event_loop& loop, crowd& receivers, crowd& sender, load::process_meter server)
  : loop_(loop)
  , receivers_(receivers)
  , sender_(sender)
  , server_(server)
  , next_(receivers.size())
  , outstanding_(max_window) {
  receivers_.heard_by(this);
}

fan_out::~fan_out() { receivers_.heard_by(nullptr); }

std::optional<fan_out::outcome> fan_out::run(std::size_t window, double seconds, std::size_t payload_bytes) {
  window_ = std::min(window, max_window);
  latencies_.clear();
  const auto first = sent_;
  const auto server_cpu = server_.cpu_ns();
  const auto own_cpu = load::own_cpu_ns();
  const auto begin = load::now_ns();
  const auto end = begin + static_cast<std::uint64_t>(seconds * 1e9);
  while (load::now_ns() < end && sound()) {
    send_what_fits(payload_bytes);
    loop_.turn(100);
  }
  loop_.turn_until(load::now_ns() + static_cast<std::uint64_t>(patience_seconds * 1e9),
                   [this] { return done_ == sent_ || !sound(); });
  const auto elapsed = static_cast<double>(load::now_ns() - begin);
  const auto own_used = static_cast<double>(load::own_cpu_ns() - own_cpu);
  const auto server_used = static_cast<double>(server_.cpu_ns() - server_cpu);
  if (sound() && done_ != sent_)
    complaint_ = std::to_string(sent_ - done_) + " messages did not reach everybody";
  // A message that comes twice may come late.
  loop_.turn_until(load::now_ns() + 50'000'000);
  if (!sound()) return std::nullopt;

  outcome out;
  out.deliveries = static_cast<double>((sent_ - first) * receivers_.size());
  out.seconds = elapsed / 1e9;
  out.server_cpu_us = server_used / 1e3 / out.deliveries;
  out.client_busy = own_used / elapsed;
  out.p50_ms = latencies_.percentile_ms(0.5);
  out.p99_ms = latencies_.percentile_ms(0.99);
  return out;
}

void fan_out::send_what_fits(std::size_t payload_bytes) {
  if (sent_ - done_ >= window_) return;
  payload_.assign(std::max(payload_bytes, load::stamp::size), 'x');
  auto& socket = sender_.member(0);
  for (const auto now = load::now_ns(); sent_ - done_ < window_; ++sent_) {
    load::stamp{0, 0, 0, static_cast<std::uint32_t>(sent_), now}.write(payload_);
    scratch_.clear();
    load::native_msgpack::publish(scratch_, {load::lane::ephemeral, sender_.room_of(0), payload_, 0, {}, {}});
    socket.queue(scratch_);
    outstanding_[sent_ % max_window] = static_cast<std::uint32_t>(receivers_.size());
  }
  socket.flush();
}

void fan_out::heard(std::uint32_t member, const load::native_message& message, std::uint64_t now) {
  if (message.is != load::native_message::what::event || message.name != load::ephemeral_event) return;
  const auto front = load::stamp::read(message.text);
  if (!front) {
    complaint_ = "receiver " + std::to_string(member) + " got a payload that was never sent";
    return;
  }
  auto& expected = next_[member];
  if (front->number != expected) {
    if (complaint_.empty())
      complaint_ = "receiver " + std::to_string(member) + " got message " + std::to_string(front->number) +
                   " where " + std::to_string(expected) + " was next";
    return;
  }
  ++expected;
  latencies_.add(now - front->due);
  // Every receiver gets them in order, so they are done in order too.
  if (--outstanding_[front->number % max_window] == 0) ++done_;
}

bool fan_out::sound() {
  if (complaint_.empty()) complaint_ = receivers_.complaint();
  if (complaint_.empty()) complaint_ = sender_.complaint();
  return complaint_.empty();
}

} // namespace snug::bench
