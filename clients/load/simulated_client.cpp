#include "clients/load/simulated_client.hpp"

namespace snug::load {

namespace {

constexpr std::size_t most_waiting_bytes = 1u << 20; ///< at a socket, before a client holds its tongue
constexpr std::uint64_t first_wait_ns = 100'000'000; ///< before a client tries again
constexpr std::uint32_t most_doublings = 5;
constexpr int stalling_buffer = 4'096; ///< what the kernel is to hold for who doesn't read
constexpr unsigned slow_consumer = 4001;

reception::rules rules_of(const world& all, const part& mine) {
  const auto kept = all.play.kept_as();
  auto right = reception::claim::everything;
  if (replaces(kept)) right = reception::claim::the_last;
  if (kept != lane::durable && mine.has == trouble::stalls) right = reception::claim::an_order;
  return {kept, right, all.play.size, all.run};
}

} // namespace

simulated_client::simulated_client(caf::actor_config& config, loop::loop_unit& unit, world& all,
                                   std::uint32_t number)
  : loop_actor(config, unit)
  , all_(all)
  , number_(number)
  , part_(all.parts[number])
  , wire_(all.loop, *this, number)
  , speech_(all.speak())
  , hears_(all.people, all.faults, number, rules_of(all, part_))
  , script_(all.play, part_, number, part_.talks ? all.talk_every() : 0)
  , room_(part_.room) {
  if (part_.talks)
    talker_ = std::make_unique<talker>(all.play.kept_as(), all.run, part_.room, number, all.play.size);
}

caf::behavior simulated_client::make_behavior() {
  return {
      [this](connect_atom) { open(); },
      [this](talk_atom) {
        talks_now_ = talker_ != nullptr;
        script_.begin_talking(now_ns());
        say_what_fits();
        arm();
      },
      [this](trouble_atom) {
        script_.begin_trouble(now_ns());
        arm();
      },
      [this](act_atom) { act(); },
      [this](refill_atom) { say_what_fits(); },
      [this](hush_atom) { hush(); },
      [this](judge_atom) { judge(); },
      [this](goodbye_atom) {
        go_away(false);
        quit();
      },
  };
}

bool simulated_client::settled() const {
  if (talker_ && !talker_->waiting().empty()) return false;
  const bool may_be_out = part_.has == trouble::churns && (stage_ == stage::away || stage_ == stage::outside);
  return may_be_out || (stage_ == stage::inside && catches_up_to_ == 0 && hears_.complete());
}

void simulated_client::complain(fault what, std::string_view words) {
  all_.faults.add(what, [&] { return "client " + std::to_string(number_) + ": " + std::string(words); });
}

// ---- coming and going

void simulated_client::open() {
  if (stage_ != stage::away) return;
  stage_ = stage::connecting;
  comes_back_at_ = pacer::never;
  began_ = now_ns();
  if (was_in_) ++all_.numbers.count.comebacks;
  const auto how = speech_->how();
  wire_.open(all_.where, {how.path, how.subprotocol, how.is_text, all_.source_of(number_),
                          part_.has == trouble::stalls ? stalling_buffer : 0});
}

void simulated_client::go_away(bool abruptly) {
  wire_.drop(abruptly);
  hears_.leave();
  stage_ = stage::away;
  catches_up_to_ = 0;
}

void simulated_client::closed(connection&, unsigned code, std::string why) {
  const bool expected = part_.has == trouble::stalls && code == slow_consumer;
  if (!expected) complain(fault::disconnected, why);
  hears_.leave();
  stage_ = stage::away;
  catches_up_to_ = 0;
  comes_back_at_ = now_ns() + (first_wait_ns << std::min(failures_++, most_doublings));
  arm();
}

void simulated_client::opened(connection&) {
  stage_ = stage::greeting;
  all_.scratch.clear();
  const auto token = all_.mint ? all_.mint->token_for("load-" + std::to_string(number_)) : std::string{};
  speech_->greet(all_.scratch, {token, resume_});
  queue_scratch();
  wire_.flush();
}

void simulated_client::queue_scratch() {
  if (!all_.scratch.empty()) wire_.queue(all_.scratch);
  all_.scratch.clear();
}

void simulated_client::welcomed(std::string_view user, std::string_view resume) {
  if (stage_ != stage::greeting) return complain(fault::unanswered, "was welcomed twice");
  stage_ = stage::outside;
  resume_ = resume;
  all_.people.of(number_).user = user;
  all_.numbers.welcome.add(now_ - began_);
  come_into_room();
  wire_.flush();
}

void simulated_client::come_into_room() {
  stage_ = stage::joining;
  const bool resumes = was_in_ && all_.play.kept_as() == lane::durable && part_.has != trouble::churns;
  speech_->join(all_.scratch, all_.people.name_of(room_), resumes ? hears_.stands() : position{});
  queue_scratch();
}

void simulated_client::joined(position stands, std::uint64_t head, bool gap) {
  if (stage_ != stage::joining) return complain(fault::unanswered, "came into a room it didn't ask for");
  stage_ = stage::inside;
  failures_ = 0;
  const bool resumes = was_in_ && part_.has != trouble::churns;
  hears_.enter(room_, stands, resumes, gap);
  if (!was_in_) {
    was_in_ = true;
    ++all_.came_in;
    all_.numbers.arrival.add(now_ - began_);
  } else if (resumes && all_.play.kept_as() == lane::durable) {
    catches_up_to_ = head;
    if (stands.offset >= head) has_caught_up();
  }
  say_again();
  say_what_fits();
}

void simulated_client::has_caught_up() {
  catches_up_to_ = 0;
  all_.numbers.catching_up.add(now_ - began_);
}

void simulated_client::left() {
  if (stage_ != stage::leaving) return complain(fault::unanswered, "was let out of a room it didn't leave");
  stage_ = stage::outside;
  hears_.leave();
}

// ---- what is due

void simulated_client::arm() {
  const auto next = std::min(script_.next_at(), comes_back_at_);
  if (next >= armed_) return;
  armed_ = next;
  all_.wakes.wake(number_, next);
}

void simulated_client::act() {
  const auto now = now_ns();
  if (now < armed_) return;
  armed_ = pacer::never;
  if (comes_back_at_ <= now) open();
  while (script_.next_at() <= now)
    perform(script_.take());
  wire_.flush();
  arm();
}

void simulated_client::perform(const script::step& step) {
  if (step.is != script::what::talk) return perform_trouble(step);
  if (stage_ != stage::inside)
    ++all_.numbers.count.missed_turns;
  else if (wire_.waiting() > most_waiting_bytes)
    ++all_.numbers.count.held_back;
  else
    say(step.at);
}

void simulated_client::perform_trouble(const script::step& step) {
  using what = script::what;
  switch (step.is) {
  case what::leave:
    if (stage_ != stage::inside) return script_.not_now(step, now_ns());
    stage_ = stage::leaving;
    speech_->leave(all_.scratch, all_.people.name_of(room_));
    return queue_scratch();
  case what::join:
    if (stage_ == stage::leaving) return script_.not_now(step, now_ns());
    if (stage_ != stage::outside) return; // the server hung up meanwhile, and it came back by itself
    room_ = step.room;
    return come_into_room();
  case what::hang_up:
  case what::cut:
    if (stage_ == stage::away) return script_.not_now(step, now_ns());
    return go_away(step.is == what::cut);
  case what::come_back:
    return open();
  case what::stall:
    if (stage_ != stage::inside) return script_.not_now(step, now_ns());
    return wire_.stop_reading();
  case what::read_again:
    return wire_.read_again();
  case what::talk:
    return;
  }
}

void simulated_client::hush() {
  hushed_ = true;
  talks_now_ = false;
  script_.stop_talking();
  script_.stop_trouble();
  if (part_.has == trouble::stalls) wire_.read_again();
  // Who is cut comes back, to show that nothing was lost; who left needn't.
  if (part_.has == trouble::is_cut && stage_ == stage::away) open();
}

void simulated_client::judge() {
  hears_.finish();
  if (!hears_.is_in() && part_.has != trouble::churns)
    complain(fault::disconnected, "was not in its room at the end");
  if (!talker_ || talker_->waiting().empty()) return;
  const auto missing = talker_->waiting().size();
  all_.faults.add(
      fault::unanswered,
      [&] {
        return "client " + std::to_string(number_) + ": " + std::to_string(missing) +
               " messages got no answer";
      },
      missing);
}

// ---- talking

void simulated_client::say(std::uint64_t due) {
  speech_->publish(all_.scratch, talker_->next(all_.people.name_of(room_), due));
  const auto number = talker_->last();
  all_.people.of(number_).sent = number;
  if (all_.counts_receivers()) {
    const auto self = part_.has != trouble::stalls ? 1u : 0u;
    all_.under_way.sent(number_, number, all_.readers[room_] - self);
  }
  queue_scratch();
  all_.numbers.sent(due, now_ns());
}

void simulated_client::say_what_fits() {
  if (!talks_now_ || !all_.play.is_closed_loop() || stage_ != stage::inside) return;
  if (all_.counts_receivers())
    while (all_.under_way.free_of(number_) > 0)
      say(now_ns());
  else
    while (talker_->waiting().size() < all_.play.window)
      say(now_ns());
  wire_.flush();
}

void simulated_client::say_again() {
  if (!talker_) return;
  for (const auto& each : talker_->waiting()) {
    speech_->publish(all_.scratch, talker_->again(all_.people.name_of(room_), each));
    queue_scratch();
    ++all_.numbers.count.resent;
  }
  wire_.flush();
}

void simulated_client::acknowledged(std::uint64_t ref, std::uint64_t offset) {
  const auto which = talker_ ? talker_->answered(ref) : std::nullopt;
  if (!which)
    return complain(fault::unanswered, "got an answer that nothing waits for: " + std::to_string(ref));
  all_.numbers.acknowledged(which->due, now_);
  auto& known = all_.people.of(number_);
  known.acknowledged = std::max(known.acknowledged, which->number);
  if (const auto other = all_.people.ledger_of(room_).note(offset, {number_, which->number}))
    complain(fault::out_of_order, "message " + std::to_string(which->number) +
                                      " was acknowledged at offset " + std::to_string(offset) +
                                      ", where others have message " + std::to_string(other->number) +
                                      " of client " + std::to_string(other->sender));
  say_what_fits();
}

void simulated_client::refused(std::uint64_t ref, std::string_view why) {
  complain(fault::refused, why);
  if (ref >= peer_protocol::first_ref && talker_) (void)talker_->answered(ref);
  if (ref >= peer_protocol::first_ref || stage_ == stage::inside) return;
  go_away(false);
  comes_back_at_ = now_ns() + (first_wait_ns << std::min(failures_++, most_doublings));
  arm();
}

// ---- listening

void simulated_client::received(connection&, std::string_view message, std::uint64_t now) {
  now_ = now;
  speech_->read(message, *this, all_.answer);
  if (all_.answer.empty()) return;
  wire_.send(all_.answer);
  all_.answer.clear();
}

void simulated_client::told(const told_event& event) {
  const auto mark = event.of_load ? stamp::read(event.text) : std::nullopt;
  const auto found = hears_.heard(event, mark ? &*mark : nullptr);
  if (!event.of_load)
    ++all_.numbers.count.other_events;
  else if (!found.of_us)
    ++all_.numbers.count.foreign;
  else if (found.counts)
    count(event, *mark, found);
  if (catches_up_to_ != 0 && event.offset >= catches_up_to_) has_caught_up();
}

void simulated_client::count(const told_event& event, const stamp& mark, const reception::finding& found) {
  auto& numbers = all_.numbers;
  ++numbers.count.delivered;
  const bool is_late = catches_up_to_ != 0 && event.offset <= catches_up_to_;
  if (is_late) ++numbers.count.caught_up;
  if (replaces(all_.play.kept_as())) numbers.count.replaced += found.missed;
  if (part_.has == trouble::stalls) return;
  ++numbers.count.undisturbed;
  if (!is_late) numbers.delivered(mark.due, now_);
  if (!all_.counts_receivers()) return;
  // What is missing is a fault of its own; the loop goes on without it.
  for (std::uint32_t i = found.missed; i > 0; --i)
    all_.under_way.arrived(mark.sender, mark.number - i);
  all_.under_way.arrived(mark.sender, mark.number);
}

void simulated_client::confused(std::string_view why) { complain(fault::altered, why); }

} // namespace snug::load
