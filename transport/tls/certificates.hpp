#pragma once
#include "transport/setting.hpp"
#include "transport/tls/certificate.hpp"

namespace snug::transport::tls {

/// The certificate in force, never nullptr: whoever connects from now on gets it. Any thread.
using certificates = setting<certificate>;

} // namespace snug::transport::tls
