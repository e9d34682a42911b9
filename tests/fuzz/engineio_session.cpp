#include "tests/fuzz/check.hpp"
#include "transport/dialect/engineio/session.hpp"
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

using namespace snug;
using namespace snug::engineio;
using fuzz::check;

namespace {

const settings quick{300, 200, 1'000, 1'000'000};

/// What carries the session, as `transport/engine` has it, and what may be expected of the session.
struct carrier final : session::outlet {
  void answer_poll(std::string body) override {
    check(polls, "only a poll that waits is answered");
    check(!body.empty(), "an answer says something");
    polls = false;
    body_reader in(body);
    std::size_t packets = 0;
    while (in.next())
      ++packets;
    check(!in.wrong() && packets <= 16, "an answer is a body of sixteen packets at most");
  }
  void answer_post() override {
    check(posts || over, "only a POST that waits is answered"); // its end answers it, too
    posts = false;
  }
  void write_socket(std::string_view frames) override {
    check(socket, "only a WebSocket that is there is written to");
    check(first_packets(frames, 1) > 0, "what is written is frames");
  }
  void close_socket() override {
    check(socket, "only a WebSocket that is there is closed");
    socket = false;
  }
  void received(std::string_view data, bool binary) override {
    check(!over, "nothing is told of a session that is over");
    if (data == "stop") it->pause();
    if (data == "close") it->close();
    if (data == "echo" || binary) {
      std::string frame;
      append_frame(frame, {packet_type::message, binary, data});
      it->write(frame);
    }
  }
  void writable() override { check(it->can_take(), "what is writable takes something"); }
  void ended(ending why) override {
    check(!over, "a session ends once");
    check(name_of(why) != "", "an end has a name");
    over = true;
    posts = false; // as `line` does it
  }

  session* it = nullptr;
  bool polls = false, posts = false, socket = false, over = false;
};

/// The input: a line for each thing that happens, its first character says what.
void happen(char what, std::string_view rest, session& it, carrier& c, std::int64_t& now) {
  const auto open = [&] { return !it.over(); };
  switch (what) {
  case 'g': {
    const bool had = c.polls, was = open();
    c.polls = true;
    if (!it.poll(now)) {
      check(it.over() || it.on_websocket(), "a poll is refused where none can be");
      c.polls = false;
    }
    check(!(had && was) || it.over() || it.on_websocket(), "two polls are one too many");
    return;
  }
  case 'G':
    if (!c.polls) return;
    c.polls = false;
    return it.poll_gone();
  case 'p': {
    const bool had = c.posts;
    c.posts = true;
    std::string body(rest);
    for (auto& b : body) // a line ends at the separator of lines
      if (b == '|') b = '\x1e';
    if (!it.post(std::move(body), now)) c.posts = had && !it.over();
    return;
  }
  case 'o':
    if (c.socket) {
      check(!it.offer_socket(now), "there is one WebSocket at a time");
      return;
    }
    c.socket = it.offer_socket(now);
    return;
  case 't':
  case 'b':
    if (c.socket) it.socket_message(rest, what == 'b', now);
    return;
  case 'x':
    if (!c.socket) return;
    c.socket = false;
    return it.socket_gone();
  case 'r':
    return it.resume(now);
  case 'w': {
    std::string frame;
    append_frame(frame, {packet_type::message, false, "w"});
    return it.write(frame);
  }
  case 'c':
    return it.close();
  case '+':
    now += static_cast<std::int64_t>(rest.size()) * 50;
    return it.tick(now);
  default:
    return;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const bool websocket = input.starts_with('W');
  std::int64_t now = 1'000;
  carrier c;
  session it(quick, "sid", websocket, now, c);
  c.it = &it;
  c.socket = websocket;
  it.begin();
  while (!input.empty()) {
    const auto line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    if (line.empty()) continue;
    happen(line[0], line.substr(1), it, c, now);
    check(it.over() == c.over, "the end is told");
    check(it.over() == (it.due() == session::never), "who lives has something due");
    check(!it.over() || !c.posts, "no POST waits for a session that is over");
    check(!c.polls || it.over() || it.poll_waits(), "a poll that isn't answered waits");
    check(!it.on_websocket() || !it.poll_waits(), "nobody polls beside a WebSocket");
    check(!it.over() || !c.socket, "nothing stays open of a session that is over");
  }
  // Left alone, it ends by itself.
  it.resume(now);
  it.tick(now + 100'000);
  check(c.over, "who doesn't answer is gone in the end");
  return 0;
}
