#pragma once
#include "config/options.hpp"
#include "transport/tls/certificate.hpp"
#include <cstdint>
#include <string>

namespace snug::server {

/// Reads `tls.certificate` and `tls.key`; nothing and no complaint where none are configured. `now`: seconds
/// since 1970.
[[nodiscard]] transport::tls::certificate::outcome read_certificate_files(const config::options& options,
                                                                          std::int64_t now);

/// As `stamp_of_files`, of those two.
[[nodiscard]] std::string stamp_of_certificate_files(const config::options& options);

} // namespace snug::server
