#include "actors/awake_room.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/rooms.hpp"
#include "actors/lanes.hpp"
#include <algorithm>

namespace snug::actors {

namespace {

model::permissions judge(const model::identity& who, const facets::room_facts& room,
                         const facets::standing& row) {
  return facets::rulebook::may(who, room, facets::rulebook::effective(room, row));
}

} // namespace

// ---- waking and sleeping

std::unique_ptr<awake_room> awake_room::load(model::key key, const facets::rulebook& rules,
                                             const store::snapshot& rows, const surroundings& around) {
  facets::room_facts facts;
  facts.key = key;
  if (const auto row = facets::read_room(rows, key)) {
    if (auto read = rules.room(row->name, rows)) facts = std::move(*read);
  }
  auto room = std::make_unique<awake_room>(std::move(facts), around);
  room->each_view([&](facets::view& view) { view.load(rows); });
  return room;
}

awake_room::awake_room(facets::room_facts facts, const surroundings& around,
                       std::span<const facets::facet> facets)
  : facts_(std::move(facts))
  , around_(around)
  , authority_(facts_, facts_.log.head, judge) {
  if (!facts_.kind) return; // its rows can't be read: nothing is made of it
  for (std::size_t i = 0; i < facets.size(); ++i) {
    const bool has_it = facets[i].make_view && ((facts_.kind->facets >> i) & 1) != 0;
    views_.push_back(has_it ? facets[i].make_view(facts_) : nullptr);
  }
}

template <class Call> bool awake_room::guarded(Call call) const {
  std::string what = "a view threw";
  try {
    call();
    return true;
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
  }
  around_.trouble("room " + facts_.name + ": " + what);
  return false;
}

template <class Call> void awake_room::each_view(Call call) {
  for (auto& view : views_)
    if (view) guarded([&] { call(*view); });
}

bool awake_room::at_rest() const {
  const auto may_sleep = [](const auto& view) { return !view || view->may_sleep(); };
  return here_.empty() && authority_.holds() == 0 && !wake_at() && std::ranges::all_of(views_, may_sleep);
}

std::optional<std::int64_t> awake_room::wake_at() const {
  std::optional<std::int64_t> first;
  for (const auto& view : views_) {
    const auto at = view ? view->wake_at() : std::nullopt;
    if (at && (!first || *at < *first)) first = at;
  }
  return first;
}

void awake_room::tick() {
  facets::effects effects;
  const auto now = around_.clock.steady_ms();
  each_view([&](facets::view& view) {
    if (view.wake_at().value_or(now + 1) <= now) view.tick(now, effects);
  });
  act(effects);
}

// ---- coming and going

join_answer::what awake_room::join(join_request request) {
  if (facts_.kind && !authority_.learn(request.who.who->user, request.who.in_room, request.head))
    return join_answer::what::stale;
  if (auto refused = refusal(request)) {
    if (!here_.present(request.who.who->user)) authority_.forget(request.who.who->user);
    if (!request.reply_to.nobody()) around_.out.reply({request.reply_to, std::move(*refused)});
    return join_answer::what::refused;
  }
  if (here_.find(request.who.address)) here_.remove(request.who.address);
  request.who.in_room = facets::rulebook::effective(facts_, *authority_.standing_of(request.who.who->user));
  request.who.judged_at = std::max(request.head, authority_.head());
  here_.add(request.who);

  facets::effects effects;
  model::packer fields;
  std::uint32_t count = 0;
  const auto now = around_.clock.steady_ms();
  each_view([&](facets::view& view) {
    model::packer own; // half of what a view says would spoil the whole reply
    const auto added = view.joined(request.who, now, own, effects);
    if (added > 0) fields.raw(own.str()); // nothing is not nil
    count += added;
  });
  answer_join(request, fields.str(), count);
  act(effects);
  return join_answer::what::joined;
}

std::optional<model::failure> awake_room::refusal(const join_request& request) const {
  if (!facts_.kind)
    return model::failure{model::error_code::unavailable, "this room can't be read", "room", 1'000, {}};
  const auto& who = *request.who.who;
  if (authority_.held(who.user)) return standing_is_undecided();
  if (!authority_.may(who, model::permission::see)) return facets::no_such_room();
  if (!authority_.may(who, model::permission::join))
    return model::failure{model::error_code::forbidden, "you may not come into this room", "room"};
  if (!here_.present(who.user) && here_.users() >= facts_.kind->max_present)
    return model::failure{model::error_code::room_full,
                          "at most " + std::to_string(facts_.kind->max_present) + " may be here at once",
                          "room"};
  return std::nullopt;
}

void awake_room::answer_join(const join_request& request, const std::string& fields, std::uint32_t count) {
  const auto& missed = request.resumption.missed;
  model::packer reply;
  reply.map(5 + (missed ? 1 : 0) + count)
      .text("room")
      .text(facts_.name)
      .text("role")
      .text(model::name_of(request.who.in_room.role))
      .text("epoch")
      .uint(request.epoch)
      .text("offset")
      .uint(request.resumption.from)
      .text("head")
      .uint(request.head);
  if (missed) reply.text("gap").map(2).text("from").uint(missed->from).text("to").uint(missed->to);
  if (count > 0) reply.raw(fields);
  const auto& address = request.who.address;
  if (request.reply_to.nobody())
    tell(address, "room.joined", std::move(reply).str());
  else
    around_.out.reply({request.reply_to, std::move(reply).str()});
  around_.out.subscribe({address, facts_.key, facts_.name, request.resumption.from, request.as_of,
                         request.head, request.who.judged_at});

  std::vector<model::ephemeral_event> welcome;
  each_view([&](facets::view& view) { view.welcome(welcome); });
  for (auto& event : welcome) {
    event.room = facts_.key;
    event.room_name = facts_.name;
    if (event.at == 0) event.at = around_.clock.wall_ms();
    around_.out.tell(address, std::make_shared<const model::ephemeral_event>(std::move(event)));
  }
}

void awake_room::leave(const model::return_address& address, bool for_good) {
  if (!here_.find(address)) return;
  const auto gone = here_.remove(address);
  if (!here_.present(gone.who->user)) authority_.forget(gone.who->user);
  facets::effects effects;
  const auto now = around_.clock.steady_ms();
  each_view([&](facets::view& view) { view.left(gone, for_good, now, effects); });
  act(effects);
}

void awake_room::tell(const model::return_address& address, std::string_view event, std::string data) {
  model::ephemeral_event told;
  told.room = facts_.key;
  told.room_name = facts_.name;
  told.name = event;
  told.data = std::move(data);
  told.at = around_.clock.wall_ms();
  around_.out.tell(address, std::make_shared<const model::ephemeral_event>(std::move(told)));
}

void awake_room::put_out(const model::return_address& address, std::string_view why) {
  around_.out.unsubscribe(address, facts_.key);
  tell(address, "room.removed", model::packer{}.map(1).text("reason").text(why).str());
  host_->notify(address, room_standing_notice::what::put_out);
  leave(address, true);
}

// ---- commands

void awake_room::carry_out(model::command command) {
  if (lane_of(command) == model::lane::durable) return take_away(std::move(command));
  facets::effects effects;
  const auto* by = here_.find(command.from);
  auto outcome = by && facts_.kind ? judge_live(*by, command, effects)
                                   : model::result<std::string>{model::failure{
                                         model::error_code::forbidden, "join the room first", "room"}};
  around_.out.reply({command.from, std::move(outcome)});
  act(effects);
}

model::result<std::string> awake_room::judge_live(const facets::occupant& by, const model::command& command,
                                                  facets::effects& out) {
  const auto& known = facets::command_registry::get().at(command.verb);
  if (authority_.held(by.who->user)) return standing_is_undecided();
  if (!authority_.may(*by.who, known.spec->needs))
    return model::failure{model::error_code::forbidden, "your role here doesn't allow this"};
  auto* view = known.facet < views_.size() ? views_[known.facet].get() : nullptr;
  if (!view) return model::failure{model::error_code::unknown_command, "no facet of this room knows it"};
  model::arguments args;
  const bool is_free =
      command.verb == facets::command_registry::get().free_event(); // its data may be anything
  if (auto wrong = is_free ? std::nullopt : model::read_arguments(command.data, known.spec->fields, args))
    return model::failure{model::error_code::bad_request, wrong->rule, wrong->field};
  model::result<std::string> outcome{model::failure{model::error_code::internal, "the command failed"}};
  if (!guarded([&] { outcome = view->live({by, facts_, around_.clock.steady_ms()}, command, args, out); }))
    out = {};
  return outcome;
}

void awake_room::act(facets::effects& effects) {
  for (auto& event : effects.events) {
    event.room = facts_.key;
    event.room_name = facts_.name;
    event.at = around_.clock.wall_ms();
    around_.out.post(std::make_shared<const model::ephemeral_event>(std::move(event)), here_.shards());
  }
  for (auto& command : effects.durable) {
    command.room = facts_.key;
    command.room_name = facts_.name;
    command.who = model::server_identity();
    around_.journal.submit(std::move(command));
  }
}

// ---- live authority

void awake_room::take_away(model::command command) {
  const auto& spec = *facets::command_registry::get().at(command.verb).spec;
  // Whoever may not take it away must not be able to hold others even for a moment; the journal refuses them.
  if (facts_.kind && authority_.may(*command.who, spec.needs)) {
    const model::value data(command.data);
    const auto user = spec.holds ? data.find("user").text().value_or("") : std::string_view{};
    if (!user.empty()) {
      command.hold = host_->next_hold();
      authority_.hold(std::string{user}, command.hold);
      hold(user);
    } else if (spec.holds_all_if == "*" || data.find(spec.holds_all_if).present()) {
      command.hold = host_->next_hold();
      authority_.hold_all(command.hold);
      for (const auto& each : here_.everybody())
        hold(each);
    }
  }
  around_.journal.submit(std::move(command));
}

void awake_room::hold(std::string_view user) {
  for (const auto& address : here_.of(user)) {
    around_.out.hold(address, facts_.key);
    host_->notify(address, room_standing_notice::what::held);
  }
}

void awake_room::lift(std::string_view user) {
  for (const auto& address : here_.of(user)) {
    around_.out.lift(address, facts_.key);
    host_->notify(address, room_standing_notice::what::lifted);
  }
}

void awake_room::seen(const seen_records& seen) {
  for (const auto& record : seen.records) {
    each_view([&](facets::view& view) { view.seen(record); });
    facts_.log.head = std::max(facts_.log.head, record.offset);
    if (const auto user = authority_.seen(record)) stand_anew(*user, record);
    if (facets::is_end_of_room(record)) end(record);
    if (facts_.kind && facets::take_over(record, facts_))
      for (const auto& user : here_.everybody())
        stand_anew(user, record);
  }
  if (const auto user = authority_.settle(seen.hold)) lift(*user);
  if (authority_.settle_all(seen.hold))
    for (const auto& user : here_.everybody())
      if (!authority_.held(user)) lift(user);
}

/// The room is gone: whoever is here is put out, and nobody comes in any more.
void awake_room::end(const model::record& by) {
  facts_.kind = nullptr;
  for (const auto& user : here_.everybody())
    for (const auto& address : here_.of(user))
      put_out(address, by.name);
}

void awake_room::stand_anew(const std::string& user, const model::record& by) {
  const auto row = authority_.standing_of(user);
  if (!row) return;
  const bool goes = put_out_by(by).has_value();
  for (const auto& address : here_.of(user)) {
    auto& occupant = *here_.find(address);
    occupant.in_room = facets::rulebook::effective(facts_, *row);
    const bool knew = occupant.judged_at >= by.offset;
    if (!knew && (goes || !judge(*occupant.who, facts_, *row).has(model::permission::join)))
      put_out(address, by.name);
  }
}

} // namespace snug::actors
