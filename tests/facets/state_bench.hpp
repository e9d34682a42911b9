#pragma once
#include "actors/facets/shared_state.hpp"
#include "tests/facets/test_room.hpp"
#include "tests/support/why_not.hpp"
#include <boost/test/unit_test.hpp>
#include <functional>
#include <map>
#include <optional>

namespace snug::facets {

/// Small values as MessagePack.
inline std::string packed_text(std::string_view text) { return model::packer().text(text).str(); }
inline std::string packed_number(std::uint64_t n) { return model::packer().uint(n).str(); }

/// `{key: value, …}` of packed values; "" is nil.
inline std::string packed_map(const std::vector<std::pair<std::string, std::string>>& entries) {
  model::packer p;
  p.map(static_cast<std::uint32_t>(entries.size()));
  for (const auto& [key, value] : entries)
    p.text(key).raw(value);
  return std::move(p).str();
}

/// The shared state of the room "open", as users change and ask for it.
struct state_bench {
  explicit state_bench(const std::function<void(model::kind&)>& adjust = {})
    : t(kind_with(adjust)) {
    t.stand("open", "boss", model::role::owner);
  }

  using fields = std::vector<std::pair<std::string, std::string>>;

  verdict say(std::string_view verb, const fields& data, const std::string& user = "ada",
              const std::string& id = {}) {
    return t.execute("open", command_of(verb, somebody(user, "Name of " + user), packed_map(data), id));
  }
  /// Must go well; the version it made.
  std::uint64_t set(const std::string& key, const std::string& value, const std::string& user = "ada") {
    const auto v = say("state.set", {{"key", packed_text(key)}, {"value", value}}, user);
    BOOST_REQUIRE_MESSAGE(v.reply, snug::test::why_not(v.reply));
    return number_of(*v.reply, "version");
  }
  std::uint64_t erase(const std::string& key, const std::string& user = "ada") {
    const auto v = say("state.erase", {{"key", packed_text(key)}}, user);
    BOOST_REQUIRE_MESSAGE(v.reply, snug::test::why_not(v.reply));
    return number_of(*v.reply, "version");
  }
  /// An edit made offline at `made_at`.
  verdict late(const std::string& key, const std::string& value, std::int64_t made_at,
               const std::string& user = "ada", const std::string& id = {}) {
    return say("state.set",
               {{"key", packed_text(key)},
                {"value", value},
                {"made_at", packed_number(static_cast<std::uint64_t>(made_at))}},
               user, id);
  }
  std::string ask(std::string_view verb, const fields& data = {}) const {
    const auto reply = t.read("open", command_of(verb, somebody("reader"), packed_map(data)));
    BOOST_REQUIRE_MESSAGE(reply, snug::test::why_not(reply));
    return *reply;
  }
  model::error_code refusal(std::string_view verb, const fields& data = {}) const {
    const auto reply = t.read("open", command_of(verb, somebody("reader"), packed_map(data)));
    return reply ? model::error_code{} : reply.error().code;
  }
  /// Everything there is, by key; in pages of three.
  std::map<std::string, std::string> all(fields more = {}) const {
    std::map<std::string, std::string> found;
    more.emplace_back("limit", packed_number(3));
    for (std::string after;;) {
      auto asked = more;
      if (!after.empty()) asked.emplace_back("after", packed_text(after));
      const auto reply = ask("state.get", asked);
      const auto entries = field_of(reply, "entries");
      for (std::size_t i = 0; i < entries.size(); ++i) {
        after = *entries.at(i).find("key").text();
        found[after] = entries.at(i).find("value").raw();
      }
      if (!*field_of(reply, "more").boolean()) return found;
    }
  }
  [[nodiscard]] std::size_t rows_in(model::table table) const {
    std::size_t count = 0;
    const auto room = t.key_of("open");
    t.rows.scan(model::row_key(room, table).str(), model::row_key::end_of(room, table),
                model::row_source::order::up, [&](auto, auto) { return ++count > 0; });
    return count;
  }

  test_room t;

private:
  static model::kind kind_with(const std::function<void(model::kind&)>& adjust) {
    model::kind kind;
    kind.name = "open";
    if (adjust) adjust(kind);
    return kind;
  }
};

} // namespace snug::facets
