#include "actors/model/payload.hpp"
#include "transport/dialect/dialect.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/dialect/shared_parts.hpp"

namespace snug::dialect {

namespace {

/// Server-sent events (HTML standard §9.2). An event's data is one line: JSON text has no line breaks in it.
class event_stream_dialect final : public dialect {
public:
  [[nodiscard]] std::string_view subprotocol() const noexcept override { return {}; }
  [[nodiscard]] bool binary() const noexcept override { return false; }
  [[nodiscard]] bool on_websocket() const noexcept override { return false; }

  void decode(std::string_view, bool, const frame_limits&, decoded& out) const override {
    out.clear();
    out.close = model::close_code::bad_request;
    out.reason = "a stream of events takes no messages";
  }

  /// The only reply there is to tell is that of the join the stream begins with.
  void encode_reply(const model::reply& reply, std::string& out) const override {
    json_writer json(out);
    json.plain("event: room.joined\n");
    if (reply.outcome) {
      const model::value data(*reply.outcome);
      json.plain("id: ").uint(data.find("epoch").uint().value_or(0));
      json.plain(".").uint(data.find("offset").uint().value_or(0)).plain("\n");
      json.plain("data: ").value(*reply.outcome);
    } else {
      json.plain(R"(data: {"code":")").plain(name_of(reply.outcome.error().code)).plain("\"}");
    }
    json.plain("\n\n");
  }

  void encode_event(const model::event_view& event, std::string& out) const override {
    json_writer json(out);
    if (event.offset != 0 && event.epoch != 0)
      json.plain("id: ").uint(event.epoch).plain(".").uint(event.offset).plain("\n");
    json.plain("event: ").plain(event.name).plain("\ndata: {\"event\":").text(event.name);
    if (!event.room.empty()) json.plain(",\"room\":").text(event.room);
    json.plain(",\"data\":").value(event.data).plain(",\"offset\":").uint(event.offset).plain(",\"from\":");
    append_author(event, json);
    json.plain(",\"at\":").integer(event.at);
    if (!event.id.empty()) json.plain(",\"id\":").text(event.id);
    json.plain("}\n\n");
  }

  void encode_ping(std::string& out) const override { out += ":\n\n"; }

  void encode_close(model::close_code code, std::string_view reason, std::string& out) const override {
    json_writer json(out);
    json.plain("event: closed\ndata: {\"code\":").uint(static_cast<std::uint16_t>(code));
    json.plain(",\"reason\":").text(reason).plain("}\n\n");
  }
};

} // namespace

const dialect& event_stream() noexcept {
  static const event_stream_dialect it;
  return it;
}

} // namespace snug::dialect
