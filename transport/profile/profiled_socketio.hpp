#pragma once
#include "transport/dialect/socketio/packet.hpp"
#include "transport/profile/app_dialect.hpp"
#include <string>
#include <string_view>

namespace snug::profile {

/// Socket.IO in an app's own words, by one of its parsers. Const; any thread.
class profiled_socketio final : public app_dialect {
public:
  profiled_socketio(const profile& words, socketio::parser by) noexcept
    : app_dialect(words)
    , by_(by) {}

  [[nodiscard]] bool binary() const noexcept override { return by_ == socketio::parser::msgpack; }
  void say(std::string_view event, std::string& out) const override;
  void acknowledge(std::uint64_t id, std::string_view argument, std::string& out) const override;

private:
  const socketio::parser by_;
};

} // namespace snug::profile
