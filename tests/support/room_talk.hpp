#pragma once
#include "tests/support/native_client.hpp"
#include <algorithm>
#include <string>
#include <vector>

namespace snug::test {

/// Says `count` messages, "0", "1", …, 32 on their way at a time, and waits for the replies. The offset of
/// the last one, 0 where one was refused.
inline std::uint64_t say_many(native_client& who, std::string_view room, unsigned count) {
  std::uint64_t last = 0;
  for (unsigned said = 0; said < count;) {
    std::vector<std::uint32_t> refs;
    for (; said < count && refs.size() < 32; ++said)
      refs.push_back(who.post("message.send", room, text_data(std::to_string(said))));
    for (const auto ref : refs) {
      const auto reply = who.reply_to(ref);
      if (!reply.ok) return 0;
      last = std::max(last, reply.number("offset"));
    }
  }
  return last;
}

/// Offsets of the durable events of `room` that come next, up to and with `last`, or until none comes for
/// `within`.
inline std::vector<std::uint64_t> offsets_until(native_client& who, std::string_view room, std::uint64_t last,
                                                native_client::ms within = native_client::ms(5000)) {
  std::vector<std::uint64_t> out;
  while (out.empty() || out.back() < last) {
    const auto event = who.next_durable(within);
    if (!event) break;
    if (event->room == room) out.push_back(event->offset);
  }
  return out;
}

/// first, first + 1, …, last.
inline std::vector<std::uint64_t> run(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> out;
  for (auto i = first; i <= last; ++i)
    out.push_back(i);
  return out;
}

} // namespace snug::test
