#pragma once
#include "actors/model/position.hpp"
#include "tests/support/raw_websocket.hpp"
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace snug::test {

/// A client of `snug.v1.msgpack` that asks one thing after the other and forgives nothing: no coming back, no
/// sending again, nothing sorted. What comes while it waits for something else is put aside in the order it
/// came.
class native_client {
public:
  using ms = std::chrono::milliseconds;
  struct credentials {
    std::string token = {};
    std::string resume = {};
    std::string name = {};
  };
  struct answer {
    bool ok = false;
    std::string data; ///< MessagePack; of a refusal: its map
    std::string code; ///< of a refusal; "" where nothing came in time
    [[nodiscard]] std::uint64_t number(std::string_view field) const;
    [[nodiscard]] std::string text(std::string_view field) const;
  };
  struct event {
    std::string name, room, data, user, id;
    std::uint64_t offset = 0;
    [[nodiscard]] std::string text(std::string_view field) const;
    [[nodiscard]] std::uint64_t number(std::string_view field) const;
  };
  struct joined {
    answer reply;
    model::position at; ///< where this client stands
    std::uint64_t head = 0;
    std::optional<model::gap> gap;
  };
  /// A reply or an event, whichever came.
  struct arrival {
    std::uint32_t ref = 0; ///< 0: it is `told`
    answer reply;
    event told;
  };

  /// Connects; says nothing yet.
  explicit native_client(std::uint16_t port)
    : socket_(port, "snug.v1.msgpack") {}
  /// Connects and says hello.
  native_client(std::uint16_t port, const credentials& who)
    : native_client(port) {
    hello(who);
  }

  answer hello() { return hello(credentials{}); }
  answer hello(const credentials& who);
  [[nodiscard]] const answer& greeting() const noexcept { return greeting_; }
  [[nodiscard]] std::string user() const { return greeting_.text("user"); }
  [[nodiscard]] std::string resume() const { return greeting_.text("resume"); }

  joined join(std::string_view room, std::optional<model::position> since = {});
  /// Sends and waits for the reply.
  answer call(std::string_view command, std::string_view room, std::string_view data = {},
              std::string_view id = {});
  /// `message.send` of a text.
  answer say(std::string_view room, std::string_view text, std::string_view id = {});
  /// Sends without waiting; its ref.
  std::uint32_t post(std::string_view command, std::string_view room, std::string_view data = {},
                     std::string_view id = {});
  /// The reply to `ref`, put aside or still to come.
  answer reply_to(std::uint32_t ref, ms within = ms(5000));

  /// The next event, ephemeral ones included.
  std::optional<event> next(ms within = ms(5000));
  /// The next event of this name; what comes before it is dropped.
  std::optional<event> next(std::string_view name, ms within = ms(5000));
  /// The next event with an offset; ephemeral ones before it are dropped.
  std::optional<event> next_durable(ms within = ms(5000));
  /// Whatever comes next, in the order of the wire.
  std::optional<arrival> next_arrival(ms within = ms(5000));

  /// The code the connection is closed with; 0 where it isn't, or just ended.
  std::uint16_t close_code(ms within = ms(5000));
  [[nodiscard]] raw_websocket& socket() noexcept { return socket_; }

private:
  std::optional<arrival> read(ms within);
  /// The first that is wanted, of those put aside and those to come.
  std::optional<arrival> first(const std::function<bool(const arrival&)>& wanted, ms within);

  raw_websocket socket_;
  std::uint32_t last_ref_ = 0;
  std::uint16_t closed_ = 0;
  answer greeting_;
  std::deque<arrival> aside_;
};

/// The data of a `message.send`.
[[nodiscard]] std::string text_data(std::string_view text);

} // namespace snug::test
