#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "actors/yjs/lib0_reader.hpp"
#include "actors/yjs/lib0_writer.hpp"
#include "transport/dialect/dialect.hpp"

namespace snug::dialect {

namespace {

// The first integer of a message, and of a sync message the second.
enum message_type : std::uint64_t { sync_message, awareness_message, auth_message, query_message };
enum sync_type : std::uint64_t { step_1, step_2, update };

/// y-protocols 1 as the provider of y-websocket speaks it: a binary message each. Every message is about the
/// one document of its connection, so requests name none; nobody is answered, so their ref is 0.
class y_protocol_dialect final : public dialect {
public:
  [[nodiscard]] std::string_view subprotocol() const noexcept override { return {}; }
  [[nodiscard]] bool binary() const noexcept override { return true; }
  [[nodiscard]] bool lossless() const noexcept override { return true; }

  void decode(std::string_view message, bool is_binary, const frame_limits& limits,
              decoded& out) const override {
    out.clear();
    if (message.size() > limits.max_message) return close(out, model::close_code::bad_request, "too large");
    if (!is_binary) return close(out, model::close_code::bad_request, "messages are binary");
    yjs::lib0_reader in(message);
    const auto type = in.uint();
    if (type == sync_message)
      read_sync(in, out);
    else if (type == awareness_message)
      ask(out, "document.awareness", "update", in.buffer());
    else if (type == query_message)
      ask(out, "document.awareness", {}, {});
    else if (in.sound())
      return; // auth is the server's to say; other types are an application's own
    if (out.close == model::close_code::normal && !in.done())
      close(out, model::close_code::bad_request, "no sound message");
  }

  /// There is one thing to answer: that somebody may only read.
  void encode_reply(const model::reply& reply, std::string& out) const override {
    if (reply.outcome || reply.outcome.error().code != model::error_code::forbidden) return;
    yjs::put_uint(out, auth_message);
    yjs::put_uint(out, 0); // permission denied
    yjs::put_buffer(out, reply.outcome.error().message);
  }

  void encode_event(const model::event_view& event, std::string& out) const override {
    const model::value data(event.data);
    const auto bytes = [&](std::string_view field) { return data.find(field).bytes().value_or(""); };
    if (event.name == "document.updated") return put_sync(out, update, bytes("update"));
    if (event.name == "document.synced") return put_sync(out, step_2, bytes("update"));
    if (event.name == "document.state") return put_sync(out, step_1, bytes("state"));
    if (event.name != "document.awareness") return; // nothing a provider knows
    yjs::put_uint(out, awareness_message);
    yjs::put_buffer(out, bytes("update"));
  }

private:
  static void close(decoded& out, model::close_code code, std::string_view why) {
    out.clear();
    out.close = code;
    out.reason = why;
  }

  static void ask(decoded& out, std::string_view name, std::string_view field, std::string_view bytes) {
    model::packer data;
    data.map(field.empty() ? 0 : 1);
    if (!field.empty()) data.text(field).bytes(bytes);
    request r;
    r.name = name;
    r.data = std::move(data).str();
    out.requests.push_back(std::move(r));
  }

  static void read_sync(yjs::lib0_reader& in, decoded& out) {
    switch (in.uint()) {
    case step_1:
      return ask(out, "document.sync", "state", in.buffer());
    case step_2:
    case update:
      return ask(out, "document.update", "update", in.buffer());
    default:
      in.fail("no such sync message");
    }
  }

  static void put_sync(std::string& out, sync_type type, std::string_view bytes) {
    yjs::put_uint(out, sync_message);
    yjs::put_uint(out, type);
    yjs::put_buffer(out, bytes);
  }
};

} // namespace

const dialect& y_protocol() noexcept {
  static const y_protocol_dialect it;
  return it;
}

} // namespace snug::dialect
