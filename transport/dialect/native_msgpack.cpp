#include "actors/model/entry_cursor.hpp"
#include "actors/model/pack.hpp"
#include "transport/dialect/dialect.hpp"
#include "transport/dialect/frame_reader.hpp"
#include "transport/dialect/shared_parts.hpp"

namespace snug::dialect {

namespace {

namespace pack = model::pack;

class native_msgpack_dialect final : public dialect {
public:
  [[nodiscard]] std::string_view subprotocol() const noexcept override { return "snug.v1.msgpack"; }
  [[nodiscard]] bool binary() const noexcept override { return true; }

  void decode(std::string_view message, bool is_binary, const frame_limits& limits,
              decoded& out) const override {
    out.clear();
    if (message.size() > limits.max_message) {
      out.close = model::close_code::too_large;
      out.reason = "a message must be at most " + std::to_string(limits.max_message) + " bytes";
    } else if (!is_binary) {
      out.close = model::close_code::bad_request;
      out.reason = "snug.v1.msgpack takes binary messages";
    } else {
      frame_reader(limits, out).read(message);
    }
  }

  void encode_reply(const model::reply& reply, std::string& out) const override {
    pack::array(out, 3);
    pack::uint(out, reply.to.ref);
    if (reply.outcome) {
      pack::text(out, "ok");
      pack::raw(out, *reply.outcome);
    } else {
      pack::text(out, "error");
      append_failure(reply.outcome.error(), out);
    }
  }

  void encode_event(const model::event_view& event, std::string& out) const override {
    pack::array(out, event.id.empty() ? 6 : 7);
    pack::text(out, event.name);
    if (event.room.empty())
      pack::nil(out);
    else
      pack::text(out, event.room);
    pack::raw(out, event.data);
    pack::uint(out, event.offset);
    encode_author(event, out);
    pack::integer(out, event.at);
    if (!event.id.empty()) pack::text(out, event.id);
  }

private:
  static void encode_author(const model::event_view& event, std::string& out) {
    if (event.user.empty()) return pack::nil(out);
    const model::value profile(event.profile);
    pack::map(out, (event.display_name.empty() ? 1u : 2u) + static_cast<std::uint32_t>(profile.size()));
    pack::text(out, "user");
    pack::text(out, event.user);
    if (!event.display_name.empty()) {
      pack::text(out, "name");
      pack::text(out, event.display_name);
    }
    model::entry_cursor shown(profile);
    while (shown.next()) {
      pack::text(out, shown.key());
      pack::raw(out, shown.content().raw());
    }
  }
};

} // namespace

const dialect& native_msgpack() noexcept {
  static const native_msgpack_dialect it;
  return it;
}

} // namespace snug::dialect
