#pragma once
#include "clients/load/protocol/native_json.hpp"
#include "clients/load/protocol/native_msgpack.hpp"
#include "clients/load/protocol/peer_protocol.hpp"

namespace snug::load {

/// snug's native protocol in one of its encodings. Keeps no state: what a reply answers is told by its ref.
template <class Encoding> class native_protocol final : public peer_protocol {
public:
  [[nodiscard]] handshake how() const noexcept override {
    return {Encoding::path, Encoding::subprotocol, Encoding::is_text};
  }
  void greet(std::string& out, const identity& who) override { Encoding::hello(out, hello_ref, who); }
  void join(std::string& out, std::string_view room, position since) override {
    Encoding::join(out, join_ref, room, since);
  }
  void leave(std::string& out, std::string_view room) override { Encoding::leave(out, leave_ref, room); }
  void publish(std::string& out, const publication& what) override { Encoding::publish(out, what); }
  void read(std::string_view message, peer_listener& hears, std::string& out) override;

private:
  static constexpr std::uint32_t hello_ref = 1;
  static constexpr std::uint32_t join_ref = 2;
  static constexpr std::uint32_t leave_ref = 3;

  void answered(const native_message& message, peer_listener& hears);
};

extern template class native_protocol<native_msgpack>;
extern template class native_protocol<native_json>;

} // namespace snug::load
