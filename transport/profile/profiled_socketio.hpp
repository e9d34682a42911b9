#pragma once
#include "transport/dialect/dialect.hpp"
#include "transport/dialect/socketio/packet.hpp"
#include "transport/profile/profile.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace snug::profile {

/// Socket.IO in an app's own words: what rooms are told, encoded once per profile and parser. Replies and
/// what one client alone is told are the desk's, which knows what was asked (`profile_desk`). Const; any
/// thread.
class profiled_socketio final : public dialect::dialect {
public:
  profiled_socketio(const profile& words, socketio::parser by) noexcept
    : words_(words)
    , by_(by) {}

  [[nodiscard]] std::string_view subprotocol() const noexcept override { return {}; }
  [[nodiscard]] bool binary() const noexcept override { return by_ == socketio::parser::msgpack; }
  [[nodiscard]] bool on_websocket() const noexcept override { return false; }
  void decode(std::string_view message, bool is_binary, const snug::dialect::frame_limits& limits,
              snug::dialect::decoded& out) const override;
  /// As the plain mapping says it: only for whoever isn't known to the desk any more.
  void encode_reply(const model::reply& reply, std::string& out) const override;
  void encode_event(const model::event_view& event, std::string& out) const override;
  [[nodiscard]] bool personal(const model::event_view& event) const noexcept override {
    return words_.personal(event);
  }
  [[nodiscard]] bool concerns(const model::event_view& event, std::string_view user,
                              std::uint64_t session) const noexcept override {
    return words_.concerns(event, user, session);
  }
  void encode_event_for(const model::event_view& event, std::string_view user, std::uint64_t session,
                        std::string& out) const override;

  [[nodiscard]] const profile& words() const noexcept { return words_; }
  /// Appends an event, an array in MessagePack, as frames.
  void say(std::string_view event, std::string& out) const;
  void acknowledge(std::uint64_t id, std::string_view argument, std::string& out) const;

private:
  const profile& words_;
  const socketio::parser by_;
};

} // namespace snug::profile
