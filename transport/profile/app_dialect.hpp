#pragma once
#include "transport/dialect/dialect.hpp"
#include "transport/profile/profile.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::profile {

/// A way of speaking an app's own words on some wire: what rooms are told, encoded once for all who hear it
/// so. Replies and what one client alone is told are the desk's (`transport/profile_desk`), which knows what
/// was asked and has it said here. Const; any thread.
class app_dialect : public dialect::dialect {
public:
  explicit app_dialect(const profile& words) noexcept
    : words_(words) {}
  [[nodiscard]] const profile& words() const noexcept { return words_; }

  /// Appends an event, an array in MessagePack with its name in front.
  virtual void say(std::string_view event, std::string& out) const = 0;
  /// Appends the acknowledgement of that number; `argument` is MessagePack.
  virtual void acknowledge(std::uint64_t id, std::string_view argument, std::string& out) const = 0;

  [[nodiscard]] std::string_view subprotocol() const noexcept override { return {}; }
  /// Frames are written whole, as one event may be several.
  [[nodiscard]] bool on_websocket() const noexcept override { return false; }
  /// What clients say is read by the desk.
  void decode(std::string_view message, bool is_binary, const snug::dialect::frame_limits& limits,
              snug::dialect::decoded& out) const override;
  /// The desk's too: a reply that it doesn't know is none that a client waits for.
  void encode_reply(const model::reply&, std::string&) const override {}
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

private:
  const profile& words_;
};

} // namespace snug::profile
