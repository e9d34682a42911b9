#include "transport/edge.hpp"
#include "actors/facets/durability.hpp"
#include "actors/facets/free_events.hpp"
#include "actors/model/payload.hpp"
#include "transport/command_cost.hpp"
#include "transport/delivery.hpp"
#include "transport/too_many.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport {

namespace {

using model::error_code;

/// Renewals of a token on one connection in so many ms.
constexpr std::uint8_t most_renewals = 10;
constexpr std::int64_t renewals_ms = 10'000;

model::failure refusal(error_code code, std::string message, std::string field = {}) {
  return {code, std::move(message), std::move(field), 0, {}};
}

model::failure busy() { return {error_code::unavailable, "the server is busy", {}, 1'000, {}}; }

} // namespace

edge::edge(const transport_settings& settings, std::uint16_t shard, byte_budget& budget,
           const hello_desk& desk, actors::rate_budgets& addresses, outlet& out)
  : settings_(settings)
  , shard_(shard)
  , budget_(budget)
  , partials_(budget)
  , desk_(desk)
  , addresses_(addresses)
  , out_(out)
  , registry_(facets::command_registry::get()) {
  take_limits();
}

void edge::take_limits() {
  bounds_ = {settings_.commands_in_flight, settings_.bytes_in_flight};
  limits_.max_message = settings_.message_bytes;
  limits_.max_together = std::min<std::size_t>(dialect::frame_limits{}.max_together, bounds_.commands);
}

std::size_t edge::limit_of(const peer& p) const noexcept {
  if (p.now == peer::stage::fresh) return settings_.first_message_bytes;
  return p.speech == y_protocol_speech() ? settings_.document_message_bytes : settings_.message_bytes;
}

void edge::receive(peer& p, const message_piece& piece) {
  if (p.now == peer::stage::closing) return;
  if (piece.first) partials_.forget(p);
  const auto so_far = (p.partial ? p.partial->bytes.size() : 0) + piece.bytes.size();
  if (so_far > limit_of(p)) {
    partials_.forget(p);
    // A provider takes 1009 for a passing trouble and comes back with the same, for ever.
    const bool provider = p.speech == y_protocol_speech();
    out_.close(p, provider ? model::close_code::bad_request : model::close_code::too_large,
               "message is too large");
    return;
  }
  if (piece.first && piece.last) { // the usual case: nothing is copied
    message(p, piece.bytes, piece.binary);
    return;
  }
  const bool room = partials_.add(p, piece.bytes, std::min(piece.more, limit_of(p) - so_far));
  if (piece.last) return message(p, partials_.take(p), piece.binary);
  if (!room && !p.paused) out_.pause(p);
}

void edge::admit(std::int64_t now) {
  partials_.admit(now, [this](peer& p) {
    if (!used_up(p)) out_.go_on(p);
  });
}

void edge::end_overdue(std::int64_t now) {
  for (auto* p : partials_.overdue(now)) {
    partials_.forget(*p);
    out_.close(*p, model::close_code::protocol_abuse, "the end of a message did not come");
  }
}

void edge::message(peer& p, std::string_view message, bool binary) {
  if (p.now == peer::stage::carrier || p.worded) return out_.carried(p, message, binary);
  decoded_.clear();
  auto limits = limits_;
  limits.max_message = limit_of(p);
  all_dialects()[p.speech]->decode(message, binary, limits, decoded_);
  carry(p);
}

void edge::carry(peer& p) {
  if (decoded_.close != model::close_code::normal) {
    out_.close(p, decoded_.close, decoded_.reason);
    return;
  }
  for (auto& r : decoded_.refused)
    refuse(p, r.ref, std::move(r.why));
  if (too_often(p)) return;
  if (decoded_.together)
    together(p);
  else
    for (auto& request : decoded_.requests)
      single(p, request);
  if (p.now != peer::stage::closing && !p.paused && p.owed.used_up(bounds_)) out_.pause(p);
}

/// Refuses a message whose commands are more than may come from its network address. Those of strangers are
/// bounded by other means.
bool edge::too_often(peer& p) {
  if (p.now == peer::stage::fresh || p.address == 0) return false;
  const auto wait = addresses_.take(p.address, p.last_heard, settings_.address_commands_per_second,
                                    decoded_.requests.size());
  if (wait == 0) return false;
  for (const auto& request : decoded_.requests)
    refuse(p, request.ref, too_many_from_address(wait));
  return true;
}

void edge::single(peer& p, dialect::request& request) {
  if (p.now == peer::stage::closing) return;
  if (request.name == "hello") {
    greet(p, request);
    return;
  }
  auto command = read(p, request);
  if (!command) {
    refuse(p, request.ref, std::move(command.error()));
    return;
  }
  if (command->verb == registry_.renew()) return renew(p, *command);
  if (!charge(p, request.ref, cost_of(*command))) return;
  ++accepted_;
  out_.command(p, std::move(*command));
}

/// One transaction: all or none, so whatever is wrong with one refuses the others too.
void edge::together(peer& p) {
  auto& requests = decoded_.requests;
  std::vector<model::command> commands;
  bool right = decoded_.refused.empty();
  for (auto& request : requests) {
    auto command = read(p, request);
    if (command && (!durable(*command) ||
                    command->room_name != (commands.empty() ? *command : commands.front()).room_name))
      command = refusal(error_code::bad_request, "commands sent together must be durable and of one room");
    right = right && bool(command);
    if (command)
      commands.push_back(std::move(*command));
    else
      refuse(p, request.ref, std::move(command.error()));
  }
  if (!right) {
    for (const auto& c : commands)
      refuse(p, c.from.ref,
             refusal(error_code::bad_request, "another command sent together with it was refused"));
    return;
  }
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (charge(p, commands[i].from.ref, cost_of(commands[i]))) continue;
    for (std::size_t k = 0; k < commands.size(); ++k) {
      if (k < i) p.owed.give_back(commands[k].from.ref, budget_);
      if (k != i) refuse(p, commands[k].from.ref, busy());
    }
    return;
  }
  accepted_ += commands.size();
  if (!commands.empty()) out_.commands(p, std::move(commands));
}

void edge::greet(peer& p, const dialect::request& request) {
  if (p.now != peer::stage::fresh) {
    refuse(p, request.ref, refusal(error_code::bad_request, "hello was said already"));
    return;
  }
  model::arguments args;
  const auto& spec = *registry_.at(registry_.hello()).spec;
  if (auto wrong = model::read_arguments(request.data, spec.fields, args)) {
    refuse(p, request.ref, refusal(error_code::bad_request, wrong->field + " " + wrong->rule, wrong->field));
    return;
  }
  const model::return_address from{settings_.node, shard_, p.slot, p.generation, request.ref};
  auto answer = desk_.greet(from, p.came ? *p.came : arrival{}, request.data);
  if (auto* no = std::get_if<authenticator::rejection>(&answer)) {
    const auto code =
        no->close == model::close_code::bad_request ? error_code::bad_request : error_code::unauthenticated;
    refuse(p, request.ref, refusal(code, no->reason));
    out_.close(p, no->close, no->reason);
    return;
  }
  if (!charge(p, request.ref, request.data.size() + command_overhead)) return;
  auto& greeting = std::get<hello_desk::welcome>(answer);
  p.now = peer::stage::greeting;
  p.heartbeat_events = greeting.heartbeat_events;
  out_.hello(p, std::move(greeting.greeting));
}

void edge::renew(peer& p, const model::command& command) {
  if (!p.who) {
    auto why = refusal(error_code::unavailable, "hello isn't answered yet");
    why.retry_after_ms = 100;
    return refuse(p, command.from.ref, std::move(why));
  }
  // Checking a signature costs the loop; nobody needs it that often.
  if (p.last_heard - p.renewals_from >= renewals_ms) {
    p.renewals_from = p.last_heard;
    p.renewals = 0;
  }
  if (p.renewals >= most_renewals) {
    auto why = refusal(error_code::rate_limited, "too many renewals");
    why.retry_after_ms = static_cast<std::uint32_t>(p.renewals_from + renewals_ms - p.last_heard);
    return refuse(p, command.from.ref, std::move(why));
  }
  ++p.renewals;
  auto answer = desk_.renew(*p.who, model::value(command.data).find("token").text().value_or(""));
  if (auto* no = std::get_if<authenticator::rejection>(&answer)) {
    const auto code =
        no->close == model::close_code::forbidden ? error_code::forbidden : error_code::unauthenticated;
    return refuse(p, command.from.ref, refusal(code, std::move(no->reason), "token"));
  }
  ++accepted_;
  out_.renew(p, command.from.ref, std::move(std::get<hello_desk::renewal>(answer)));
}

bool edge::charge(peer& p, std::uint32_t ref, std::size_t bytes) {
  if (p.owed.take(ref, bytes, budget_)) return true;
  refuse(p, ref, busy());
  return false;
}

model::result<model::command> edge::read(const peer& p, dialect::request& request) const {
  const auto verb = registry_.find(request.name);
  if (p.now == peer::stage::fresh && !(verb && registry_.at(*verb).strangers))
    return refusal(error_code::unauthenticated, "say hello first");
  model::command c;
  c.from = {settings_.node, shard_, p.slot, p.generation, request.ref};
  if (verb) {
    c.verb = *verb;
    if (c.verb == registry_.hello()) return refusal(error_code::bad_request, "hello comes alone");
    const auto& spec = *registry_.at(c.verb).spec;
    model::arguments args;
    if (auto wrong = model::read_arguments(request.data, spec.fields, args))
      return refusal(error_code::bad_request, wrong->field + " " + wrong->rule, wrong->field);
    if (!spec.in_room) request.room.clear();
  } else {
    if (facets::check_event_name(request.name))
      return refusal(error_code::unknown_command, "no command of this name");
    c.verb = registry_.free_event();
    c.free_event = request.name;
  }
  c.room_name = request.room;
  c.data = std::move(request.data);
  c.id = std::move(request.id);
  return c;
}

bool edge::durable(const model::command& command) {
  const auto& spec = *facets::command_registry::get().at(command.verb).spec;
  return spec.way == model::lane::durable || facets::asks_for_durable(spec, command.data);
}

void edge::refuse(peer& p, std::uint32_t ref, model::failure why) {
  ++refused_;
  out_.refuse(p, ref, std::move(why));
}

} // namespace snug::transport
