#pragma once
#include "actors/model/result.hpp"
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace snug::yjs {

/// Per client the next clock that isn't known; a client that is missing stands for 0.
using state_vector = std::map<std::uint64_t, std::uint64_t, std::greater<>>;

/// At most `max_clients` of them. Refused as `bad_request` or `too_large`.
[[nodiscard]] model::result<state_vector> read_state_vector(std::string_view bytes,
                                                            std::size_t max_clients = 65536);
void put_state_vector(std::string& out, const state_vector& state);

/// What somebody knows who has a sound `update` and nothing else; encoded, in the update's order of clients.
[[nodiscard]] std::string state_vector_of(std::string_view update);

} // namespace snug::yjs
