#include "clients/cpp/codec.hpp"
#include "actors/model/packer.hpp"
#include <array>
#include <limits>

namespace snug::client {
namespace {

constexpr std::size_t known_elements = 7;

struct envelope {
  std::array<model::value, known_elements> at;
  std::size_t size = 0;
};

/// Takes the head of an array off `message`; false where there is none. A server's envelope never needs an
/// array32.
bool take_array_head(std::string_view& message, std::size_t& size) noexcept {
  if (message.empty()) return false;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(message[i]); };
  if ((byte(0) & 0xf0) == 0x90) {
    size = byte(0) & 0x0f;
    message.remove_prefix(1);
    return true;
  }
  if (byte(0) != 0xdc || message.size() < 3) return false;
  size = static_cast<std::size_t>(byte(1) << 8 | byte(2));
  message.remove_prefix(3);
  return true;
}

/// Each element is held to the payload profile by itself: `data` may be as deep as the profile lets it, the
/// envelope around it comes on top.
std::string_view split(std::string_view message, envelope& out) noexcept {
  if (!take_array_head(message, out.size)) return "not an array";
  for (std::size_t i = 0; i < out.size; ++i) {
    const auto length = model::value_length(message);
    if (!length) return "not MessagePack of the payload profile";
    if (i < known_elements) out.at[i] = model::value(message.substr(0, *length));
    message.remove_prefix(*length);
  }
  return message.empty() ? std::string_view{} : "bytes behind the message";
}

std::uint32_t as_ms(const model::value& v) noexcept {
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  const auto n = v.uint().value_or(0);
  return n > most ? most : static_cast<std::uint32_t>(n);
}

model::failure read_failure(const model::value& data) {
  return {error_code_of(data.find("code").text().value_or("")),
          std::string(data.find("message").text().value_or("")),
          std::string(data.find("field").text().value_or("")), as_ms(data.find("retry_after")),
          std::string(data.find("current").raw())};
}

incoming read_reply(const envelope& e) {
  const auto ref = e.at[0].uint();
  if (!ref || *ref > std::numeric_limits<std::uint32_t>::max()) return rubbish{"a reply to no ref of ours"};
  if (e.size < 3) return rubbish{"a reply of too few elements"};
  incoming_reply out{static_cast<std::uint32_t>(*ref), e.at[2]};
  const auto verdict = e.at[1].text();
  if (verdict == "ok") return out;
  if (verdict != "error") return rubbish{"a reply neither ok nor error"};
  out.outcome = read_failure(e.at[2]);
  return out;
}

incoming read_event(const envelope& e) {
  if (e.size < 6) return rubbish{"an event of too few elements"};
  incoming_event out;
  out.name = *e.at[0].text();
  out.room = e.at[1].text().value_or("");
  out.data = e.at[2];
  const auto offset = e.at[3].uint();
  if (!offset) return rubbish{"an event's offset is no number"};
  out.offset = *offset;
  if (e.at[4].is_map()) {
    out.user = e.at[4].find("user").text().value_or("");
    out.display_name = e.at[4].find("name").text().value_or("");
  }
  out.at = e.at[5].integer().value_or(0);
  out.id = e.at[6].present() ? e.at[6].text().value_or("") : std::string_view{};
  return out;
}

} // namespace

incoming decode(std::string_view message) {
  envelope e;
  if (const auto why = split(message, e); !why.empty()) return rubbish{why};
  if (e.size == 0) return rubbish{"an empty array"};
  return e.at[0].text() ? read_event(e) : read_reply(e);
}

void encode_request(std::string& out, std::uint32_t ref, std::string_view command, std::string_view room,
                    std::string_view data, std::string_view id) {
  model::packer pack;
  pack.array(id.empty() ? 4 : 5).uint(ref).text(command);
  if (room.empty())
    pack.nil();
  else
    pack.text(room);
  pack.raw(data);
  if (!id.empty()) pack.text(id);
  out += pack.str();
}

model::error_code error_code_of(std::string_view name) noexcept {
  for (auto i = static_cast<int>(model::error_code::bad_request);
       i <= static_cast<int>(model::error_code::internal); ++i)
    if (const auto code = static_cast<model::error_code>(i); model::name_of(code) == name) return code;
  return model::error_code::internal;
}

} // namespace snug::client
