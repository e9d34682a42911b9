#pragma once
#include <string>

namespace snug::facets {

/// The command and event tables as documents (`snug schema markdown|ts|openapi`). What they print is
/// committed
/// (`docs/reference/commands.md`, `clients/js/snug-protocol.d.ts`, `docs/reference/openapi.json`) and a test
/// compares.

/// The protocol reference: every command and event with its fields.
[[nodiscard]] std::string schema_markdown();
/// Types of every command's data and reply and of every event's data.
[[nodiscard]] std::string schema_typescript();
/// OpenAPI 3.0: what a node answers over HTTP. No command has a route yet, so these are the operational pages
/// alone.
[[nodiscard]] std::string schema_openapi();

} // namespace snug::facets
