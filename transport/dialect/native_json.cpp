#include "transport/dialect/dialect.hpp"
#include "transport/dialect/frame_reader.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/dialect/shared_parts.hpp"

namespace snug::dialect {

namespace {

class native_json_dialect final : public dialect {
public:
  [[nodiscard]] std::string_view subprotocol() const noexcept override { return "snug.v1.json"; }
  [[nodiscard]] bool binary() const noexcept override { return false; }

  void decode(std::string_view message, bool is_binary, const frame_limits& limits,
              decoded& out) const override {
    out.clear();
    if (message.size() > limits.max_message) {
      out.close = model::close_code::too_large;
      out.reason = "a message must be at most " + std::to_string(limits.max_message) + " bytes";
      return;
    }
    if (is_binary) return refuse("snug.v1.json takes text messages", out);
    std::string msgpack;
    msgpack.reserve(message.size());
    if (const auto wrong = json_reader::transcode(message, msgpack))
      return refuse("a message must be JSON: " + std::string(*wrong), out);
    frame_reader(limits, out).read(msgpack);
  }

  void encode_reply(const model::reply& reply, std::string& out) const override {
    json_writer json(out);
    json.plain("[").uint(reply.to.ref);
    if (reply.outcome)
      json.plain(R"(,"ok",)").value(*reply.outcome);
    else
      encode_failure(reply.outcome.error(), json.plain(R"(,"error",)"));
    json.plain("]");
  }

  void encode_event(const model::event_view& event, std::string& out) const override {
    json_writer json(out);
    json.plain("[").text(event.name).plain(",");
    if (event.room.empty())
      json.plain("null");
    else
      json.text(event.room);
    json.plain(",").value(event.data).plain(",").uint(event.offset).plain(",");
    append_author(event, json);
    json.plain(",").integer(event.at);
    if (!event.id.empty()) json.plain(",").text(event.id);
    json.plain("]");
  }

private:
  static void refuse(std::string reason, decoded& out) {
    out.close = model::close_code::bad_request;
    out.reason = std::move(reason);
  }

  static void encode_failure(const model::failure& f, json_writer& json) {
    json.plain(R"({"code":")").plain(name_of(f.code)).plain(R"(","message":)").text(f.message);
    if (!f.field.empty()) json.plain(R"(,"field":)").text(f.field);
    if (f.retry_after_ms != 0) json.plain(R"(,"retry_after":)").uint(f.retry_after_ms);
    if (!f.current.empty()) json.plain(R"(,"current":)").value(f.current);
    json.plain("}");
  }
};

} // namespace

const dialect& native_json() noexcept {
  static const native_json_dialect it;
  return it;
}

} // namespace snug::dialect
