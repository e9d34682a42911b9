#include "tests/bench/stalled_disk.hpp"
#include "actors/model/packer.hpp"
#include "clients/load/verify/stamp.hpp"
#include <algorithm>

namespace snug::bench {

namespace {

constexpr std::size_t each_writes = 4;
constexpr std::size_t large_bytes = 100 * 1024;
constexpr std::uint64_t gap_ns = 10'000'000;
constexpr double patience_seconds = 60; ///< for what is under way when the disk goes on

/// `[ref, "publish", room, {event, durable, data}]`: longer than a chat message may be.
void publish_durable(std::string& out, std::uint32_t ref, std::string_view room, std::string_view payload) {
  model::packer packed;
  packed.array(4).uint(ref).text("publish").text(room).map(3);
  packed.text("event").text(load::ephemeral_event).text("durable").boolean(true).text("data").text(payload);
  out += packed.str();
}

} // namespace

void stalled_disk::answers::heard(std::uint32_t, const load::native_message& message, std::uint64_t) {
  if (message.is == load::native_message::what::ok) ++ok;
  if (message.is == load::native_message::what::error) ++refused;
}

void stalled_disk::chat::heard(std::uint32_t, const load::native_message& message, std::uint64_t now) {
  if (message.is != load::native_message::what::event || message.name != load::ephemeral_event) return;
  const auto front = load::stamp::read(message.text);
  if (!front) return;
  ++heard_of;
  times.add(now - front->due);
}

stalled_disk::stalled_disk(load::event_loop& loop, crowd& writers, crowd& pair, load::process_meter server,
                           std::function<void(bool)> stall)
  : loop_(loop)
  , writers_(writers)
  , pair_(pair)
  , server_(server)
  , stall_(std::move(stall)) {
  writers_.heard_by(&answers_);
  pair_.heard_by(&chat_);
}

std::optional<stalled_disk::outcome> stalled_disk::run(double alone_seconds, double stalled_seconds) {
  outcome out;
  out.alone_p99_ms = talk(alone_seconds, [] {});
  const auto before = server_.anonymous_kib();
  auto most = before;
  const auto watch = [&] { most = std::max(most, server_.anonymous_kib()); };

  stall_(true);
  write_much();
  out.beside_p99_ms = talk(stalled_seconds, watch);
  stall_(false);
  const auto due = writers_.size() * each_writes;
  loop_.turn_until(load::now_ns() + static_cast<std::uint64_t>(patience_seconds * 1e9), [&] {
    watch();
    return answers_.ok + answers_.refused == due || !sound();
  });
  if (sound() && answers_.ok + answers_.refused != due)
    complaint_ = std::to_string(due - answers_.ok - answers_.refused) + " publishes were not answered";
  if (sound() && chat_.heard_of != chat_.said)
    complaint_ = std::to_string(chat_.said - chat_.heard_of) + " ephemeral events are missing";
  if (!sound()) return std::nullopt;
  out.answered = static_cast<double>(answers_.ok);
  out.refused = static_cast<double>(answers_.refused);
  out.grown_mib = static_cast<double>(most - before) / 1024;
  return out;
}

double stalled_disk::talk(double seconds, const std::function<void()>& watch) {
  chat_.times.clear();
  const auto end = load::now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
  std::string payload(100, 'x'), message;
  for (auto due = load::now_ns(); due < end; due += gap_ns) {
    loop_.turn_until(due);
    load::stamp{0, 0, 0, 0, due}.write(payload);
    message.clear();
    load::native_msgpack::publish(message, {load::lane::ephemeral, pair_.room_of(0), payload, 0, {}, {}});
    pair_.member(chat_.said % 2).send(message);
    ++chat_.said;
    watch();
  }
  loop_.turn_until(load::now_ns() + 200'000'000);
  return chat_.times.percentile_ms(0.99);
}

void stalled_disk::write_much() {
  const std::string payload(large_bytes, 'x');
  std::string message;
  for (std::size_t i = 0; i < writers_.size(); ++i) {
    for (std::uint32_t n = 0; n < each_writes; ++n) {
      message.clear();
      publish_durable(message, n + 1, writers_.room_of(i), payload);
      writers_.member(i).queue(message);
    }
    writers_.member(i).flush();
  }
}

bool stalled_disk::sound() {
  for (const auto* who : {&writers_, &pair_})
    if (complaint_.empty()) complaint_ = who->complaint();
  return complaint_.empty();
}

} // namespace snug::bench
