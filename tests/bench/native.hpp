#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// The native protocol in MessagePack (`snug.v1.msgpack`), as far as a measurement speaks it.
namespace snug::bench::native {

inline constexpr std::string_view path = "/v1/socket";
inline constexpr std::string_view subprotocol = "snug.v1.msgpack";
/// The free event that is published: one of an app's own.
inline constexpr std::string_view event_name = "msg";

/// Each appends one message to `out`.
void hello(std::string& out, std::uint32_t ref, std::string_view token);
void join(std::string& out, std::uint32_t ref, std::string_view room);
/// Ephemeral, without a reply; `payload` goes as bytes.
void publish(std::string& out, std::string_view room, std::string_view payload);
/// The same, durable, and answered.
void publish_durable(std::string& out, std::uint32_t ref, std::string_view room, std::string_view payload);
/// Durable; `id` makes a repeat of it harmless.
void send_message(std::string& out, std::uint32_t ref, std::string_view room, std::string_view text,
                  std::string_view id);

/// A message of the server. Points into its bytes.
struct incoming {
  enum class what : std::uint8_t { rubbish, ok, error, event };
  what is = what::rubbish;
  std::uint64_t ref = 0;    ///< of a reply
  std::string_view name;    ///< of an event
  std::string_view data;    ///< as MessagePack; for an event whose data is bytes, those bytes
  std::uint64_t offset = 0; ///< of an event; 0: ephemeral
};

/// Reads one message. No allocation; never throws, whatever the bytes.
[[nodiscard]] incoming read(std::string_view message) noexcept;

} // namespace snug::bench::native
