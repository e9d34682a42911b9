#pragma once
#include <string>
#include <string_view>

namespace snug::yjs {

/// The MessagePack of JSON that `is_json` takes, appended to `out`: whole numbers of 64 bits as integers,
/// others as doubles, half a surrogate pair as U+FFFD. Not yet held to the payload profile: what is nested
/// too deep for it or has a key twice is `model::check_payload`'s to refuse. Any thread.
void json_to_payload(std::string_view json, std::string& out);

/// JSON of a checked MessagePack value, appended to `out`. Bytes and numbers that JSON doesn't have are null.
/// Any thread.
void payload_to_json(std::string_view payload, std::string& out);
/// A JSON string of UTF-8.
void put_json_text(std::string_view text, std::string& out);

} // namespace snug::yjs
