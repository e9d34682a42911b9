#pragma once
#include "tests/support/hex.hpp"
#include "transport/dialect/dialect.hpp"
#include "transport/dialect/json_writer.hpp"
#include <string>

namespace snug::test {

inline dialect::decoded decode_msgpack(std::string_view bytes, const dialect::frame_limits& limits = {}) {
  dialect::decoded out;
  dialect::native_msgpack().decode(bytes, true, limits, out);
  return out;
}

inline dialect::decoded decode_json(std::string_view text, const dialect::frame_limits& limits = {}) {
  dialect::decoded out;
  dialect::native_json().decode(text, false, limits, out);
  return out;
}

/// What a message came to, on one line: each request as `ref command room data id` (data as JSON, "-" for
/// nothing), each refusal as `ref! message [field]`, together in braces, or `close <code>: <reason>`.
inline std::string summary(const dialect::decoded& d) {
  if (d.close != model::close_code::normal)
    return "close " + std::to_string(static_cast<int>(d.close)) + ": " + d.reason;
  std::string out;
  const auto word = [](const std::string& s) { return s.empty() ? std::string("-") : s; };
  for (const auto& r : d.requests) {
    if (!out.empty()) out += "; ";
    out += std::to_string(r.ref) + " " + word(r.name) + " " + word(r.room) + " ";
    if (r.data.empty())
      out += "-";
    else
      dialect::json_writer(out).value(r.data);
    out += " " + word(r.id);
  }
  for (const auto& r : d.refused) {
    if (!out.empty()) out += "; ";
    out += std::to_string(r.ref) + "! " + r.why.message + " [" + r.why.field + "]";
    if (r.why.code != model::error_code::bad_request) out += " as " + std::string(name_of(r.why.code));
  }
  return d.together ? "{" + out + "}" : out;
}

inline std::string of_msgpack(std::string_view dump) { return summary(decode_msgpack(hex(dump))); }
inline std::string of_json(std::string_view text) { return summary(decode_json(text)); }

} // namespace snug::test
