#pragma once
#include "actors/model/event.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "transport/delivery.hpp"
#include "transport/dialect/dialect.hpp"
#include "transport/dialect/socketio/packet.hpp"
#include "transport/peer.hpp"
#include "transport/speech_table.hpp"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::transport {

/// The clients of one shard that speak an app's own words: remembers what each has asked, so that its
/// acknowledgement has the app's shape, and says what an app expects to hear when it connects, joins or
/// leaves. What rooms are told is the dialect's (`profile::profiled_socketio`). One shard's thread only.
class profile_desk {
public:
  /// What it has its shard do.
  class outlet {
  public:
    virtual ~outlet() = default;
    /// The namespace of `p` is joined or refused: hello's reply, held back until its room was joined.
    virtual void welcome(peer& p, const model::reply& reply) = 0;
    virtual void close(peer& p, model::close_code code, std::string_view reason) = 0;
    /// What is said for `p`.
    virtual void carry(peer& p, dialect::decoded what) = 0;
    /// A command that wanted no acknowledgement was refused.
    virtual void refused_silently(peer& p, model::failure why) = 0;
  };

  profile_desk(const speech_table& speeches, delivery& delivery, const store::clock& clock,
               store::random_source& random, outlet& out)
    : speeches_(speeches)
    , delivery_(delivery)
    , clock_(clock)
    , random_(random)
    , out_(out) {}

  /// What a client brought. `auth`, what its connect said, and `places`, what stands in its path, are maps in
  /// MessagePack, or ""; `query` is as it stood in its address.
  struct handshake {
    std::string_view auth, query, places;
  };
  /// `p` came to a namespace, or to a profile's WebSocket. Nothing happens where no profile is spoken.
  void enter(peer& p, const handshake& came);
  void leave(const peer& p) { members_.erase(&p); }

  /// Puts what a client says as it connects into `out`: a hello, whose fields are `hello` where the profile
  /// has no others. Where the profile asks for a join, it is said at once by `at_once`, else when hello is
  /// answered, unless the session is back in its rooms then. False where no profile is spoken.
  [[nodiscard]] bool greet(const peer& p, const handshake& came, std::string hello, bool at_once,
                           dialect::decoded& out);
  /// Reads an event. False where no profile is spoken. What needs no command is answered at once.
  [[nodiscard]] bool read(peer& p, const socketio::packet& event, dialect::decoded& out);

  /// Reads a message of a profile's WebSocket. False where it isn't one that `enter` was told of.
  [[nodiscard]] bool read_text(peer& p, std::string_view message, bool binary, dialect::decoded& out);

  /// hello was answered. True where that is told later.
  [[nodiscard]] bool welcomed(peer& p, const model::reply& reply);
  /// Where `p` wasn't told already by `welcomed`: it is now in its namespace.
  void entered(peer& p);
  /// A command was answered or refused. False where it isn't this desk's to tell.
  [[nodiscard]] bool replied(peer& p, const model::reply& reply);
  /// An event for `p` alone was told.
  void told(peer& p, const model::ephemeral_event& event);

private:
  /// A command that waits for its reply.
  struct asked {
    std::uint32_t ref = 0;
    std::optional<std::uint64_t> ack; ///< the number of the acknowledgement that is wanted
    const profile::in_rule* rule = nullptr;
    std::string room;
    enum class kind : std::uint8_t { other, join, leave, first_join } what = kind::other;
  };
  struct member {
    const profile::app_dialect* speech = nullptr;
    profile::visitor who;
    std::vector<asked> waiting; ///< as many as a client may have unanswered
    std::uint32_t last_ref = 0;
    std::string first_room;              ///< to be joined when hello is answered
    std::optional<model::reply> welcome; ///< held back until the first room is joined
    [[nodiscard]] const profile::profile& words() const noexcept { return speech->words(); }
  };

  [[nodiscard]] member* find(const peer& p);
  [[nodiscard]] std::optional<model::complaint> read(member& m, const socketio::packet& event,
                                                     const profile::in_rule* rule, dialect::request& out);
  [[nodiscard]] static dialect::request first_join(member& m);
  void answer(peer& p, member& m, const asked& what, const model::reply& reply);
  void say_words(peer& p, member& m, profile::word::moment when, std::string_view room,
                 std::string_view data);
  [[nodiscard]] std::optional<model::complaint> mark(member& m, dialect::request& out);

  const speech_table& speeches_;
  delivery& delivery_;
  const store::clock& clock_;
  store::random_source& random_;
  outlet& out_;
  std::unordered_map<const peer*, std::unique_ptr<member>> members_;
  std::string frames_; ///< reused
};

} // namespace snug::transport
