#pragma once
#include "actors/facets/rulebook.hpp"
#include "config/logging.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/random_source.hpp"
#include "store/ports/reader.hpp"
#include "transport/authenticator.hpp"
#include "transport/handed_over.hpp"
#include "transport/hooks/connect_judge.hpp"
#include "transport/http/router.hpp"
#include "transport/identity/identity_desk.hpp"
#include "transport/speech_table.hpp"
#include "transport/tls/certificates.hpp"
#include <caf/fwd.hpp>
#include <cstdint>
#include <functional>

namespace snug::transport {

/// What the transport is given by the node. Everything outlives the shards, except that the reader and the
/// journal must have stopped calling back before the switchboard goes.
struct node_parts {
  caf::actor_system& system;
  store::journal& journal;
  store::reader& reader;
  const facets::rulebook& rules;

  const store::clock& clock;
  store::random_source& random;
  const authenticator& who_is_it;
  const access_book& book;
  identity_desk& desk; ///< for strangers, who aren't anybody yet
  actors::desk& desks; ///< for everybody else: all desks there are
  const http::router& router;
  config::logger log;
  const speech_table& speeches = speech_table::plain();
  actors::desk* rpc = nullptr; ///< answers commands that no table knows; nullptr: nobody does
  const tls::certificates* certificates = nullptr; ///< nullptr: TLS isn't served
  hooks::connect_judge* connect = nullptr;         ///< says who brings no token; nullptr: nobody is asked
  std::uint64_t last_commit = 0;                   ///< the store's, before anything is submitted
  std::uint64_t store_id = 0;                      ///< names the store for good
  /// Told by every shard's loop as it turns, four times a second, with the shard's number; must not block.
  std::function<void(unsigned shard)> turned = [](unsigned) {};
  /// Gives a socket to another shard; the switchboard's. Any thread.
  std::function<void(std::uint16_t shard, handed_over socket)> hand_over = {};
};

} // namespace snug::transport
