#include "clients/load/protocol/native_msgpack.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/token.hpp"

namespace snug::load {

namespace pack = model::pack;
using model::token;

namespace {

void begin_command(std::string& out, std::uint32_t elements, std::uint32_t ref, std::string_view name) {
  pack::array(out, elements);
  pack::uint(out, ref);
  pack::text(out, name);
}

/// Takes values off the front of a message.
class cursor {
public:
  explicit cursor(std::string_view bytes) noexcept
    : rest_(bytes) {}

  /// The next value's head; the value is stepped over where it is no container, else only its head is.
  token next() noexcept {
    const auto head = model::read_token(rest_);
    const auto size = head.own_size();
    if (head.is == token::what::cut_short || size > rest_.size()) {
      rest_ = {};
      return {};
    }
    body_ = rest_.substr(head.head, size - head.head);
    rest_.remove_prefix(size);
    return head;
  }
  /// The next value where it is text; else it is stepped over and empty.
  std::string_view text() noexcept {
    if (model::read_token(rest_).is == token::what::text) {
      next();
      return body_;
    }
    skip();
    return {};
  }
  /// The content of the text or bytes just read.
  [[nodiscard]] std::string_view body() const noexcept { return body_; }
  /// Steps over a whole value and returns its bytes.
  std::string_view skip() noexcept {
    const auto size = model::skip_value(rest_).value_or(rest_.size());
    const auto whole = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return whole;
  }
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

private:
  std::string_view rest_;
  std::string_view body_;
};

native_message read_reply(cursor& in, std::uint64_t ref) noexcept {
  native_message out;
  out.ref = ref;
  if (in.next().is != token::what::text) return out;
  out.is = in.body() == "ok" ? native_message::what::ok : native_message::what::error;
  out.data = in.skip();
  return out;
}

/// The text under `key` in the map whose entries follow; the map is stepped over.
std::string_view text_in_map(cursor& in, std::uint64_t entries, std::string_view key) noexcept {
  std::string_view found;
  for (; entries > 0 && !in.rest().empty(); --entries) {
    const bool wanted = in.text() == key;
    const auto text = in.text();
    if (wanted) found = text;
  }
  return found;
}

std::string_view text_or_text_in_map(cursor& in, std::string_view key) noexcept {
  if (model::read_token(in.rest()).is != token::what::map) return in.text();
  return text_in_map(in, in.next().n, key);
}

native_message read_event(cursor& in, std::string_view name) noexcept {
  native_message out;
  out.name = name;
  out.room = in.text();
  const auto data = in.rest();
  out.text = text_or_text_in_map(in, name == presence_event ? "cursor" : "text");
  out.data = data.substr(0, data.size() - in.rest().size());
  const auto offset = in.next();
  if (offset.is != token::what::uint) return out;
  out.offset = offset.n;
  if (model::read_token(in.rest()).is == token::what::map) out.user = text_in_map(in, in.next().n, "user");
  out.is = native_message::what::event;
  return out;
}

} // namespace

void native_msgpack::hello(std::string& out, std::uint32_t ref, const identity& who) {
  begin_command(out, 4, ref, "hello");
  pack::nil(out);
  pack::map(out, 1u + (who.token.empty() ? 0 : 1) + (who.resume.empty() ? 0 : 1));
  if (!who.token.empty()) {
    pack::text(out, "token");
    pack::text(out, who.token);
  }
  if (!who.resume.empty()) {
    pack::text(out, "resume");
    pack::text(out, who.resume);
  }
  pack::text(out, "client");
  pack::map(out, 2);
  pack::text(out, "name");
  pack::text(out, "snug-load");
  pack::text(out, "version");
  pack::text(out, "1");
}

void native_msgpack::join(std::string& out, std::uint32_t ref, std::string_view room, position since) {
  begin_command(out, 4, ref, "room.join");
  pack::text(out, room);
  pack::map(out, since.epoch ? 1 : 0);
  if (!since.epoch) return;
  pack::text(out, "since");
  pack::map(out, 2);
  pack::text(out, "epoch");
  pack::uint(out, since.epoch);
  pack::text(out, "offset");
  pack::uint(out, since.offset);
}

void native_msgpack::leave(std::string& out, std::uint32_t ref, std::string_view room) {
  begin_command(out, 4, ref, "room.leave");
  pack::text(out, room);
  pack::nil(out);
}

void native_msgpack::publish(std::string& out, const publication& what) {
  const bool durable = what.kept == lane::durable;
  const bool shown = what.kept == lane::presence;
  begin_command(out, durable ? 5 : 4, durable ? what.ref : 0,
                durable ? "message.send"
                : shown ? "presence.update"
                        : "publish");
  pack::text(out, what.room);
  if (shown) {
    pack::map(out, 1);
    pack::text(out, "cursor");
    pack::text(out, what.text);
    return;
  }
  if (durable) {
    pack::map(out, 1);
    pack::text(out, "text");
    pack::text(out, what.text);
    pack::text(out, what.id);
    return;
  }
  pack::map(out, what.key.empty() ? 2 : 3);
  pack::text(out, "event");
  pack::text(out, ephemeral_event);
  pack::text(out, "data");
  pack::text(out, what.text);
  if (what.key.empty()) return;
  pack::text(out, "key");
  pack::text(out, what.key);
}

native_message native_msgpack::read(std::string_view message) noexcept {
  cursor in(message);
  const auto array = in.next();
  if (array.is != token::what::array || array.n < 3) return {};
  const auto first = in.next();
  if (first.is == token::what::uint) return read_reply(in, first.n);
  if (first.is == token::what::text && array.n >= 6) return read_event(in, in.body());
  return {};
}

} // namespace snug::load
