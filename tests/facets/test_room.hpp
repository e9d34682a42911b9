#pragma once
#include "actors/facets/command_registry.hpp"
#include "actors/facets/memory_rows.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/facets/rulebook.hpp"
#include "actors/model/packer.hpp"
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace snug::facets {

/// Somebody with a user id, as the edge would say it.
inline model::identity_ptr somebody(std::string user, std::string name = {}) {
  model::identity who;
  who.user = std::move(user);
  who.name = std::move(name);
  return std::make_shared<const model::identity>(std::move(who));
}

inline model::command command_of(std::string_view verb, model::identity_ptr who, std::string data = {},
                                 std::string id = {}) {
  model::command c;
  c.verb = command_registry::get().find(verb).value();
  c.who = std::move(who);
  c.data = std::move(data);
  c.id = std::move(id);
  return c;
}

/// `{key: value, …}` of texts.
inline std::string texts(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  model::packer p;
  p.map(static_cast<std::uint32_t>(pairs.size()));
  for (const auto& [key, value] : pairs)
    p.text(key).text(value);
  return std::move(p).str();
}

inline std::string message(std::string_view text) { return texts({{"text", text}}); }

/// A writer and its rows, with two rooms: `open` (public, kind "open") and `closed` (members only, kind
/// "closed").
struct test_room {
  static constexpr std::uint64_t epoch = 4711;

  facets::kinds kinds;
  memory_rows rows;
  log_heads heads;
  std::uint64_t last_commit = 0;
  std::int64_t wall = 1'000'000;
  std::int64_t steady = 1'000'000;
  std::uint64_t fresh = 0;
  guess_guard guesses;
  std::vector<model::record> told_so_far; ///< silent ones too
  std::unique_ptr<rulebook> rules;

  test_room() {
    for (const auto* name : {"open", "closed"}) {
      model::kind kind;
      kind.name = name;
      kinds.add(kind);
    }
    make();
  }
  explicit test_room(const model::kind& open) {
    kinds.add(open);
    auto closed = open;
    closed.name = "closed";
    kinds.add(closed);
    make();
  }

  [[nodiscard]] model::key key_of(std::string_view room) const { return find_room(rows, room).value(); }
  void stand(std::string_view room, std::string_view user, model::role role, bool muted = false) {
    put_standing(rows, key_of(room), user, {role, muted});
    if (role > model::role::banned) rows.put(place_key(user, key_of(room)), encode(place_row{role, wall}));
  }
  verdict execute(std::string_view room, model::command command) {
    command.room_name = room;
    rulebook::pen pen{heads, last_commit, wall, 99, {++fresh, 7}, "a secret", &guesses, steady};
    auto v = rules->execute(command, rows, pen);
    rows.apply(v.changes);
    told_so_far.insert(told_so_far.end(), v.records.begin(), v.records.end());
    for (auto next : v.behind) {
      const auto name = next.room_name;
      if (const auto behind = execute(name, std::move(next)); !behind.reply)
        throw std::runtime_error("what follows was refused: " + behind.reply.error().message);
    }
    return v;
  }
  [[nodiscard]] model::result<std::string> read(std::string_view room, model::command command) const {
    command.room_name = room;
    return rules->read(command, rows, wall);
  }

private:
  void make() {
    rules = std::make_unique<rulebook>(kinds);
    (void)rules->ensure_room({"open", model::access::public_room, "open", wall}, rows, epoch);
    (void)rules->ensure_room({"closed", model::access::members_only, "closed", wall}, rows, epoch);
  }
};

/// A field of a reply.
inline model::value field_of(const std::string& reply, std::string_view name) {
  return model::value(reply).find(name);
}
inline std::uint64_t number_of(const std::string& reply, std::string_view name) {
  return field_of(reply, name).uint().value();
}

} // namespace snug::facets
