#include "transport/server/schema_verb.hpp"
#include "actors/facets/openapi.hpp"
#include "actors/facets/schema.hpp"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace snug::server {

void add_schema_verb(CLI::App& app, int&) {
  auto* verb = app.add_subcommand("schema", "prints the command tables");
  auto form = std::make_shared<std::string>();
  verb->add_option("form", *form, "markdown, ts or openapi")
      ->required()
      ->check(CLI::IsMember({"markdown", "ts", "openapi"}));
  verb->callback([form] {
    if (*form == "markdown")
      std::cout << facets::schema_markdown();
    else if (*form == "ts")
      std::cout << facets::schema_typescript();
    else
      std::cout << facets::schema_openapi();
  });
}

} // namespace snug::server
