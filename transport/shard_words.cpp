#include "actors/model/packer.hpp"
#include "transport/dialect/socketio_words.hpp"
#include "transport/shard.hpp"
#include <utility>

// What a shard does for clients that speak an app's own words on a plain WebSocket. They know no hello and no
// join: both are said for them, and where they would be answered a refusal the socket is closed.

namespace snug::transport {

namespace {

/// Codes of our own that say "don't come back like this" are 1008 to clients that don't know them.
model::close_code known_code(model::close_code code) noexcept {
  const auto number = static_cast<unsigned>(code);
  return number >= 4'100 && number < 4'500 ? model::close_code::protocol_abuse : code;
}

} // namespace

model::close_code shard::code_for(const peer& p, model::close_code code) noexcept {
  return p.worded ? known_code(code) : code;
}

void shard::enter_words(peer& p) {
  dialect::decoded hello;
  const auto came = profile_desk::handshake{{}, p.came->query, p.came->places};
  profiles_->enter(p, came);
  std::string token;
  if (!p.came->bearer.empty()) token = p.came->bearer;
  auto fields =
      token.empty() ? model::packer{}.map(0).str() : model::packer{}.map(1).text("token").text(token).str();
  (void)profiles_->greet(p, came, std::move(fields), true, hello);
  const bool turned_away = hello.requests.empty();
  const auto why = turned_away ? hello.refused.front().why.message : std::string();
  edge_->carry(p, std::move(hello));
  if (turned_away) close(p, model::close_code::bad_request, why);
}

void shard::said_in_words(peer& p, std::string_view message, bool binary) {
  dialect::decoded said;
  if (profiles_->read_text(p, message, binary, said)) edge_->carry(p, std::move(said));
}

/// hello was answered; true where that is all.
bool shard::words_welcomed(peer& p, const model::reply& reply) {
  if (reply.to.ref != dialect::connect_ref) return false;
  if (!reply.outcome)
    close(p, model::close_code::unauthenticated, reply.outcome.error().message);
  else if (!profiles_->welcomed(p, reply))
    profiles_->entered(p);
  return true;
}

} // namespace snug::transport
