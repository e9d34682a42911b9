#pragma once
#include "transport/json_web_token.hpp"
#include <optional>
#include <rapidjson/document.h>
#include <string_view>

namespace snug::transport {

/// The parts of a token as it comes, without a look at the signature: views of its text.
struct token_parts {
  std::string_view header, payload, signature;
  std::string_view signed_part; ///< header and payload with the dot between
};
/// Nothing for what isn't three parts, or is longer than any token of ours.
[[nodiscard]] std::optional<token_parts> split_token(std::string_view token) noexcept;

/// A part as a JSON object; false where it is none. Nesting can't use up the stack.
[[nodiscard]] bool parse_token_part(std::string_view encoded, rapidjson::Document& out);

/// The same of JSON as it is.
[[nodiscard]] bool parse_claims(std::string_view json, rapidjson::Document& out);

/// The text of a member, "" where it isn't there or no text.
[[nodiscard]] std::string_view token_text(const rapidjson::Value& map, const char* name) noexcept;

/// Reads claims into `out`, by the rules' issuer, audience, leeway and place; `own`: of this server's own
/// token, which is for nobody else. Returns the check that failed, or nothing.
[[nodiscard]] std::optional<token_fault> read_claims(const rapidjson::Value& claims,
                                                     const token_verifier::rules& rules, bool own,
                                                     std::int64_t now, token_claims& out);

} // namespace snug::transport
