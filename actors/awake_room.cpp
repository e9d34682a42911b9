#include "actors/awake_room.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/memory_rows.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/rooms.hpp"
#include "actors/lanes.hpp"
#include <algorithm>
#include <iterator>
#include <utility>

namespace snug::actors {

namespace {

model::permissions judge(const model::identity& who, const facets::room_facts& room,
                         const facets::standing& row) {
  return facets::rulebook::may(who, room, facets::rulebook::effective(who, room, row));
}

model::failure unreadable_room() {
  return {model::error_code::unavailable, "this room can't be read", "room", 1'000, {}};
}

} // namespace

// ---- waking and sleeping

std::unique_ptr<awake_room> awake_room::load(model::key key, const facets::rulebook& rules,
                                             const store::snapshot& rows, const surroundings& around,
                                             const room_remains* former) {
  facets::room_facts facts;
  facts.key = key;
  if (const auto row = facets::read_room(rows, key)) {
    if (auto read = rules.room(row->name, rows)) facts = std::move(*read);
  }
  auto known = facts.log.head;
  if (former) known = facts.kind ? std::min(former->dealt_with, known) : former->dealt_with;
  auto room = std::make_unique<awake_room>(std::move(facts), around, known);
  room->unreadable_ = !rows.readable();
  room->views_.load(rows);
  if (former) room->take_back(*former, rows);
  return room;
}

std::unique_ptr<awake_room> awake_room::unreadable(model::key key, const surroundings& around,
                                                   const room_remains* former) {
  facets::room_facts facts;
  facts.key = key;
  auto room = std::make_unique<awake_room>(std::move(facts), around, former ? former->dealt_with : 0);
  room->unreadable_ = true;
  if (former) room->take_back(*former, facets::memory_rows{});
  return room;
}

awake_room::awake_room(facets::room_facts facts, const surroundings& around, std::uint64_t known)
  : facts_(std::move(facts))
  , around_(around)
  , authority_(facts_, known, judge)
  , views_(facts_, around.abilities, around.trouble)
  , loaded_(facts_.log.head)
  , dealt_with_(known) {
  if (around.memory) views_.each([&](facets::view& view) { view.share(*around.memory); });
}

bool awake_room::at_rest() {
  return here_.empty() && authority_.holds() == 0 && !wake_at() && views_.may_sleep();
}

void awake_room::tick() {
  facets::effects effects;
  views_.tick(around_.clock.steady_ms(), effects);
  act(effects);
}

void awake_room::done(facets::row_work& work) {
  facets::effects effects;
  const auto now = around_.clock.steady_ms();
  views_.each(effects, [&](facets::view& view) { view.done(work, now, effects); });
  act(effects);
}

// ---- waking anew

void awake_room::take_back(const room_remains& former, const model::row_source& rows) {
  auto everybody = former.here;
  for (auto& who : everybody) {
    const auto& user = who.who->user;
    const auto row = facts_.kind ? facets::read_standing(rows, facts_.key, user) : who.in_room;
    (void)authority_.learn(user, row, std::max(loaded_, authority_.head())); // nothing is newer
    stand(who, row);
    here_.add(who);
  }
  for (const auto& [number, user] : former.holds)
    authority_.hold(user, number);
  views_.restore(everybody, around_.clock.steady_ms());
}

room_remains awake_room::salvage() {
  auto left = remains();
  const auto at = std::exchange(errand_, {});
  for (const auto& author : at.unanswered)
    around_.out.reply({author, model::failure{model::error_code::internal, "the command failed"}});
  if (at.outside && at.told_in) {
    // It was told that it is in, and may not be subscribed: it comes back and resumes.
    around_.out.close(*at.outside, model::close_code::internal, "internal error");
  }
  if (at.outside)
    std::erase_if(left.here, [&](const auto& who) { return who.address.same_peer(*at.outside); });
  for (const auto number : at.holds) {
    left.holds.erase(number);
    if (const auto user = authority_.settle(number)) lift(*user);
  }
  return left;
}

void awake_room::answer(const model::return_address& to, model::result<std::string> outcome) {
  if (!to.nobody())
    around_.out.reply({to, std::move(outcome)}); // a session that came by itself isn't answered
  errand_.unanswered.clear();
}

void awake_room::begin(const model::return_address& author) {
  end();
  if (!author.nobody()) errand_.unanswered.push_back(author);
}

/// Keeps what was reserved: there is one errand per message.
void awake_room::end() {
  errand_.unanswered.clear();
  errand_.holds.clear();
  errand_.outside.reset();
  errand_.told_in = false;
}

// ---- coming and going

join_answer::what awake_room::join(join_request request) {
  begin(request.reply_to);
  const auto came = let_in(std::move(request));
  end();
  return came;
}

join_answer::what awake_room::let_in(join_request request) {
  if (facts_.kind && !authority_.learn(request.who.who->user, request.who.in_room, request.head))
    return join_answer::what::stale;
  if (auto refused = refusal(request)) {
    if (!here_.present(request.who.who->user)) authority_.forget(request.who.who->user);
    answer(request.reply_to, std::move(*refused));
    return join_answer::what::refused;
  }
  if (here_.find(request.who.address))
    here_.remove(request.who.address);
  else
    errand_.outside = request.who.address;
  const auto& who = *request.who.who;
  stand(request.who, *authority_.standing_of(who.user));
  request.who.judged_at = std::max(request.head, authority_.head());
  here_.add(request.who);

  facets::effects effects;
  model::packer fields;
  std::uint32_t count = 0;
  const auto now = around_.clock.steady_ms();
  views_.each(effects, [&](facets::view& view) {
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
  if (!facts_.kind) return unreadable_room();
  const auto& who = *request.who.who;
  if (authority_.held(who.user)) return standing_is_undecided();
  const auto row = authority_.standing_of(who.user).value_or(facets::standing{});
  if (auto why = facets::rulebook::refusal(who, facts_, row, model::permission::join)) return why;
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
  if (request.reply_to.nobody() && !request.quietly)
    tell(address, "room.joined", std::move(reply).str());
  else
    answer(request.reply_to, std::move(reply).str());
  errand_.told_in = true;
  around_.out.subscribe({address, facts_.key, facts_.name, request.resumption.from, request.as_of,
                         request.head, request.who.judged_at, request.epoch});

  std::vector<model::ephemeral_event> welcome;
  views_.each([&](facets::view& view) {
    std::vector<model::ephemeral_event> own;
    view.welcome(own);
    std::ranges::move(own, std::back_inserter(welcome));
  });
  for (auto& event : welcome) {
    event.room = facts_.key;
    event.room_name = facts_.name;
    if (event.at == 0) event.at = around_.clock.wall_ms();
    around_.out.tell(address, std::make_shared<const model::ephemeral_event>(std::move(event)));
  }
}

void awake_room::leave(const model::return_address& address, bool for_good) {
  if (!here_.find(address)) return;
  errand_.outside = address;
  const auto gone = here_.remove(address);
  if (!here_.present(gone.who->user)) authority_.forget(gone.who->user);
  facets::effects effects;
  const auto now = around_.clock.steady_ms();
  views_.each(effects, [&](facets::view& view) { view.left(gone, for_good, now, effects); });
  act(effects);
  errand_.outside.reset();
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

void awake_room::renew(const model::return_address& address, const model::identity_ptr& who) {
  auto* occupant = here_.find(address);
  if (!occupant || occupant->who->user != who->user) return;
  occupant->who = who;
  const auto row = authority_.standing_of(who->user);
  if (!row) return;
  stand(*occupant, *row);
  if (!judge(*who, facts_, *row).has(model::permission::join)) put_out(address, "session.renewed");
}

// ---- commands

void awake_room::carry_out(model::command command, const std::optional<outsider>& from_outside) {
  begin(command.from);
  const auto who = command.who;
  if (!from_outside || learn(command, *from_outside)) decide_on(std::move(command), from_outside);
  if (from_outside && !here_.present(who->user)) authority_.forget(who->user);
  end();
}

/// What the room knows of whoever asks from outside; false, and the answer given, where it can't judge them.
bool awake_room::learn(const model::command& command, const outsider& who) {
  if (!facts_.kind || authority_.learn(command.who->user, who.in_room, who.head)) return true;
  answer(command.from, standing_is_undecided()); // so much changed since: it is asked anew
  return false;
}

void awake_room::decide_on(model::command command, const std::optional<outsider>& from_outside) {
  if (lane_of(command) == model::lane::durable) {
    hand_in(command);
    hold_for(command);
    around_.journal.submit(std::move(command));
  } else {
    if (is_for_back_end(command, from_outside)) {
      errand_.unanswered.clear(); // by whoever asks the back end
      return around_.rpc->carry_out(std::move(command));
    }
    facets::effects effects;
    auto outcome = live(command, from_outside, effects);
    answer(command.from, std::move(outcome));
    act(effects);
  }
}

/// A name that no table knows, said by somebody in a room that takes no events of such a name.
bool awake_room::is_for_back_end(const model::command& command, const std::optional<outsider>& from_outside) {
  if (command.verb != facets::command_registry::get().free_event() || from_outside) return false;
  if (!around_.rpc || !around_.rpc->open()) return false;
  if (!facts_.kind || facts_.kind->free_events) return false;
  const auto* by = here_.find(command.from);
  return by && !authority_.held(by->who->user);
}

void awake_room::carry_out(std::vector<model::command> together) {
  end();
  for (const auto& command : together)
    errand_.unanswered.push_back(command.from);
  for (auto& command : together) {
    hand_in(command);
    hold_for(command);
  }
  around_.journal.submit(std::move(together));
  end();
}

model::result<std::string> awake_room::live(const model::command& command,
                                            const std::optional<outsider>& from_outside,
                                            facets::effects& out) {
  if (!facts_.kind) return unreadable_room();
  if (from_outside) {
    const auto row = authority_.standing_of(command.who->user).value_or(from_outside->in_room);
    facets::occupant by{command.from, command.who, {}};
    stand(by, row);
    by.judged_at = authority_.head();
    return judge_live(by, command, out);
  }
  const auto* by = here_.find(command.from);
  if (!by) return model::failure{model::error_code::forbidden, "join the room first", "room"};
  return judge_live(*by, command, out);
}

model::result<std::string> awake_room::judge_live(const facets::occupant& by, const model::command& command,
                                                  facets::effects& out) {
  const auto& registry = facets::command_registry::get();
  const auto& known = registry.at(command.verb);
  if (authority_.held(by.who->user)) return standing_is_undecided();
  const auto row = authority_.standing_of(by.who->user).value_or(facets::standing{});
  if (auto why = facets::rulebook::refusal(*by.who, facts_, row, known.spec->needs)) return *std::move(why);
  model::arguments args;
  if (command.verb != registry.free_event()) { // its data may be anything
    auto read = facets::rulebook::arguments_of(command);
    if (!read) return std::move(read.error());
    args = *read;
  }
  const auto now = around_.clock.steady_ms();
  auto outcome = views_.ask(known.facet, out, [&](facets::view& view) {
    return view.live({by, facts_, now}, command, args, out);
  });
  if (outcome && !out.unattended) views_.each(out, [&](facets::view& view) { view.active(by, now); });
  return outcome;
}

void awake_room::act(facets::effects& effects) {
  const auto as_told = [this](model::ephemeral_event& event) {
    event.room = facts_.key;
    event.room_name = facts_.name;
    event.at = around_.clock.wall_ms();
    return std::make_shared<const model::ephemeral_event>(std::move(event));
  };
  for (const auto& each : effects.attend)
    around_.out.attend(each.who, facts_.key, each.topics);
  for (auto& event : effects.events)
    around_.out.post(as_told(event), here_.shards());
  for (auto& [to, event] : effects.told)
    around_.out.tell(to, as_told(event));
  for (auto& work : effects.work)
    host_->run(std::move(work));
  if (!effects.shows.empty()) pass_on(effects.shows);
  for (auto& command : effects.durable) {
    command.room = facts_.key;
    command.room_name = facts_.name;
    command.who = model::server_identity();
    around_.journal.submit(std::move(command));
  }
}

/// What one view found out that sessions show, for the others.
void awake_room::pass_on(const std::vector<facets::showing>& shows) {
  facets::effects effects;
  const auto now = around_.clock.steady_ms();
  for (const auto& each : shows)
    if (const auto* who = here_.find(each.who))
      views_.each(effects, [&](facets::view& view) { view.shown(*who, each, now, effects); });
  effects.shows.clear();
  act(effects);
}

/// Before a durable command that is to be decided by everything said so far.
void awake_room::hand_in(const model::command& command) {
  if (!spec_of(command).behind_view) return;
  facets::effects effects;
  const auto facet = facets::command_registry::get().at(command.verb).facet;
  (void)views_.ask(facet, effects, [&](facets::view& view) -> model::result<std::string> {
    view.hand_in(around_.clock.steady_ms(), effects);
    return std::string{};
  });
  act(effects);
}

// ---- live authority

void awake_room::hold_for(model::command& command) {
  const auto& spec = spec_of(command);
  const model::value data(command.data);
  const auto user = spec.holds ? data.find("user").text().value_or("") : everybody;
  const bool from_all = spec.holds_all_if == "*" || data.find(spec.holds_all_if).present();
  // Whoever may not take it away must not be able to hold others even for a moment; the journal refuses them.
  if (!facts_.kind || !authority_.may(*command.who, spec.needs)) return;
  if (spec.holds ? user.empty() : !from_all) return;
  // Of somebody who isn't here the room doesn't know what they have: it may be anything.
  constexpr facets::standing most{model::role::owner, false};
  if (spec.holds && !facets::rulebook::takes_away(command, authority_.standing_of(user).value_or(most)))
    return;
  command.hold = host_->next_hold();
  errand_.holds.push_back(command.hold);
  authority_.hold(std::string{user}, command.hold);
  hold(user);
}

void awake_room::hold(std::string_view user) {
  for (const auto& address : concerned(user)) {
    around_.out.hold(address, facts_.key);
    host_->notify(address, room_standing_notice::what::held);
  }
}

/// Those of whom nothing else is being decided.
void awake_room::lift(std::string_view user) {
  for (const auto& address : concerned(user)) {
    if (authority_.held(here_.find(address)->who->user)) continue;
    around_.out.lift(address, facts_.key);
    host_->notify(address, room_standing_notice::what::lifted);
  }
}

std::vector<model::return_address> awake_room::concerned(std::string_view user) const {
  if (user != everybody) return here_.of(user);
  std::vector<model::return_address> all;
  for (const auto& each : here_.people())
    std::ranges::copy(here_.of(each), std::back_inserter(all));
  return all;
}

void awake_room::seen(const seen_records& seen) {
  end();
  if (seen.hold != 0) errand_.holds.push_back(seen.hold);
  for (const auto& record : seen.records) {
    if (!record.told() || record.offset > loaded_)
      views_.each([&](facets::view& view) { view.seen(record); });
    facts_.log.head = std::max(facts_.log.head, record.offset);
    if (const auto user = authority_.seen(record)) stand_anew(*user, record);
    if (facets::is_end_of_room(record)) close_down(record);
    if (facts_.kind && facets::take_over(record, facts_))
      for (const auto& user : here_.people())
        stand_anew(user, record);
    dealt_with_ = std::max(dealt_with_, record.offset);
  }
  if (const auto user = authority_.settle(seen.hold)) lift(*user);
  end();
}

/// The room is gone: whoever is here is put out, and nobody comes in any more.
void awake_room::close_down(const model::record& by) {
  facts_.kind = nullptr;
  for (const auto& user : here_.people())
    for (const auto& address : here_.of(user))
      put_out(address, by.name);
}

void awake_room::stand(facets::occupant& who, const facets::standing& row) const {
  who.in_room = facets::rulebook::effective(*who.who, facts_, row);
  who.member = row.role > model::role::banned;
}

void awake_room::stand_anew(const std::string& user, const model::record& by) {
  const auto row = authority_.standing_of(user);
  if (!row) return;
  const bool goes = put_out_by(by).has_value();
  for (const auto& address : here_.of(user)) {
    auto& occupant = *here_.find(address);
    stand(occupant, *row);
    const bool knew = occupant.judged_at >= by.offset;
    if (!knew && (goes || !judge(*occupant.who, facts_, *row).has(model::permission::join)))
      put_out(address, by.name);
  }
}

} // namespace snug::actors
