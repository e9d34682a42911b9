#pragma once
#include <string>

namespace snug::facets {

/// OpenAPI 3.0 (https://spec.openapis.org/oas/v3.0.3): every command with a path, and a node's pages. Printed
/// by `snug schema openapi`, served as `/api/v1/openapi.json`.
[[nodiscard]] std::string schema_openapi();

} // namespace snug::facets
