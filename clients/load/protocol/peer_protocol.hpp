#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace snug::load {

/// How a message is told.
enum class lane : std::uint8_t {
  ephemeral, ///< told and forgotten
  durable,   ///< acknowledged when it is on disk
  cursor,    ///< ephemeral; a newer one of the same sender replaces an older one that still waits
  presence,  ///< as what the sender's session shows of itself; a newer one replaces an older one
};

/// True where a newer message of a sender may take the place of an older one.
[[nodiscard]] constexpr bool replaces(lane kept) noexcept {
  return kept == lane::cursor || kept == lane::presence;
}

/// What the load's own messages are called where a protocol has names for events.
inline constexpr std::string_view ephemeral_event = "load";
/// And those of `lane::presence`; their text is the cursor.
inline constexpr std::string_view presence_event = "presence.updated";

/// Whom a client says it is. Empty: nothing to say.
struct identity {
  std::string token;
  std::string resume; ///< what the server gave it before
};

/// Where a client stands in a room's log; epoch 0: nowhere.
struct position {
  std::uint64_t epoch = 0;
  std::uint64_t offset = 0;
};

/// One message to be published. Points into bytes of the caller's.
struct publication {
  lane kept = lane::ephemeral;
  std::string_view room;
  std::string_view text;
  std::uint32_t ref = 0; ///< durable: names its answer; from `first_ref` on
  std::string_view id;   ///< durable: makes a repeat of it harmless
  std::string_view key;  ///< cursor: what a newer one replaces
};

/// An event as a client was told it. Points into bytes that are valid for the call only.
struct told_event {
  bool of_load = false;     ///< one of the load's own messages
  std::string_view name;    ///< what the server calls it
  std::string_view room;    ///< which it is for
  std::string_view text;    ///< of the load's own messages: what was published
  std::string_view user;    ///< whom it is said to be from; empty where the protocol doesn't say
  std::uint64_t offset = 0; ///< its number in the room's log; 0: none
};

/// Hears what a server says to one client.
class peer_listener {
public:
  virtual ~peer_listener() = default;
  /// The server knows the client. `user`: whom it takes it for; `resume`: what to come back with.
  virtual void welcomed(std::string_view user, std::string_view resume) = 0;
  /// Events of the room follow behind `stands`; its log ended at `head`. `gap`: some are gone for good.
  virtual void joined(position stands, std::uint64_t head, bool gap) = 0;
  virtual void left() = 0;
  /// The publication `ref` is on disk as number `offset` of its room.
  virtual void acknowledged(std::uint64_t ref, std::uint64_t offset) = 0;
  virtual void told(const told_event& event) = 0;
  /// The server said no to the publication `ref`, or, below `first_ref`, to something else.
  virtual void refused(std::uint64_t ref, std::string_view why) = 0;
  /// What came isn't the protocol.
  virtual void confused(std::string_view why) = 0;
};

/// One client's side of a conversation with one kind of server, over WebSocket messages: the place where
/// other servers are plugged in. Knows no socket. Each client has one of its own, which may keep state of the
/// conversation. Where a method writes to `out`, that is one message; left empty, there is nothing to send.
class peer_protocol {
public:
  /// Publications are numbered from here; smaller refs are the protocol's.
  static constexpr std::uint32_t first_ref = 16;

  /// What to ask the WebSocket handshake for.
  struct handshake {
    std::string_view path;
    std::string_view subprotocol; ///< empty: none
    bool is_text = false;         ///< text messages instead of binary ones
  };

  virtual ~peer_protocol() = default;
  [[nodiscard]] virtual handshake how() const noexcept = 0;
  /// What a client says first, on every new connection.
  virtual void greet(std::string& out, const identity& who) = 0;
  virtual void join(std::string& out, std::string_view room, position since) = 0;
  virtual void leave(std::string& out, std::string_view room) = 0;
  virtual void publish(std::string& out, const publication& what) = 0;
  /// Reads one message and tells `hears` what it says; what has to be said to it at once goes to `out`. Costs
  /// no allocation for the load's own messages, and never throws.
  virtual void read(std::string_view message, peer_listener& hears, std::string& out) = 0;
};

} // namespace snug::load
