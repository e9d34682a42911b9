#include "transport/dialect/frame_reader.hpp"
#include "actors/model/command_table.hpp"
#include "actors/model/names.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/token.hpp"
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace snug::dialect {

namespace {

using model::complaint;
using model::value;
using what = model::token::what;

constexpr std::uint64_t max_fields = 5;

/// The elements of one command, by their places in the array; absent ones have no bytes.
struct elements {
  value at[max_fields];
};

std::optional<complaint> broken(std::string_view field, std::string_view rule) {
  return complaint{std::string(field), std::string(rule)};
}

/// Texts of a command are short: those longer than `max` bytes are refused before anything looks at them.
std::optional<complaint> read_text(const value& v, std::string_view field, std::size_t max,
                                   std::optional<std::string_view> (*check)(std::string_view) noexcept,
                                   std::string& out) {
  const auto text = v.text();
  if (!text) return broken(field, "must be a string");
  if (text->size() > max) return broken(field, "must be at most " + std::to_string(max) + " bytes");
  if (const auto rule = check(*text)) return broken(field, *rule);
  out.assign(*text);
  return std::nullopt;
}

std::optional<complaint> read_ref(const value& v, std::uint32_t& out) {
  const auto ref = v.uint();
  if (!ref || *ref > std::numeric_limits<std::uint32_t>::max())
    return broken("ref", "must be an integer from 0 to 4294967295");
  out = static_cast<std::uint32_t>(*ref);
  return std::nullopt;
}

std::optional<complaint> read_data(const value& v, std::string& out) {
  if (v.is_nil()) return std::nullopt;
  if (const auto rule = model::check_payload(v.raw())) return broken("data", *rule);
  out.assign(v.raw());
  return std::nullopt;
}

std::optional<complaint> read_fields(const elements& e, std::uint64_t count, const frame_limits& limits,
                                     request& out) {
  if (auto c = read_ref(e.at[0], out.ref)) return c;
  constexpr std::string_view names[] = {"ref", "command", "room", "data"};
  if (count < 4) return broken(names[count], "is missing");
  if (count > max_fields) return broken("", "a command has at most 5 elements");
  if (auto c = read_text(e.at[1], "command", limits.max_name, model::check_name, out.name)) return c;
  if (!e.at[2].is_nil())
    if (auto c = read_text(e.at[2], "room", limits.max_room, model::check_room_name, out.room)) return c;
  if (auto c = read_data(e.at[3], out.data)) return c;
  if (count == max_fields && !e.at[4].is_nil())
    return read_text(e.at[4], "id", limits.max_id, model::check_id, out.id);
  return std::nullopt;
}

} // namespace

void frame_reader::read(std::string_view message) {
  rest_ = message;
  const auto frame = model::read_token(rest_);
  if (frame.is != what::array) return void(close("a message must be an array"));
  if (frame.n == 0) return void(close("a message must not be an empty array"));
  rest_.remove_prefix(frame.head);
  if (model::read_token(rest_).is == what::array) return read_together(frame.n);
  if (read_command(frame.n) && !rest_.empty()) (void)close("a message must be exactly one array");
}

void frame_reader::read_together(std::uint64_t count) {
  if (count > limits_.max_together)
    return void(close("at most " + std::to_string(limits_.max_together) + " commands go together"));
  out_.together = true;
  for (; count > 0; --count) {
    const auto command = model::read_token(rest_);
    if (command.is != what::array || command.n == 0)
      return void(close("commands that go together must all be arrays"));
    rest_.remove_prefix(command.head);
    if (!read_command(command.n)) return;
  }
  if (!rest_.empty()) return void(close("a message must be exactly one array"));
  if (!out_.refused.empty()) refuse_together();
}

bool frame_reader::read_command(std::uint64_t count) {
  elements e;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto length = model::skip_value(rest_);
    if (!length) return close("a message must be whole MessagePack");
    if (i < max_fields) e.at[i] = value(rest_.substr(0, *length));
    rest_.remove_prefix(*length);
  }
  request r;
  if (auto c = read_fields(e, count, limits_, r))
    out_.refused.push_back({r.ref, model::refuse(std::move(*c))});
  else
    out_.requests.push_back(std::move(r));
  return true;
}

void frame_reader::refuse_together() {
  for (const auto& r : out_.requests)
    out_.refused.push_back({r.ref, model::refuse({"", "another command of the same message was refused"})});
  out_.requests.clear();
}

bool frame_reader::close(std::string_view reason) {
  out_.clear();
  out_.close = model::close_code::bad_request;
  out_.reason.assign(reason);
  return false;
}

} // namespace snug::dialect
