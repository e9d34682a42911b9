#pragma once
#include "config/profile_file.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/profile/profile_reader.hpp"
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Profiles out of text, and values as JSON.
namespace snug::test {

inline std::string packed(std::string_view json) {
  std::string out;
  BOOST_REQUIRE_MESSAGE(!dialect::json_reader::transcode(json, out), json);
  return out;
}

inline std::string json(std::string_view msgpack) {
  std::string out;
  if (msgpack.empty()) return "-";
  dialect::json_writer(out).value(msgpack);
  return out;
}

/// What is wrong with a profile, a line each: `field: message`; "" where nothing is.
inline std::string complaints_of(std::string_view toml,
                                 std::unique_ptr<const profile::profile>* made = nullptr) {
  std::vector<config::complaint> complaints;
  config::profile_chain chain{config::parse_profile(toml, "app", "app.toml", complaints)};
  auto out = profile::profile_reader::read(chain, complaints);
  if (made) *made = std::move(out);
  std::string all;
  for (const auto& c : complaints)
    all += c.where + ": " + c.field + ": " + c.message + "\n";
  return all;
}

inline std::unique_ptr<const profile::profile> profile_of(std::string_view toml) {
  std::unique_ptr<const profile::profile> out;
  const auto wrong = complaints_of(toml, &out);
  BOOST_REQUIRE_MESSAGE(out, wrong);
  return out;
}

inline std::unique_ptr<const profile::profile> shipped(const std::string& name) {
  std::vector<config::complaint> complaints;
  auto out = profile::profile_reader::read(config::read_profile(name, "test", complaints), complaints);
  for (const auto& c : complaints)
    BOOST_TEST_MESSAGE(c.where << ": " << c.field << ": " << c.message);
  BOOST_REQUIRE(out);
  return out;
}

/// What a client's event comes to: `command room data id`, or `! field rule`.
inline std::string said(const profile::profile& p, std::string_view event, std::string_view args,
                        const profile::visitor& who = {}) {
  dialect::request r;
  const auto bytes = packed(args);
  const auto* rule = p.said(event);
  const auto wrong =
      rule ? p.read(*rule, model::value(bytes), who, r) : p.read_free(event, model::value(bytes), who, r);
  if (wrong) return "! " + wrong->field + " " + wrong->rule;
  const auto word = [](const std::string& s) { return s.empty() ? std::string("-") : s; };
  return word(r.name) + " " + word(r.room) + " " + json(r.data) + " " + word(r.id);
}

/// What a room is told, a line per event.
inline std::string told(const profile::profile& p, const model::event_view& event) {
  std::string out;
  p.tell(event, [&](std::string_view said) { out.append(out.empty() ? "" : "\n").append(json(said)); });
  return out;
}

} // namespace snug::test
