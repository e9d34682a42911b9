#pragma once
#include "transport/profile/app_dialect.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace snug::profile {

/// A WebSocket on which an app speaks JSON objects, `{"type": <event>, …}`: an event's name stands in a field
/// of the object that is its argument. Const; any thread.
class profiled_websocket final : public app_dialect {
public:
  explicit profiled_websocket(const profile& words) noexcept
    : app_dialect(words) {}

  [[nodiscard]] bool binary() const noexcept override { return false; }
  /// An argument that is no object stands in the field `data`.
  void say(std::string_view event, std::string& out) const override;
  /// Nobody asks for one here.
  void acknowledge(std::uint64_t, std::string_view, std::string&) const override {}
  void encode_ping(std::string& out) const override;
  void encode_close(model::close_code code, std::string_view reason, std::string& out) const override;

  /// Appends a message as an event: an array of its name and the object, MessagePack. The rule that it
  /// breaks, or nothing.
  [[nodiscard]] std::optional<std::string> read(std::string_view message, std::string& out) const;
};

} // namespace snug::profile
