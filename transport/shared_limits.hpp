#pragma once
#include "actors/command_limits.hpp"
#include "actors/facets/memory_budget.hpp"
#include "actors/rate_budgets.hpp"
#include "transport/address_counts.hpp"
#include "transport/byte_budget.hpp"
#include "transport/head_count.hpp"
#include "transport/transport_settings.hpp"
#include <atomic>
#include <cstddef>

namespace snug::transport {

/// What all shards of a node use up together. Any thread.
struct shared_limits {
  explicit shared_limits(const transport_settings& s)
    : budget(s.process_bytes_in_flight)
    , documents(s.document_bytes) {}
  byte_budget budget;
  facets::memory_budget documents;         ///< in the memory of awake rooms
  std::atomic<std::size_t> connections{0}; ///< sockets, whatever they speak
  std::atomic<std::size_t> peers{0};       ///< those that are WebSockets
  address_counts addresses;
  head_count users;                   ///< connections of each that said hello
  actors::rate_budgets address_rates; ///< commands from each address
  actors::shared_rates rates;         ///< commands of each user and room
};

} // namespace snug::transport
