#include "folder_rules.hpp"
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>

using namespace snug::layout;

namespace {

const std::vector<std::string> folders{"actors", "clients", "config", "store", "transport"};

const std::vector<source_file>& sources() {
  static const auto all = read_sources(SNUG_SOURCE_DIR, folders);
  return all;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

/// What the rules say about one planted file with one include line.
std::vector<std::string> planted(const std::string& path, const std::string& include) {
  return violations({{path, "#pragma once\n#include <vector>\n#include " + include + "\n"}});
}

} // namespace

BOOST_AUTO_TEST_SUITE(layout)

BOOST_AUTO_TEST_CASE(no_include_goes_a_forbidden_way) {
  BOOST_TEST(sources().size() > 50u, "the sources were not found");
  for (const auto& each : violations(sources()))
    BOOST_ERROR(each);
}

BOOST_AUTO_TEST_CASE(every_header_is_read_once) {
  for (const auto& each : sources())
    if (each.path.ends_with(".hpp"))
      BOOST_TEST((each.text.find("#pragma once\n") != std::string::npos), each.path << " lacks #pragma once");
}

BOOST_AUTO_TEST_CASE(every_folder_with_sources_says_its_rule) {
  std::set<std::string> checked;
  for (const auto& each : sources())
    if (const auto folder = folder_of(each.path); checked.insert(folder).second)
      BOOST_TEST(std::filesystem::exists(SNUG_SOURCE_DIR "/" + folder + "/README.md"),
                 folder << " has no README.md");
}

BOOST_AUTO_TEST_CASE(the_slow_headers_of_configuration_stay_out_of_its_headers) {
  for (const auto& each : sources()) {
    if (!each.path.starts_with("config/") || !each.path.ends_with(".hpp")) continue;
    for (const auto& inclusion : inclusions_of(each))
      BOOST_TEST((!inclusion.target.starts_with("toml++/") && !inclusion.target.starts_with("CLI/")),
                 each.path << " includes " << inclusion.target);
  }
}

BOOST_AUTO_TEST_CASE(a_planted_violation_is_found_with_its_line) {
  const auto found = planted("actors/facets/chat.hpp", "\"store/journal_thread.hpp\"");
  BOOST_REQUIRE_EQUAL(found.size(), 1u);
  BOOST_TEST(found[0] ==
             "actors/facets/chat.hpp:3: actors/facets may not include store (\"store/journal_thread.hpp\")");
}

BOOST_AUTO_TEST_CASE(every_forbidden_direction_between_folders_is_found) {
  const std::vector<std::pair<std::string, std::string>> forbidden{
      {"config/a.hpp", "actors/model/key.hpp"},
      {"actors/model/a.hpp", "actors/facets/facet.hpp"},
      {"actors/model/a.hpp", "config/options.hpp"},
      {"actors/model/a.hpp", "store/ports/clock.hpp"},
      {"actors/facets/a.hpp", "actors/room.hpp"},
      {"actors/facets/a.hpp", "store/ports/clock.hpp"},
      {"actors/facets/a.hpp", "config/options.hpp"},
      {"actors/ports/a.hpp", "transport/shard.hpp"},
      {"actors/loop/a.hpp", "actors/model/key.hpp"},
      {"actors/loop/a.hpp", "actors/room.hpp"},
      {"actors/room.hpp", "store/lmdb/store.hpp"},
      {"actors/room.hpp", "transport/dialect/dialect.hpp"},
      {"actors/room.hpp", "transport/shard.hpp"},
      {"store/ports/a.hpp", "store/lmdb/store.hpp"},
      {"store/ports/a.hpp", "actors/facets/facet.hpp"},
      {"store/lmdb/a.hpp", "actors/room.hpp"},
      {"store/lmdb/a.hpp", "transport/shard.hpp"},
      {"transport/dialect/a.hpp", "transport/shard.hpp"},
      {"transport/dialect/a.hpp", "actors/facets/facet.hpp"},
      {"transport/dialect/a.hpp", "config/options.hpp"},
      {"transport/shard.hpp", "store/lmdb/store.hpp"},
      {"transport/http/a.hpp", "transport/server/node.hpp"},
      {"transport/shard.hpp", "clients/cpp/client.hpp"},
      {"clients/cpp/a.hpp", "config/options.hpp"},
      {"clients/load/a.hpp", "transport/dialect/dialect.hpp"},
      {"clients/load/wire/a.hpp", "actors/model/key.hpp"},
      {"clients/load/verify/a.hpp", "clients/load/wire/connection.hpp"},
      {"clients/cpp/a.hpp", "actors/room.hpp"},
      {"store/a.hpp", "clients/cpp/client.hpp"},
  };
  for (const auto& [path, target] : forbidden)
    BOOST_TEST(planted(path, "\"" + target + "\"").size() == 1u, path << " may include " << target);
}

BOOST_AUTO_TEST_CASE(every_forbidden_library_is_found) {
  const std::vector<std::pair<std::string, std::string>> forbidden{
      {"actors/model/a.hpp", "caf/all.hpp"},
      {"actors/model/a.hpp", "lmdb.h"},
      {"actors/facets/a.hpp", "spdlog/logger.h"},
      {"actors/facets/a.hpp", "libwebsockets.h"},
      {"actors/facets/a.hpp", "caf/all.hpp"},
      {"actors/room.hpp", "libwebsockets.h"},
      {"actors/room.hpp", "lmdb.h"},
      {"actors/room.hpp", "msgpack.hpp"},
      {"actors/loop/a.hpp", "uv.h"},
      {"store/lmdb/a.hpp", "caf/all.hpp"},
      {"store/lmdb/a.hpp", "libwebsockets.h"},
      {"store/ports/a.hpp", "lmdb.h"},
      {"transport/shard.hpp", "lmdb.h"},
      {"transport/dialect/a.hpp", "caf/all.hpp"},
      {"transport/dialect/a.hpp", "libwebsockets.h"},
      {"clients/cpp/a.hpp", "lmdb.h"},
      {"config/a.hpp", "caf/all.hpp"},
      {"config/a.hpp", "curl/curl.h"},
  };
  for (const auto& [path, header] : forbidden)
    BOOST_TEST(planted(path, "<" + header + ">").size() == 1u, path << " may use " << header);
}

BOOST_AUTO_TEST_CASE(the_allowed_directions_are_allowed) {
  const std::vector<std::pair<std::string, std::string>> allowed{
      {"actors/facets/a.hpp", "\"actors/model/key.hpp\""},
      {"actors/room.hpp", "\"store/ports/journal.hpp\""},
      {"actors/room.hpp", "\"actors/loop/loop_unit.hpp\""},
      {"actors/room.hpp", "<caf/all.hpp>"},
      {"store/lmdb/a.hpp", "\"store/ports/journal.hpp\""},
      {"store/lmdb/a.hpp", "\"actors/facets/facet.hpp\""},
      {"store/lmdb/a.hpp", "\"store/keys.hpp\""},
      {"store/lmdb/a.hpp", "<lmdb.h>"},
      {"transport/shard.hpp", "\"actors/handles.hpp\""},
      {"transport/shard.hpp", "<libwebsockets.h>"},
      {"transport/server/node.hpp", "\"store/lmdb/store.hpp\""},
      {"transport/server/node.hpp", "<CLI/CLI.hpp>"},
      {"clients/load/a.hpp", "\"actors/loop/loop_unit.hpp\""},
      {"clients/console/a.hpp", "\"clients/cpp/client.hpp\""},
      {"clients/cpp/a.hpp", "\"actors/model/key.hpp\""},
      {"config/a.cpp", "<toml++/toml.h>"},
      {"config/a.cpp", "<sys/stat.h>"},
  };
  for (const auto& [path, include] : allowed)
    BOOST_TEST(planted(path, include).empty(), path << " may not include " << include);
}

BOOST_AUTO_TEST_CASE(an_include_that_does_not_begin_at_the_root_is_found) {
  BOOST_TEST(planted("actors/room.cpp", "\"room.hpp\"").size() == 1u);
  BOOST_TEST(planted("actors/room.cpp", "\"../config/options.hpp\"").size() == 1u);
  BOOST_TEST(planted("plugins/room.cpp", "\"actors/room.hpp\"").size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_include_is_seen_however_it_is_spaced_and_not_seen_in_a_comment) {
  const auto found =
      inclusions_of({"a.cpp", "  #  include   <lmdb.h> // why\n// #include <uv.h>\n#include\"a/b.hpp\"\r\n"});
  BOOST_REQUIRE_EQUAL(found.size(), 2u);
  BOOST_TEST(found[0].target == "lmdb.h");
  BOOST_TEST(!found[0].ours);
  BOOST_TEST(found[0].line == 1);
  BOOST_TEST(found[1].target == "a/b.hpp");
  BOOST_TEST(found[1].ours);
  BOOST_TEST(found[1].line == 3);
}

BOOST_AUTO_TEST_SUITE_END()
