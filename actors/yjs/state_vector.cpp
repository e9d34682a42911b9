#include "actors/yjs/state_vector.hpp"
#include "actors/yjs/lib0_reader.hpp"
#include "actors/yjs/lib0_writer.hpp"
#include "actors/yjs/update_reader.hpp"
#include <optional>

namespace snug::yjs {

model::result<state_vector> read_state_vector(std::string_view bytes, std::size_t max_clients) {
  lib0_reader in(bytes);
  state_vector out;
  for (auto left = in.uint(); left > 0 && in.sound(); --left) {
    const auto client = in.uint();
    const auto clock = in.uint();
    if (!in.sound()) break;
    if (out.size() >= max_clients) return model::failure{model::error_code::too_large, "too many clients"};
    out[client] = clock;
  }
  if (!in.done()) return model::failure{model::error_code::bad_request, "no state vector"};
  return out;
}

void put_state_vector(std::string& out, const state_vector& state) {
  put_uint(out, state.size());
  for (const auto& [client, clock] : state) {
    put_uint(out, client);
    put_uint(out, clock);
  }
}

std::string state_vector_of(std::string_view update) {
  struct group {
    std::uint64_t client;
    std::uint64_t end;
    bool stopped;
  };
  std::string body;
  std::uint64_t count = 0;
  std::optional<group> now;
  const auto finish = [&] {
    if (!now || now->end == 0) return;
    ++count;
    put_uint(body, now->client);
    put_uint(body, now->end);
  };
  update_reader in(update);
  while (const auto* p = in.next()) {
    if (!now || now->client != p->at.client) {
      finish();
      now = group{p->at.client, 0, p->at.clock != 0};
    }
    if (p->kind() == content::skip) now->stopped = true;
    if (!now->stopped) now->end = p->end();
  }
  finish();
  std::string out;
  put_uint(out, count);
  return out + body;
}

} // namespace snug::yjs
