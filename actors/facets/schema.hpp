#pragma once
#include <string>

namespace snug::facets {

/// The command and event tables as documents (`snug schema markdown|ts|openapi`). What they print is
/// committed (`docs/reference/commands.md`, `clients/js/snug-protocol.d.ts`, `docs/reference/openapi.json`)
/// and a test compares.

/// The protocol reference: every command and event with its fields.
[[nodiscard]] std::string schema_markdown();
/// Types of every command's data and reply and of every event's data.
[[nodiscard]] std::string schema_typescript();

} // namespace snug::facets
