#pragma once
#include "actors/facets/command_registry.hpp"
#include "actors/facets/memory_rows.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/facets/rulebook.hpp"
#include "actors/shard_actors.hpp"
#include "tests/support/counting_random.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_fan_out.hpp"
#include <caf/scheduler/test_coordinator.hpp>
#include <deque>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

namespace snug::test {

/// The writer without a thread: decides with the real rulebook on rows in memory when a test says so.
class manual_journal final : public store::journal {
public:
  manual_journal(const facets::rulebook& rules, const store::clock& clock, store::random_source& random)
    : rules_(rules)
    , clock_(clock)
    , random_(random) {}

  void submit(model::command command) override {
    if (throws) throw std::runtime_error("made up");
    queue_.push_back({std::move(command)});
  }
  void submit(std::vector<model::command> together) override { queue_.push_back(std::move(together)); }

  bool throws = false; ///< whoever submits meets an exception
  [[nodiscard]] std::size_t waiting() const noexcept { return queue_.size(); }

  /// Decides what waits and makes it true; the group is for the caller to tell.
  store::commit_group commit() {
    store::commit_group group;
    for (auto& together : std::exchange(queue_, {}))
      decide_together(together, group);
    group.last_commit = last_commit;
    return group;
  }
  /// The disk is full: everything that waits is refused, nothing is written.
  store::commit_group fail() {
    store::commit_group group;
    for (auto& together : std::exchange(queue_, {}))
      for (auto& command : together) {
        store::outcome refused;
        refused.reply = {command.from,
                         model::failure{model::error_code::storage_full, "no room left on the disk"}};
        refused.room = command.room;
        refused.hold = command.hold;
        group.outcomes.push_back(std::move(refused));
      }
    group.last_commit = last_commit;
    return group;
  }

  facets::memory_rows rows;
  std::uint64_t last_commit = 0;

private:
  void decide_together(const std::vector<model::command>& together, store::commit_group& group) {
    const auto rows_before = rows;
    const auto commit_before = last_commit;
    const auto first = group.outcomes.size();
    std::optional<model::failure> why;
    for (const auto& command : together) {
      decide(command, group);
      if (!why && !group.outcomes.back().reply.outcome) why = group.outcomes.back().reply.outcome.error();
    }
    if (!why) return;
    rows = rows_before;
    last_commit = commit_before;
    heads_.forget();
    for (auto i = first; i < group.outcomes.size(); ++i) {
      group.outcomes[i].records.clear();
      group.outcomes[i].reply.outcome = *why;
    }
  }
  void decide(const model::command& command, store::commit_group& group) {
    facets::rulebook::pen pen{
        heads_,   last_commit, clock_.wall_ms(),  random_.next_id(), {random_.next(), 0},
        "secret", &guesses_,   clock_.steady_ms()};
    auto verdict = rules_.execute(command, rows, pen);
    rows.apply(verdict.changes);
    store::outcome outcome;
    outcome.reply = {command.from, std::move(verdict.reply)};
    outcome.room = verdict.room.valid() ? verdict.room : command.room;
    outcome.hold = command.hold;
    outcome.waits = command.waits;
    outcome.records = std::move(verdict.records);
    group.outcomes.push_back(std::move(outcome));
    for (const auto& next : verdict.behind)
      decide(next, group);
  }

  const facets::rulebook& rules_;
  const store::clock& clock_;
  store::random_source& random_;
  facets::log_heads heads_;
  facets::guess_guard guesses_;
  std::deque<std::vector<model::command>> queue_;
};

/// The reader pool without threads: runs the jobs that wait when a test says so.
class manual_reader final : public store::reader {
public:
  explicit manual_reader(const manual_journal& journal)
    : journal_(journal) {}
  void submit(job work) override { jobs_.push_back(std::move(work)); }
  [[nodiscard]] std::size_t waiting() const noexcept { return jobs_.size(); }

  /// Runs what waits, in a snapshot of now. Returns how many ran.
  std::size_t run() {
    const now rows{journal_, readable};
    auto jobs = std::exchange(jobs_, {});
    for (auto& work : jobs)
      work(rows);
    return jobs.size();
  }
  bool readable = true; ///< false: the disk shows nothing

private:
  struct now final : store::snapshot {
    now(const manual_journal& j, bool can_be_read)
      : journal(j)
      , good(can_be_read) {}
    std::optional<std::string> get(std::string_view key) const override {
      return good ? journal.rows.get(key) : std::nullopt;
    }
    bool scan(std::string_view first, std::string_view last, order direction,
              const visitor& visit) const override {
      return good && journal.rows.scan(first, last, direction, visit);
    }
    std::uint64_t last_commit() const noexcept override { return good ? journal.last_commit : 0; }
    bool readable() const noexcept override { return good; }
    const manual_journal& journal;
    const bool good;
  };
  const manual_journal& journal_;
  std::deque<job> jobs_;
};

/// The actors of one node, under the deterministic scheduler: shards without sockets, a journal, a reader and
/// a clock that move when the test says so.
class actor_world {
public:
  /// `abilities`: what rooms have views of.
  explicit actor_world(std::uint16_t shards = 1,
                       std::span<const facets::facet> abilities = facets::all_facets())
    : abilities_(abilities) {
    model::kind group;
    group.name = "group";
    kinds.add(group);
    model::kind tiny = group;
    tiny.name = "tiny";
    tiny.max_present = 1;
    kinds.add(tiny);
    model::kind pair = group;
    pair.name = "pair";
    pair.access = model::access::open;
    pair.max_members = 2;
    kinds.add(pair);
    model::kind inbox = group;
    inbox.name = "inbox";
    inbox.auto_join = true;
    kinds.add(inbox);
    model::kind team = inbox;
    team.name = "team";
    kinds.add(team);
    kinds.add_name_rule("session_", "pair");
    for (std::uint16_t i = 0; i < shards; ++i)
      shards_.push_back(std::make_unique<shard>(*this, i, shards));
    std::vector<actors::door_handle> doors;
    for (auto& s : shards_)
      doors.push_back(s->actors.door());
    for (auto& s : shards_)
      s->actors.connect(doors);
  }
  ~actor_world() {
    for (auto& s : shards_) {
      for (auto& [slot, session] : s->sessions)
        s->actors.closed(session);
      s->sessions.clear();
      s->actors.stop();
    }
    settle();
    for (int i = 0; i < 3; ++i)
      settle();
  }

  /// A room that is there from the start.
  model::key make_room(const std::string& name, const std::string& kind = "group",
                       model::access access = model::access::public_room) {
    rules.ensure_room({kind, access, name, clock.wall}, journal.rows, random.next_id());
    return *facets::find_room(journal.rows, name);
  }
  void make_member(model::key room, std::string_view user, model::role role) {
    journal.rows.put(model::row_key(room, model::table::member).text(user).str(),
                     facets::encode(facets::standing{role}));
    journal.rows.put(facets::place_key(user, room), facets::encode(facets::place_row{role, 0}));
  }

  /// A client that has said hello as `user`; its reply is in `out` under ref 1.
  struct client {
    model::return_address address;
    actors::session_handle actor;
    std::uint64_t session;
  };
  client connect(const std::string& user, std::uint64_t session = 0, std::uint16_t on = 0) {
    return connect_as({0, on, ++slots_, 1, 0}, user, session);
  }
  /// A client whose hello asked for its own rooms.
  client connect_with_rooms(const std::string& user) {
    return connect_as({0, 0, ++slots_, 1, 0}, user, 0, true);
  }
  client connect_as(const model::return_address& address, const std::string& user, std::uint64_t session = 0,
                    bool brings_rooms = false) {
    const auto on = address.shard;
    client c;
    c.session = session ? session : random.next_id();
    c.address = address;
    auto who = std::make_shared<model::identity>();
    who->user = user;
    who->name = user;
    who->session = c.session;
    actors::greeting hello;
    hello.from = c.address;
    hello.from.ref = 1;
    hello.who = who;
    hello.reply = "\x80";
    hello.brings_rooms = brings_rooms;
    c.actor = shards_[on]->actors.hello(std::move(hello));
    shards_[on]->sessions[c.address.slot] = c.actor;
    run();
    return c;
  }
  void disconnect(const client& c) {
    auto& s = *shards_[c.address.shard];
    s.actors.closed(c.actor);
    s.sessions.erase(c.address.slot);
  }

  void say(const client& c, std::uint32_t ref, std::string_view verb, const std::string& room,
           std::string data = "\x80", std::string id = {}) {
    model::command command;
    command.from = c.address;
    command.from.ref = ref;
    const auto& registry = facets::command_registry::get();
    command.verb = registry.find(verb).value_or(registry.free_event());
    if (command.verb == registry.free_event()) command.free_event = verb;
    command.room_name = room;
    command.data = std::move(data);
    command.id = std::move(id);
    shards_[c.address.shard]->actors.command(c.actor, std::move(command));
  }

  struct said {
    std::uint32_t ref;
    std::string_view verb;
    std::string data;
  };
  /// Several commands in one frame.
  void say_together(const client& c, const std::string& room, std::vector<said> all) {
    std::vector<model::command> together;
    for (auto& one : all) {
      auto& command = together.emplace_back();
      command.from = c.address;
      command.from.ref = one.ref;
      command.verb = *facets::command_registry::get().find(one.verb);
      command.room_name = room;
      command.data = std::move(one.data);
    }
    shards_[c.address.shard]->actors.commands(c.actor, std::move(together));
  }

  /// Runs actors until nothing moves; neither reads nor commits.
  void run() {
    for (bool moved = true; moved;) {
      moved = scheduler().run() > 0;
      for (auto& s : shards_)
        moved = s->unit.run() > 0 || moved;
    }
  }
  /// Runs actors, reads and commits until nothing moves.
  void settle() {
    for (bool moved = true; moved;) {
      run();
      moved = reader.run() > 0;
      if (journal.waiting() > 0) {
        tell(journal.commit());
        moved = true;
      }
    }
  }
  void tell(const store::commit_group& group) {
    groups.push_back(group);
    for (const auto& o : group.outcomes)
      out.reply(o.reply);
    for (auto& s : shards_)
      s->actors.committed(group);
    run();
  }
  void advance(std::int64_t ms) {
    clock.advance(ms);
    scheduler().advance_time(std::chrono::milliseconds(ms));
    for (auto& s : shards_)
      s->actors.sweep();
    run();
  }

  struct config : caf::actor_system_config {
    config() { set("scheduler.policy", caf::atom("testing")); }
  };
  struct shard {
    shard(actor_world& world, std::uint16_t number, std::uint16_t count)
      : unit(world.system, [] {})
      , actors(actors::environment{world.system, unit, number, count, world.out, world.journal, world.reader,
                                   world.rules, world.clock, world.rates, world.limits,
                                   [&world](std::string_view line) { world.troubles.emplace_back(line); },
                                   world.abilities_}) {
      unit.watch(std::chrono::milliseconds(1),
                 [&world](const loop::slow_handler& one) { world.slow.push_back(one); });
    }
    loop::loop_unit unit;
    actors::shard_actors actors;
    std::map<std::uint32_t, actors::session_handle> sessions;
  };

  config settings;
  caf::actor_system system{settings};
  fake_clock clock;
  counting_random random;
  actors::shared_rates rates;
  actors::command_limits limits{3, 3};
  facets::kinds kinds;
  facets::rulebook rules{kinds};
  manual_journal journal{rules, clock, random};
  manual_reader reader{journal};
  fake_fan_out out;
  std::vector<store::commit_group> groups;
  std::vector<std::string> troubles;    ///< what actors said that went wrong inside them
  std::vector<loop::slow_handler> slow; ///< handlers that took over 1 ms
  [[nodiscard]] actors::shard_actors& actors_of(std::uint16_t n = 0) { return shards_[n]->actors; }

private:
  std::span<const facets::facet> abilities_;
  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  }
  std::vector<std::unique_ptr<shard>> shards_;
  std::uint32_t slots_ = 0;
};

} // namespace snug::test
