#include "transport/dialect/socketio/decoder.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/token.hpp"
#include "actors/model/utf8.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/dialect/socketio/plain_data.hpp"
#include <algorithm>
#include <charconv>
#include <utility>

namespace snug::socketio {

namespace {

using what = model::token::what;

/// The digits at the front of `text`, taken off; nothing where there are none or they are too many.
std::optional<std::uint64_t> take_number(std::string_view& text) noexcept {
  std::uint64_t v = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), v);
  if (read.ec != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return v;
}

bool starts_with_digit(std::string_view text) noexcept {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

} // namespace

decoder::step decoder::wrong(std::string_view why) {
  if (why_.empty()) why_ = why;
  waiting_ = {};
  attachments_.clear();
  missing_ = 0;
  return step::wrong;
}

decoder::step decoder::read(std::string_view message, bool binary, packet& out) {
  if (!why_.empty()) return step::wrong;
  if (message.size() > limits_.packet_bytes) return wrong("a packet is too large");
  if (!spoken_) spoken_ = binary ? parser::msgpack : parser::json;
  if (*spoken_ == parser::msgpack)
    return binary ? read_msgpack(message, out) : wrong("this connection's parser writes binary packets");
  if (binary) return attach(message, out);
  return missing_ == 0 ? read_json(message, out) : wrong("a packet came where attachments are missing");
}

// ---- the JSON parser

decoder::step decoder::read_json(std::string_view text, packet& out) {
  if (text.empty() || text[0] < '0' || text[0] > '6') return wrong("no such type of packet");
  const auto digit = text[0] - '0';
  const bool binary = digit >= 5; // 5 is an event, 6 an acknowledgement
  out = {};
  out.type = static_cast<packet_type>(binary ? digit - 3 : digit);
  text.remove_prefix(1);
  missing_ = 0;
  if (binary && read_count(text) == step::wrong) return step::wrong;
  held_ = text.size();
  if (read_address(text, out) == step::wrong || read_data(text, out) == step::wrong) return step::wrong;
  if (missing_ == 0) return judge(out);
  waiting_ = std::move(out);
  out = {};
  return step::more;
}

decoder::step decoder::read_count(std::string_view& text) {
  const auto count = starts_with_digit(text) ? take_number(text) : std::nullopt;
  if (!count || !text.starts_with('-')) return wrong("a number of attachments is missing");
  if (*count == 0 || *count > limits_.attachments) return wrong("so many attachments can't be");
  text.remove_prefix(1);
  missing_ = static_cast<std::size_t>(*count);
  return step::whole;
}

decoder::step decoder::read_address(std::string_view& text, packet& out) {
  if (text.starts_with('/')) {
    const auto end = std::min(text.find(','), text.size());
    out.nsp.assign(text.substr(0, end));
    if (!model::is_utf8(out.nsp)) return wrong("a namespace is UTF-8");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!starts_with_digit(text)) return step::whole;
  out.id = take_number(text);
  return out.id ? step::whole : wrong("an acknowledgement's number is too large");
}

decoder::step decoder::read_data(std::string_view text, packet& out) {
  if (text.empty()) return step::whole;
  if (dialect::json_reader::transcode(text, out.data, dialect::json_reader::objects::are_objects))
    return wrong("a packet's data is no JSON");
  return step::whole;
}

decoder::step decoder::attach(std::string_view bytes, packet& out) {
  if (missing_ == 0) return wrong("an attachment belongs to no packet");
  held_ += bytes.size();
  if (held_ > limits_.packet_bytes) return wrong("a packet is too large");
  attachments_.emplace_back(bytes);
  if (--missing_ > 0) return step::more;
  out = std::move(waiting_);
  waiting_ = {};
  std::string data;
  const bool filled = append_with_attachments(out.data, attachments_, data);
  attachments_.clear();
  if (!filled) return wrong("a placeholder names no attachment of its own");
  out.data = std::move(data);
  return judge(out);
}

// ---- the msgpack parser

decoder::step decoder::read_msgpack(std::string_view bytes, packet& out) {
  if (model::skip_value(bytes) != bytes.size()) return wrong("a packet is no whole MessagePack");
  const auto map = model::read_token(bytes);
  if (map.is != what::map) return wrong("a packet is a map");
  out = {};
  std::string_view data, id;
  bool has_type = false, has_nsp = false;
  auto rest = bytes.substr(map.head);
  const auto take = [&rest] {
    const auto v = rest.substr(0, model::skip_value(rest).value_or(rest.size()));
    rest.remove_prefix(v.size());
    return v;
  };
  for (std::uint64_t i = 0; i < map.n; ++i) {
    const auto key = model::value(take()).text();
    const auto v = take();
    if (key == "type") {
      const auto type = model::value(v).uint();
      if (!type || *type > 4) return wrong("no such type of packet");
      out.type = static_cast<packet_type>(*type);
      has_type = true;
    } else if (key == "nsp") {
      const auto nsp = model::value(v).text();
      if (!nsp || !nsp->starts_with('/')) return wrong("a namespace begins with /");
      if (!model::is_utf8(*nsp)) return wrong("a namespace is UTF-8");
      out.nsp.assign(*nsp);
      has_nsp = true;
    } else if (key == "data") {
      data = v;
    } else if (key == "id") {
      id = v;
    }
  }
  if (!has_type || !has_nsp) return wrong("a packet has a type and a namespace");
  if (!id.empty() && !is_undefined(id)) {
    out.id = model::value(id).uint();
    if (!out.id) return wrong("an acknowledgement's number must be one");
  }
  if (!data.empty() && !is_undefined(data) && !append_plain(data, out.data))
    return wrong("a packet's data has what JavaScript has no value for");
  return judge(out);
}

// ---- both

/// Holds a whole packet to what its type may carry.
decoder::step decoder::judge(packet& out) {
  const model::value data(out.data);
  switch (out.type) {
  case packet_type::connect:
    if (data.present() && !data.is_map()) return wrong("what comes with a connect is an object");
    break;
  case packet_type::disconnect:
    if (data.present()) return wrong("nothing comes with a disconnect");
    break;
  case packet_type::event: {
    const auto name = data.is_array() ? data.at(0) : model::value();
    const auto text = name.text();
    if (!text && !name.number()) return wrong("an event is an array that begins with its name");
    if (text && reserved_event(*text)) return wrong("events of this name are nobody's to send");
    break;
  }
  case packet_type::ack:
    if (!data.is_array()) return wrong("an acknowledgement is an array");
    if (!out.id) return wrong("an acknowledgement has a number");
    break;
  case packet_type::connect_error:
    return wrong("only a server refuses");
  }
  out.complaint = complaint_about(out.data);
  return step::whole;
}

} // namespace snug::socketio
