#pragma once
#include "actors/model/error.hpp"
#include "actors/model/event.hpp"
#include "transport/dialect/dialect.hpp"
#include "transport/profile/list_cursor.hpp"
#include "transport/profile/rules.hpp"
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::profile {

/// An app's vocabulary: what its clients say as commands of the table and free events, and what rooms are
/// told in its words. Knows no socket, no wire and no session; const once built, any thread. Built by
/// `profile_reader`, which has refused whatever contradicts itself.
class profile {
public:
  /// Receives one event: an array in MessagePack, its name first.
  using teller = std::function<void(std::string_view event)>;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The namespace of Socket.IO in which it is spoken; "": in none.
  [[nodiscard]] const std::string& nsp() const noexcept { return nsp_; }
  /// Where it is spoken on a plain WebSocket.
  [[nodiscard]] const std::optional<socket_rule>& socket() const noexcept { return socket_; }
  [[nodiscard]] const connect_rule& connect() const noexcept { return connect_; }
  [[nodiscard]] const handshake_fields& handshake() const noexcept { return handshake_; }

  // ---- what clients say

  /// nullptr where no rule is about an event of this name.
  [[nodiscard]] const in_rule* said(std::string_view event) const noexcept;
  /// True where an event that no rule is about is a free event.
  [[nodiscard]] bool free_events() const noexcept { return free_events_; }
  /// Makes what a client said a request: `args` is the array of its arguments, MessagePack. `out.ref` is the
  /// caller's. A rule without a command leaves `out.name` empty.
  [[nodiscard]] std::optional<model::complaint> read(const in_rule& by, model::value args, const visitor& who,
                                                     dialect::request& out) const;
  /// The same for an event that no rule is about.
  [[nodiscard]] std::optional<model::complaint> read_free(std::string_view event, model::value args,
                                                          const visitor& who, dialect::request& out) const;
  /// The same with the object in hand. `fresh_uuid`: one that nobody has, for names of rooms.
  [[nodiscard]] std::optional<model::complaint> read_object(const in_rule& by, model::value object,
                                                            const visitor& who, std::string_view fresh_uuid,
                                                            dialect::request& out, std::string& room) const;
  /// The room that the handshake names.
  [[nodiscard]] std::optional<model::complaint> room_of(const visitor& who, std::string& out) const;

  // ---- what they are told

  void tell(const model::event_view& event, const teller& out) const;
  /// True where not everybody is told of an event alike, as it concerns one of them; `tell_one` says what
  /// they are told.
  [[nodiscard]] bool personal(const model::event_view& event) const noexcept;
  /// False where the event is told to `who` as to everybody.
  [[nodiscard]] bool concerns(const model::event_view& event, std::string_view user,
                              std::uint64_t session) const noexcept;
  void tell_one(const model::event_view& event, std::string_view user, std::uint64_t session,
                const teller& out) const;
  /// What a client hears by itself. `data`: of the reply to what it did, if any.
  void tell_words(word::moment when, std::string_view room, model::value data, const visitor& who,
                  std::int64_t now, const teller& out) const;
  void tell_answer(const in_rule& to, std::string_view room, model::value data, const visitor& who,
                   std::int64_t now, const teller& out) const;

  /// Appends an acknowledgement, as MessagePack of its one argument.
  void acknowledge(const in_rule* to, std::string_view room, const model::result<std::string>& outcome,
                   const visitor& who, std::int64_t now, std::string& out) const;

  // ---- over HTTP

  [[nodiscard]] const std::vector<route_rule>& routes() const noexcept { return routes_; }
  /// Appends what a route answers, as MessagePack. `node`: its figures, a map.
  void answer(const route_rule& to, std::string_view room, const model::result<std::string>& outcome,
              const visitor& who, std::int64_t now, model::value node, std::string& out) const;

private:
  friend class profile_reader;
  friend class rule_settling;

  struct name_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
  };
  template <class T> using by_name = std::unordered_map<std::string, T, name_hash, std::equal_to<>>;

  [[nodiscard]] const out_rule* rule_for(const model::event_view& event,
                                         name_template::captured& places) const;
  void tell_by(const out_rule& by, const model::event_view& event, const name_template::captured& places,
               std::string_view leave_out, const teller& out) const;

  std::string name_;
  std::string nsp_ = "/";
  bool free_events_ = true;
  std::optional<socket_rule> socket_;
  connect_rule connect_;
  handshake_fields handshake_;
  std::shared_ptr<const room_rule> room_;
  ack_shape ack_;
  by_name<in_rule> in_;
  by_name<std::vector<out_rule>> out_; ///< those with more conditions first
  std::vector<word> words_;
  std::vector<route_rule> routes_;
};

/// The id of a command whose author isn't to be told of what it causes: `id` is the client's, or something
/// nobody else has. It names the session, so that it is known again in the log.
[[nodiscard]] std::string id_for_others(std::uint64_t session, std::string_view id);
/// The session in such an id; 0 where it is none.
[[nodiscard]] std::uint64_t session_left_out(std::string_view id) noexcept;
/// What the client gave: the id without the session.
[[nodiscard]] std::string_view own_id(std::string_view id) noexcept;

} // namespace snug::profile
