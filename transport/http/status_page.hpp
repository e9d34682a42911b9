#pragma once
#include "transport/http/node_view.hpp"
#include <string>

namespace snug::transport::http {

/// The body of `/status`: one JSON object, a line feed at its end.
[[nodiscard]] std::string to_json(const node_status& s);

} // namespace snug::transport::http
