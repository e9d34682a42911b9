#pragma once
#include "actors/facets/facet.hpp"
#include "actors/model/command.hpp"
#include "actors/model/event.hpp"
#include <caf/all.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace snug::actors {

/// hello, verified at the edge.
struct greeting {
  model::return_address from; ///< ref: hello's
  model::identity_ptr who;    ///< session id included
  bool resumed = false;       ///< the session is one it had before
  std::string client;         ///< what the client calls itself
  std::int64_t resume_until = 0; ///< when the resume token ends, ms since 1970
  std::string reply;          ///< MessagePack of the answer, given when the session is ready
};

} // namespace snug::actors
