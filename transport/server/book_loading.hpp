#pragma once
#include "store/ports/engine.hpp"
#include "transport/identity/access_book.hpp"

namespace snug::server {

/// Reads keys and revocations out of the store, before it is written to.
[[nodiscard]] store::trouble load_book(store::engine& rows, transport::access_book& into);

} // namespace snug::server
