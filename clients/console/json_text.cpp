#include "clients/console/json_text.hpp"
#include "actors/model/packer.hpp"
#include "clients/console/base64.hpp"
#include <cmath>
#include <cstdio>
#include <rapidjson/document.h>

namespace snug::console {
namespace {

std::string number_text(double v) {
  if (!std::isfinite(v)) return "null";
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", v);
  return text;
}

/// The bytes of the value at the start of `rest`, taken off it.
model::value take(std::string_view& rest) {
  const auto size = model::value_length(rest).value_or(rest.size());
  const model::value out(rest.substr(0, size));
  rest.remove_prefix(size);
  return out;
}

/// What follows an array's or map's head.
std::string_view behind_head(std::string_view raw) noexcept {
  const auto tag = static_cast<unsigned char>(raw.front());
  if (tag == 0xdc || tag == 0xde) return raw.substr(3);
  if (tag == 0xdd || tag == 0xdf) return raw.substr(5);
  return raw.substr(1);
}

std::string list(const model::value& value) {
  const bool map = value.is_map();
  std::string out(map ? "{" : "[");
  auto rest = behind_head(value.raw());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i != 0) out += ',';
    if (map) out += to_json(take(rest)) + ':';
    out += to_json(take(rest));
  }
  return out + (map ? '}' : ']');
}

void pack_number(model::packer& out, const rapidjson::Value& v) {
  if (v.IsUint64())
    out.uint(v.GetUint64());
  else if (v.IsInt64())
    out.integer(v.GetInt64());
  else
    out.number(v.GetDouble());
}

/// False where `v` is nested deeper than a payload may be.
bool pack(model::packer& out, const rapidjson::Value& v, unsigned depth = 0) {
  if (depth > model::max_depth) return false;
  bool fits = true;
  if (v.IsObject()) {
    out.map(v.MemberCount());
    for (const auto& member : v.GetObject())
      fits = fits && pack(out, member.name, depth + 1) && pack(out, member.value, depth + 1);
  } else if (v.IsArray()) {
    out.array(v.Size());
    for (const auto& element : v.GetArray())
      fits = fits && pack(out, element, depth + 1);
  } else if (v.IsString()) {
    out.text({v.GetString(), v.GetStringLength()});
  } else if (v.IsBool()) {
    out.boolean(v.GetBool());
  } else if (v.IsNumber()) {
    pack_number(out, v);
  } else {
    out.nil();
  }
  return fits;
}

} // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      out += escaped;
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string to_json(const model::value& value) {
  if (!value.present() || value.is_nil()) return "null";
  if (const auto v = value.boolean()) return *v ? "true" : "false";
  if (const auto v = value.uint()) return std::to_string(*v);
  if (const auto v = value.integer()) return std::to_string(*v);
  if (const auto v = value.text()) return quoted(*v);
  if (const auto v = value.number()) return number_text(*v);
  if (const auto v = value.bytes()) return "{\"$bin\":\"" + base64(*v) + "\"}";
  return list(value);
}

std::optional<std::string> from_json(std::string_view json) {
  rapidjson::Document document;
  // Iterative: the nesting of what a user typed must not be the depth of our stack.
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(json.data(),
                                                                                         json.size());
  if (document.HasParseError()) return std::nullopt;
  model::packer out;
  if (!pack(out, document) || model::check_payload(out.str())) return std::nullopt;
  return std::move(out).str();
}

} // namespace snug::console
