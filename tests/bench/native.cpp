#include "tests/bench/native.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/token.hpp"

namespace snug::bench::native {

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

incoming read_reply(cursor& in, std::uint64_t ref) noexcept {
  incoming out;
  out.ref = ref;
  if (in.next().is != token::what::text) return out;
  out.is = in.body() == "ok" ? incoming::what::ok : incoming::what::error;
  out.data = in.skip();
  return out;
}

incoming read_event(cursor& in, std::string_view name) noexcept {
  incoming out;
  out.name = name;
  in.skip(); // the room
  if (model::read_token(in.rest()).is == token::what::bytes) {
    in.next();
    out.data = in.body();
  } else {
    out.data = in.skip();
  }
  const auto offset = in.next();
  if (offset.is != token::what::uint) return out;
  out.offset = offset.n;
  out.is = incoming::what::event;
  return out;
}

} // namespace

void hello(std::string& out, std::uint32_t ref, std::string_view token) {
  begin_command(out, 4, ref, "hello");
  pack::nil(out);
  pack::map(out, 2);
  pack::text(out, "token");
  pack::text(out, token);
  pack::text(out, "client");
  pack::map(out, 2);
  pack::text(out, "name");
  pack::text(out, "bench");
  pack::text(out, "version");
  pack::text(out, "1");
}

void join(std::string& out, std::uint32_t ref, std::string_view room) {
  begin_command(out, 4, ref, "room.join");
  pack::text(out, room);
  pack::map(out, 0);
}

void publish(std::string& out, std::string_view room, std::string_view payload) {
  begin_command(out, 4, 0, "publish");
  pack::text(out, room);
  pack::map(out, 2);
  pack::text(out, "event");
  pack::text(out, event_name);
  pack::text(out, "data");
  pack::bytes(out, payload);
}

void publish_durable(std::string& out, std::uint32_t ref, std::string_view room, std::string_view payload) {
  begin_command(out, 4, ref, "publish");
  pack::text(out, room);
  pack::map(out, 3);
  pack::text(out, "event");
  pack::text(out, event_name);
  pack::text(out, "durable");
  pack::boolean(out, true);
  pack::text(out, "data");
  pack::bytes(out, payload);
}

void send_message(std::string& out, std::uint32_t ref, std::string_view room, std::string_view text,
                  std::string_view id) {
  begin_command(out, 5, ref, "message.send");
  pack::text(out, room);
  pack::map(out, 1);
  pack::text(out, "text");
  pack::text(out, text);
  pack::text(out, id);
}

incoming read(std::string_view message) noexcept {
  cursor in(message);
  const auto array = in.next();
  if (array.is != token::what::array || array.n < 3) return {};
  const auto first = in.next();
  if (first.is == token::what::uint) return read_reply(in, first.n);
  if (first.is == token::what::text && array.n >= 6) return read_event(in, in.body());
  return {};
}

} // namespace snug::bench::native
