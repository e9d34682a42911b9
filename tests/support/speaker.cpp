#include "tests/support/speaker.hpp"
#include "actors/model/packer.hpp"
#include "transport/dialect/json_reader.hpp"
#include <stdexcept>
#include <utility>

namespace snug::test {

namespace {

std::string text_of(const model::value& v) { return std::string(v.text().value_or("")); }

std::string quoted(std::string_view text) {
  return text.empty() ? std::string("null") : "\"" + std::string(text) + "\"";
}

std::chrono::steady_clock::time_point from_now(std::chrono::milliseconds within) {
  return std::chrono::steady_clock::now() + within;
}

} // namespace

std::string_view subprotocol_of(speech s) noexcept {
  return s == speech::msgpack ? "snug.v1.msgpack" : "snug.v1.json";
}

std::string packed(std::string_view json) {
  std::string out;
  if (const auto wrong = dialect::json_reader::transcode(json, out))
    throw std::invalid_argument(std::string(*wrong) + ": " + std::string(json));
  return out;
}

speaker::speaker(std::uint16_t port, speech s, std::string_view extra_headers)
  : socket_(port, subprotocol_of(s), "/v1/socket", extra_headers)
  , speech_(s) {}

answer speaker::hello(std::string_view json) { return call("hello", "", json); }

answer speaker::call(std::string_view command, std::string_view room, std::string_view json,
                     std::string_view id) {
  const auto ref = send(command, room, json, id);
  const auto until = from_now(std::chrono::seconds(5));
  do {
    for (auto it = answers_.begin(); it != answers_.end(); ++it)
      if (it->ref == ref) {
        auto found = std::move(*it);
        answers_.erase(it);
        return found;
      }
  } while (read_one(until));
  return {};
}

std::uint64_t speaker::send(std::string_view command, std::string_view room, std::string_view json,
                            std::string_view id, bool wants_reply) {
  const auto ref = wants_reply ? ++ref_ : 0;
  say("[" + std::to_string(ref) + "," + quoted(command) + "," + quoted(room) + "," + std::string(json) +
      (id.empty() ? "" : "," + quoted(id)) + "]");
  return ref;
}

void speaker::say(std::string_view json) {
  if (speech_ == speech::json)
    socket_.send(1, json);
  else
    socket_.send(2, packed(json));
}

answer speaker::next_answer(std::chrono::milliseconds within) {
  const auto until = from_now(within);
  while (answers_.empty())
    if (!read_one(until)) return {};
  auto first = std::move(answers_.front());
  answers_.pop_front();
  return first;
}

std::optional<told> speaker::next(std::string_view name, std::chrono::milliseconds within) {
  const auto until = from_now(within);
  do {
    while (!events_.empty()) {
      auto first = std::move(events_.front());
      events_.pop_front();
      if (name.empty() || first.name == name) return first;
    }
  } while (read_one(until));
  return std::nullopt;
}

bool speaker::silent_about(std::string_view name, std::chrono::milliseconds within) {
  return !next(name, within);
}

std::uint16_t speaker::close_code() {
  const auto until = from_now(std::chrono::seconds(5));
  while (closed_ == 0 && read_one(until)) {
  }
  return closed_;
}

bool speaker::read_one(std::chrono::steady_clock::time_point until) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  auto frame = socket_.receive(left);
  if (frame && frame->opcode == 8) closed_ = frame->code();
  if (!frame || frame->opcode == 8) return false;
  if (frame->opcode != 1 && frame->opcode != 2) return true; // the answer to a ping
  const auto message = frame->opcode == 1 ? packed(frame->payload) : std::move(frame->payload);
  const model::value all(message);
  if (all.at(0).text()) {
    events_.push_back({text_of(all.at(0)), text_of(all.at(1)), std::string(all.at(2).raw()),
                       all.at(3).uint().value_or(0), text_of(all.at(4).find("user")), text_of(all.at(6))});
  } else {
    answers_.push_back({all.at(0).uint().value_or(0), text_of(all.at(1)), std::string(all.at(2).raw())});
  }
  return true;
}

} // namespace snug::test
