#include "actors/facets/command_registry.hpp"
#include "actors/facets/documents.hpp"
#include "actors/model/packer.hpp"
#include "transport/command_cost.hpp"
#include "transport/shard.hpp"
#include <utility>

// What a shard does for Yjs providers. They know nothing of hello, rooms and replies: the shard says for them
// what a client of our own would say, and closes where that client would be answered a refusal. A provider
// comes back by itself unless the code is one of 44xx, and brings what it has edited meanwhile.

namespace snug::transport {

namespace {

// What is said on behalf of a provider; its own messages have no ref.
constexpr std::uint32_t hello_ref = 1;
constexpr std::uint32_t join_ref = 2;
constexpr std::uint32_t open_ref = 3;

model::close_code code_of(model::error_code why) noexcept {
  using enum model::error_code;
  switch (why) {
  case bad_request:
  case unknown_command:
  case too_large:
    return model::close_code::bad_request;
  case unauthenticated:
    return model::close_code::unauthenticated;
  case forbidden:
    return model::close_code::forbidden;
  case not_found:
    return model::close_code::no_such_room;
  default:
    return model::close_code::try_again;
  }
}

} // namespace

bool shard::edits_a_document(const peer& p) noexcept { return p.speech == y_protocol_speech(); }

/// The socket stands: hello, the room, the document.
void shard::enter_document(peer& p) {
  auto to = address_of(p);
  to.ref = hello_ref;
  auto judged = desk_.greet(to, *p.came, {});
  if (const auto* no = std::get_if<authenticator::rejection>(&judged)) return close(p, no->close, no->reason);
  auto& budget = shared_.budget;
  if (!p.owed.take(hello_ref, command_overhead, budget) || !p.owed.take(join_ref, command_overhead, budget) ||
      !p.owed.take(open_ref, command_overhead, budget))
    return close(p, model::close_code::try_again, "the server is busy");
  model::command join;
  join.verb = facets::command_registry::get().join();
  join.from = to;
  join.from.ref = join_ref;
  join.room_name = p.came->room;
  join.data = model::packer{}.map(0).str();
  model::command open;
  open.verb = facets::command_registry::get().find("document.open").value();
  open.from = to;
  open.from.ref = open_ref;
  open.room_name = p.came->room;
  open.data = model::packer{}.map(1).text("document").text(p.came->document).str();
  auto greeting = std::move(std::get<hello_desk::welcome>(judged).greeting);
  greeting.fleeting = true;
  p.now = peer::stage::greeting;
  hello(p, std::move(greeting));
  command(p, std::move(join));
  command(p, std::move(open));
}

void shard::document_replied(peer& p, const model::reply& reply) {
  if (!reply.outcome) document_refused(p, reply.to.ref, reply.outcome.error());
}

/// What it said is lost, so it has to come back and say it again; but for whoever may only read.
void shard::document_refused(peer& p, std::uint32_t ref, const model::failure& why) {
  if (ref == 0 && why.code == model::error_code::forbidden) {
    model::reply denied;
    denied.outcome = why;
    return delivery_->reply(p, denied);
  }
  close(p, code_of(why.code), why.message);
}

/// Of what it is told besides its document, two things concern it: that it is out, and that the document is
/// no more.
void shard::document_told(peer& p, const model::ephemeral_event& event) {
  if (event.name == "room.removed") return close(p, model::close_code::forbidden, "put out of the room");
  if (event.name == facets::document_closed_event)
    return close(p, model::close_code::bad_request, "the document can't be edited");
  delivery_->tell(p, event);
}

/// They couldn't take what came meanwhile; what they lack only their own state vector says.
void shard::close_overruns() {
  if (delivery_->take_overruns() == 0) return;
  peers_.each([this](peer& p) {
    if (!std::exchange(p.overrun, false)) return;
    close(p, model::close_code::slow_consumer, "too slow");
  });
}

} // namespace snug::transport
