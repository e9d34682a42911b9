#include "actors/facets/openapi.hpp"
#include "actors/facets/schema.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

using namespace snug;
using namespace snug::facets;

BOOST_AUTO_TEST_SUITE(printed_tables)

namespace {

/// The committed file is what the program prints; where it isn't, print it anew as the message says.
void is_committed(const std::string& printed, const std::string& path, const std::string& form) {
  std::ifstream file(std::string(SNUG_SOURCE_DIR "/") + path);
  const std::string committed{std::istreambuf_iterator<char>(file), {}};
  BOOST_CHECK_MESSAGE(printed == committed, "snug schema " << form << " > " << path);
}

} // namespace

BOOST_AUTO_TEST_CASE(are_committed_as_printed) {
  is_committed(schema_markdown(), "docs/reference/commands.md", "markdown");
  is_committed(schema_typescript(), "clients/js/snug-protocol.d.ts", "ts");
  is_committed(schema_openapi(), "docs/reference/openapi.json", "openapi");
}

BOOST_AUTO_TEST_CASE(leave_no_command_and_no_field_out) {
  const auto markdown = schema_markdown();
  const auto typescript = schema_typescript();
  const auto& registry = command_registry::get();
  for (std::uint16_t verb = 0; verb < registry.size(); ++verb) {
    if (verb == registry.free_event()) continue;
    const auto& spec = *registry.at(verb).spec;
    const std::string name(spec.name);
    BOOST_CHECK_MESSAGE(markdown.find("### `" + name + "`") != std::string::npos, name);
    const auto types = typescript.find("\"" + name + "\": {");
    BOOST_REQUIRE_MESSAGE(types != std::string::npos, name);
    for (const auto& f : spec.fields)
      BOOST_CHECK_MESSAGE(typescript.find(std::string(f.name) + (f.required ? ": " : "?: "), types) !=
                              std::string::npos,
                          name << " " << f.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
