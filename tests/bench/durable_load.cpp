#include "tests/bench/durable_load.hpp"
#include <algorithm>

namespace snug::bench {

namespace {
constexpr double patience_seconds = 10; ///< for what is under way at the end of a run
}

durable_load::durable_load(load::event_loop& loop, crowd& writers, load::process_meter server)
  : loop_(loop)
  , crowd_(writers)
  , server_(server)
  , writers_(writers.size()) {
  crowd_.heard_by(this);
}

durable_load::~durable_load() { crowd_.heard_by(nullptr); }

std::optional<durable_load::outcome> durable_load::run(std::size_t count, double seconds,
                                                       std::size_t text_bytes) {
  text_.assign(text_bytes, 'x');
  latencies_.clear();
  const auto before = acknowledged();
  const auto written = server_.written_bytes();
  const auto cpu = server_.cpu_ns();
  const auto begin = load::now_ns();
  writing_ = true;
  for (std::uint32_t i = 0; i < std::min(count, writers_.size()); ++i)
    write(i);
  loop_.turn_until(begin + static_cast<std::uint64_t>(seconds * 1e9), [this] { return !sound(); });
  writing_ = false;
  loop_.turn_until(load::now_ns() + static_cast<std::uint64_t>(patience_seconds * 1e9),
                   [this] { return quiet() || !sound(); });
  if (sound() && !quiet()) complaint_ = "messages were neither acknowledged nor refused";
  if (!sound()) return std::nullopt;

  outcome out;
  out.messages = static_cast<double>(acknowledged() - before);
  out.seconds = static_cast<double>(load::now_ns() - begin) / 1e9;
  out.per_second = out.messages / out.seconds;
  out.written_kib = static_cast<double>(server_.written_bytes() - written) / 1024 / out.messages;
  out.server_cpu_us = static_cast<double>(server_.cpu_ns() - cpu) / 1e3 / out.messages;
  out.p50_ms = latencies_.percentile_ms(0.5);
  out.p99_ms = latencies_.percentile_ms(0.99);
  return out;
}

void durable_load::write(std::uint32_t number) {
  auto& w = writers_[number];
  ++w.sent;
  w.sent_at = load::now_ns();
  scratch_.clear();
  const auto id = std::to_string(number) + "-" + std::to_string(w.sent);
  load::native_msgpack::publish(
      scratch_,
      {load::lane::durable, crowd_.room_of(number), text_, static_cast<std::uint32_t>(w.sent), id, {}});
  crowd_.member(number).send(scratch_);
}

void durable_load::heard(std::uint32_t member, const load::native_message& message, std::uint64_t now) {
  using what = load::native_message::what;
  if (message.is == what::event && message.name == "message.sent") return told(member, message.offset);
  if (message.is == what::event) return;
  auto& w = writers_[member];
  if (message.is != what::ok || message.ref != w.sent || w.acknowledged + 1 != w.sent) {
    complaint_ = "writer " + std::to_string(member) + ": message " + std::to_string(w.sent) +
                 " was not acknowledged once: " + std::string(message.data);
    return;
  }
  ++w.acknowledged;
  latencies_.add(now - w.sent_at);
  if (writing_) write(member);
}

void durable_load::told(std::uint32_t member, std::uint64_t offset) {
  auto& w = writers_[member];
  ++w.told;
  const bool follows = w.offset == 0 || offset == w.offset + 1;
  if ((!follows || w.told > w.sent) && complaint_.empty())
    complaint_ = "writer " + std::to_string(member) + ": the event at offset " + std::to_string(offset) +
                 " came after " + std::to_string(w.offset);
  w.offset = offset;
}

std::uint64_t durable_load::acknowledged() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& w : writers_)
    sum += w.acknowledged;
  return sum;
}

bool durable_load::quiet() const noexcept {
  return std::all_of(writers_.begin(), writers_.end(),
                     [](const writer& w) { return w.acknowledged == w.sent && w.told == w.sent; });
}

bool durable_load::sound() {
  if (complaint_.empty()) complaint_ = crowd_.complaint();
  return complaint_.empty();
}

} // namespace snug::bench
