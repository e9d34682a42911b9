#pragma once

namespace CLI {
class App;
}

namespace snug::server {

/// `snug schema markdown|ts|openapi`: the command tables as documents.
void add_schema_verb(CLI::App& app, int& exit_code);

} // namespace snug::server
