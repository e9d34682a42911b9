#pragma once
#include "actors/model/payload.hpp"
#include "tests/support/raw_websocket.hpp"
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace snug::test {

enum class speech : std::uint8_t { msgpack, json };
[[nodiscard]] std::string_view subprotocol_of(speech s) noexcept;
inline std::ostream& operator<<(std::ostream& out, speech s) { return out << subprotocol_of(s); }

/// JSON as MessagePack, for data that is easier to read in a test than packer calls. Throws where it isn't
/// JSON.
[[nodiscard]] std::string packed(std::string_view json);

/// A reply as it came; `data` is MessagePack, whatever was spoken.
struct answer {
  std::uint64_t ref = 0;
  std::string outcome = "nothing came"; ///< "ok", "error", or this
  std::string data;

  [[nodiscard]] bool ok() const noexcept { return outcome == "ok"; }
  [[nodiscard]] model::value at(std::string_view key) const noexcept { return model::value(data).find(key); }
  [[nodiscard]] std::string text(std::string_view key) const {
    return std::string(at(key).text().value_or(""));
  }
  [[nodiscard]] std::uint64_t uint(std::string_view key) const { return at(key).uint().value_or(0); }
  [[nodiscard]] std::string code() const { return ok() ? "ok" : outcome == "error" ? text("code") : outcome; }
};

/// An event as it came; `data` is MessagePack.
struct told {
  std::string name;
  std::string room;
  std::string data;
  std::uint64_t offset = 0;
  std::string user; ///< "" from the server
  std::string id;

  [[nodiscard]] model::value at(std::string_view key) const noexcept { return model::value(data).find(key); }
  [[nodiscard]] std::string text(std::string_view key) const {
    return std::string(at(key).text().value_or(""));
  }
  [[nodiscard]] std::uint64_t uint(std::string_view key) const { return at(key).uint().value_or(0); }
};

/// A blocking native client that does nothing by itself: one connection, either dialect, data written as
/// JSON.
class speaker {
public:
  speaker(std::uint16_t port, speech s, std::string_view extra_headers = {});

  /// The answer to `hello`.
  answer hello(std::string_view json = "{}");
  /// Waits for the answer; events that come before it are kept for `next`.
  answer call(std::string_view command, std::string_view room, std::string_view json = "null",
              std::string_view id = {});
  /// Sends and goes on. The ref it went out with.
  std::uint64_t send(std::string_view command, std::string_view room, std::string_view json = "null",
                     std::string_view id = {}, bool wants_reply = true);
  /// The next answer, whatever it answers.
  answer next_answer(std::chrono::milliseconds within = std::chrono::seconds(5));
  /// The next event called `name` ("": any); others before it are dropped. Nothing where none comes in time.
  [[nodiscard]] std::optional<told> next(std::string_view name = {},
                                         std::chrono::milliseconds within = std::chrono::seconds(5));
  /// True where no event called `name` comes for so long.
  [[nodiscard]] bool silent_about(std::string_view name, std::chrono::milliseconds within);

  /// A request exactly as given, in JSON; in the speaker's dialect on the wire.
  void say(std::string_view json);
  /// Reads until the end; the code it was closed with, 0 where it just ended or goes on.
  [[nodiscard]] std::uint16_t close_code();
  [[nodiscard]] raw_websocket& socket() noexcept { return socket_; }
  [[nodiscard]] speech spoken() const noexcept { return speech_; }

private:
  /// Reads one frame; false where none comes before `until`.
  bool read_one(std::chrono::steady_clock::time_point until);

  raw_websocket socket_;
  speech speech_;
  std::uint64_t ref_ = 0;
  std::uint16_t closed_ = 0;
  std::deque<answer> answers_;
  std::deque<told> events_;
};

} // namespace snug::test
