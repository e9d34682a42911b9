#include "actors/facets/log_rows.hpp"
#include "actors/facets/state_rows.hpp"
#include "store/fsck.hpp"
#include "store/lmdb/lmdb_engine.hpp"
#include "tests/store/failing_engine.hpp"
#include "tests/store/fixture.hpp"
#include "tests/support/why_not.hpp"
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <deque>
#include <set>

// Several clients change the shared state of one room on a real LMDB store, online and offline, while the
// store is closed and opened again, commits fail and replies get lost. Beside it runs a map that says what
// should be there; what clients are told of conflicts and of edits that came too late must be what the map
// says.

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;
using model::error_code;

namespace {

std::string number(std::uint64_t n) { return model::packer().uint(n).str(); }
std::string text(std::string_view t) { return model::packer().text(t).str(); }

using fields = std::vector<std::pair<std::string, std::string>>;
std::string map_of(const fields& entries) {
  model::packer p;
  p.map(static_cast<std::uint32_t>(entries.size()));
  for (const auto& [key, value] : entries)
    p.text(key).raw(value);
  return std::move(p).str();
}

/// The state as a plain map: what a key has, when that was made, which version it is. `value` "": erased.
struct reference {
  struct cell {
    std::int64_t made_at = 0;
    std::string value;
    std::uint64_t version = 0;
  };
  using plain = std::map<std::string, std::string>;

  std::map<std::string, cell> cells;
  std::map<std::uint64_t, plain> versions{{0, {}}}; ///< the whole state as of each
  std::map<std::string, std::uint64_t> snapshots;
  std::uint64_t version = 0;
  std::int64_t forgotten = 0; ///< the last erasure that the room no longer knows of

  [[nodiscard]] plain now() const {
    plain all;
    for (const auto& [key, c] : cells)
      if (!c.value.empty()) all[key] = c.value;
    return all;
  }
  /// Keys that have changed after `base`; 0 means that nothing is there.
  [[nodiscard]] bool conflicts(const std::string& key, std::uint64_t base) const {
    const auto c = cells.find(key);
    if (c == cells.end() || c->second.version <= base) return false;
    return base != 0 || !c->second.value.empty();
  }
  /// Several edits of one time, all of one version; the keys whose edit came too late.
  std::vector<std::string> edit(const fields& values, std::int64_t made_at) {
    std::vector<std::string> lost;
    bool counts = false;
    for (const auto& [key, value] : values) {
      const auto c = cells.find(key);
      const bool there = c != cells.end() && !c->second.value.empty();
      const bool late = made_at < (c == cells.end() ? forgotten : c->second.made_at);
      if (value.empty() && (c == cells.end() || (!there && late))) continue;
      counts = true;
      if (late)
        lost.push_back(key);
      else
        cells[key] = {made_at, value, version + 1};
    }
    if (counts) versions[++version] = now();
    return lost;
  }
  void restore(std::uint64_t to, std::int64_t at) {
    const auto then = versions.at(to);
    if (then == now()) return;
    ++version;
    for (auto& [key, c] : cells) {
      const auto old = then.find(key);
      const auto value = old == then.end() ? std::string() : old->second;
      if (value != c.value) c = {at, value, version};
    }
    versions[version] = now();
  }
};

/// A client that is away at times. Its clock is wrong by `skew`; from hello it knows by how much.
struct client {
  std::string user;
  std::int64_t skew = 0;
  bool online = true;
  struct edit {
    std::int64_t at_its_clock;
    fields values; ///< "": erases
  };
  std::deque<edit> queued;
  reference::plain replica; ///< as it has followed the state
  std::uint64_t seen = 0;   ///< up to this version
};

class state_run {
public:
  state_run(std::uint64_t seed, std::uint32_t history)
    : random_(seed)
    , ahead_(seed % 2 == 0) {
    model::kind kind;
    kind.name = "shared";
    kind.state_history = history;
    kind.state_history_bytes = 1u << 30;
    kind.max_state_snapshots = 4;
    w_.kinds.add(kind);
    open();
    if (auto failed = writer_->prepare(w_.make_rooms({"board"}, "shared")))
      throw std::runtime_error(failed->message);
    for (int i = 0; i < 3; ++i)
      clients_.push_back(
          {"user" + std::to_string(i), static_cast<std::int64_t>(below(100'000)) - 50'000, true, {}, {}, 0});
  }

  void run(int steps) {
    for (step_ = 0; step_ < steps; ++step_) {
      w_.time.wall += static_cast<std::int64_t>(below(40));
      auto& who = clients_[below(clients_.size())];
      BOOST_TEST_CONTEXT("step " << step_ << " of " << who.user) {
        if (below(25) == 0) reopen();
        if (!who.online)
          away(who);
        else
          here(who);
      }
    }
    for (auto& who : clients_) {
      come_back(who);
      follow(who);
      BOOST_TEST((who.replica == ref_.now()), who.user << " knows something else");
    }
    const auto report = fsck(*rows_);
    BOOST_REQUIRE(report);
    for (const auto& finding : report->findings)
      BOOST_TEST(false, finding);
  }

  struct counts {
    int conflicts = 0, lost = 0, restored = 0, undone = 0, repeated = 0, failed = 0, reopened = 0,
        too_old = 0;
  } seen;

private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::string some_key() { return "k" + std::to_string(below(6)); }
  std::string some_value() { return text("v" + std::to_string(++last_value_)); }

  // ---- the store, and what happens to it

  void open() {
    if (ahead_)
      rows_ = std::make_unique<failing_engine>(w_.ahead()); // what a server runs on
    else
      rows_ = std::make_unique<failing_engine>(w_.disk());
    writer_ = std::make_unique<group_writer>(
        group_writer::parts{*rows_, w_.rules, w_.time, w_.random, w_.stats, w_.log}, *rows_->so_far());
  }
  void reopen() {
    ++seen.reopened;
    writer_.reset();
    rows_.reset();
    w_.stats.read_only = false;
    open();
  }
  outcome once(const model::command& command) {
    queued_command work{command, false};
    auto group = writer_->write({&work, 1});
    return std::move(group.outcomes.at(0));
  }
  /// Says it until it is answered: a commit may fail, a reply may be lost with the process.
  outcome say(const client& who, std::string_view verb, const fields& data) {
    model::command c;
    c.from = {0, 0, 1, 1, 1};
    c.who = somebody(who.user);
    c.verb = *facets::command_registry::get().find(verb);
    c.room_name = "board";
    c.data = map_of(data);
    c.id = "id-" + std::to_string(++last_id_);
    if (below(15) == 0) {
      const auto before = rows_->commits();
      rows_->fail_commit(before + 1, error_code::unavailable);
      auto failed = once(c);
      rows_->fail_commit(0, error_code{});
      if (rows_->commits() == before) return failed; // it changed nothing, so nothing was committed
      ++seen.failed;
      BOOST_TEST(!failed.reply.outcome);
      reopen();
    }
    auto first = once(c);
    if (!first.records.empty() && below(10) == 0) {
      ++seen.repeated;
      reopen();
      const auto again = once(c);
      BOOST_TEST(again.records.empty());
      BOOST_REQUIRE(again.reply.outcome);
      BOOST_TEST(*again.reply.outcome == *first.reply.outcome);
    }
    return first;
  }
  std::string ask(std::string_view verb, const fields& data) {
    model::command c;
    c.who = somebody("reader");
    c.verb = *facets::command_registry::get().find(verb);
    c.room_name = "board";
    c.data = map_of(data);
    auto snapshot = rows_->open_snapshot();
    BOOST_REQUIRE(snapshot);
    BOOST_REQUIRE(!(*snapshot)->renew());
    auto reply = w_.rules.read(c, **snapshot, w_.time.wall_ms());
    BOOST_REQUIRE_MESSAGE(reply, verb << ": " << snug::test::why_not(reply));
    return *reply;
  }

  // ---- what clients do

  fields some_edits() {
    fields edits;
    std::set<std::string> keys;
    for (auto n = 1 + below(3); n > 0; --n)
      if (const auto key = some_key(); keys.insert(key).second)
        edits.emplace_back(key, below(4) == 0 ? std::string() : some_value());
    return edits;
  }

  void away(client& who) {
    if (below(4) == 0) return come_back(who);
    who.queued.push_back({w_.time.wall_ms() + who.skew, some_edits()});
  }

  void come_back(client& who) {
    who.online = true;
    const auto offset = w_.time.wall_ms() - (w_.time.wall_ms() + who.skew); // hello's now, less its own
    for (; !who.queued.empty(); who.queued.pop_front()) {
      const auto& edit = who.queued.front();
      change(who, edit.values, edit.at_its_clock + offset, std::nullopt);
      w_.time.wall += static_cast<std::int64_t>(below(5));
    }
  }

  void here(client& who) {
    switch (below(12)) {
    case 0:
      who.online = false;
      return;
    case 1:
      return restore(who);
    case 2:
      return snapshot(who);
    case 3:
      return follow(who);
    case 4:
      return look();
    case 5:
    case 6:
      return change(who, some_edits(), std::nullopt, below(2) == 0 ? ref_.version : below(ref_.version + 1));
    default:
      return change(who, some_edits(), std::nullopt, std::nullopt);
    }
  }

  void change(const client& who, const fields& edits, std::optional<std::int64_t> made_at,
              std::optional<std::uint64_t> base) {
    fields data{{"values", map_of(edits)}};
    if (made_at) data.emplace_back("made_at", number(static_cast<std::uint64_t>(*made_at)));
    if (base) data.emplace_back("base_version", number(*base));
    const auto told = say(who, "state.set", data);
    const auto& reply = told.reply.outcome;
    const auto conflict =
        std::ranges::find_if(edits, [&](const auto& e) { return base && ref_.conflicts(e.first, *base); });
    if (conflict != edits.end()) {
      ++seen.conflicts;
      BOOST_REQUIRE(!reply);
      BOOST_TEST((reply.error().code == error_code::conflict));
      const model::value current(reply.error().current);
      BOOST_TEST(current.find("key").text().value() == conflict->first);
      BOOST_TEST(current.find("value").raw() == ref_.cells.at(conflict->first).value);
      BOOST_TEST(current.find("version").uint().value() == ref_.cells.at(conflict->first).version);
      return;
    }
    BOOST_REQUIRE_MESSAGE(reply, snug::test::why_not(reply));
    const auto lost = ref_.edit(edits, std::min(made_at.value_or(w_.time.wall_ms()), w_.time.wall_ms()));
    const model::value answer(*reply);
    BOOST_TEST(answer.find("version").uint().value() == ref_.version);
    BOOST_TEST(answer.find("lost").size() == lost.size());
    for (std::size_t i = 0; i < lost.size(); ++i) {
      ++seen.lost;
      const auto report = answer.find("lost").at(i);
      BOOST_TEST(report.find("key").text().value() == lost[i]);
      const auto winner = ref_.cells.contains(lost[i]) ? ref_.cells.at(lost[i]) : reference::cell{};
      BOOST_TEST(report.find("winner").find("version").uint().value() == winner.version);
      BOOST_TEST(report.find("winner").find("value").raw() == winner.value);
      check_kept(lost[i], who.user, edits);
    }
    forget();
  }

  /// Erasures that the history no longer has, and no snapshot needs, the room may have forgotten: but no
  /// others.
  void forget() {
    auto snapshot = rows_->open_snapshot();
    BOOST_REQUIRE(snapshot);
    BOOST_REQUIRE(!(*snapshot)->renew());
    const auto room = facets::find_room(**snapshot, "board").value();
    const auto first = facets::read_state_head(**snapshot, room).first;
    std::erase_if(ref_.cells, [&](const auto& each) {
      const auto& [key, cell] = each;
      if (facets::read_state_cell(**snapshot, room, key)) return false;
      BOOST_TEST(cell.value.empty());
      BOOST_TEST(cell.version < first);
      ref_.forgotten = std::max(ref_.forgotten, cell.made_at);
      return true;
    });
  }

  /// The loser is in the history, as its author had it.
  void check_kept(const std::string& key, const std::string& user, const fields& edits) {
    const auto history = ask("state.history", {{"key", text(key)}, {"limit", number(1)}});
    const auto entry = model::value(history).find("changes").at(0);
    BOOST_TEST(entry.find("version").uint().value_or(0) == ref_.version);
    BOOST_TEST(entry.find("lost").boolean().value_or(false));
    BOOST_TEST(entry.find("user").text().value_or("") == user);
    const auto wanted = std::ranges::find(edits, key, &fields::value_type::first);
    BOOST_TEST(entry.find("value").raw() == wanted->second);
  }

  void snapshot(const client& who) {
    const auto name = "s" + std::to_string(below(5));
    const bool there = ref_.snapshots.contains(name);
    if (there && below(2) == 0) {
      if (say(who, "state.forget", {{"name", text(name)}}).reply.outcome) ref_.snapshots.erase(name);
      return forget();
    }
    const auto made = say(who, "state.snapshot", {{"name", text(name)}});
    BOOST_TEST(static_cast<bool>(made.reply.outcome) == (!there && ref_.snapshots.size() < 4));
    if (made.reply.outcome) ref_.snapshots[name] = ref_.version;
  }

  void restore(const client& who) {
    const auto before = ref_.version;
    const auto was = ref_.now();
    if (!ref_.snapshots.empty() && below(2) == 0) {
      auto named = ref_.snapshots.begin();
      std::advance(named, static_cast<std::ptrdiff_t>(below(ref_.snapshots.size())));
      BOOST_REQUIRE(say(who, "state.restore", {{"snapshot", text(named->first)}}).reply.outcome);
      ref_.restore(named->second, w_.time.wall_ms());
    } else {
      const auto to = below(ref_.version + 1);
      const auto told = say(who, "state.restore", {{"version", number(to)}});
      if (!told.reply.outcome) {
        BOOST_TEST((told.reply.outcome.error().code == error_code::gone));
        ++seen.too_old;
        return;
      }
      ref_.restore(to, w_.time.wall_ms());
    }
    ++seen.restored;
    forget();
    look();
    if (below(2) == 0 || ref_.version == before) return;
    BOOST_REQUIRE(say(who, "state.restore", {{"version", number(before)}}).reply.outcome);
    ref_.restore(before, w_.time.wall_ms());
    ++seen.undone;
    forget();
    BOOST_TEST((ref_.now() == was));
    look();
  }

  // ---- what there is

  reference::plain pages(fields asked) {
    reference::plain all;
    asked.emplace_back("limit", number(1 + below(4)));
    for (;;) {
      const auto reply = ask("state.get", asked);
      const auto entries = model::value(reply).find("entries");
      for (std::size_t i = 0; i < entries.size(); ++i)
        all[std::string(entries.at(i).find("key").text().value())] = entries.at(i).find("value").raw();
      if (!model::value(reply).find("more").boolean().value()) return all;
      std::erase_if(asked, [](const auto& f) { return f.first == "after"; });
      asked.emplace_back("after", text(all.rbegin()->first));
    }
  }

  /// Everything there is, some of it, and a snapshot.
  void look() {
    BOOST_TEST((pages({}) == ref_.now()), "the state is something else");
    for (const auto& [name, version] : ref_.snapshots)
      BOOST_TEST((pages({{"snapshot", text(name)}}) == ref_.versions.at(version)),
                 "the snapshot " << name << " of version " << version << " is something else");
  }

  /// Takes over what has changed since it last looked.
  void follow(client& who) {
    const auto head = ask("state.get", {{"since", number(who.seen)}, {"limit", number(1)}});
    if (model::value(head).find("full").present()) who.replica.clear();
    for (const auto& [key, value] : pages({{"since", number(who.seen)}})) {
      if (value.empty())
        who.replica.erase(key);
      else
        who.replica[key] = value;
    }
    who.seen = ref_.version;
    BOOST_TEST((who.replica == ref_.now()), who.user << " has followed to something else");
  }

  world w_;
  std::unique_ptr<failing_engine> rows_;
  std::unique_ptr<group_writer> writer_;
  std::mt19937_64 random_;
  bool ahead_;
  reference ref_;
  std::vector<client> clients_;
  int step_ = 0;
  std::uint64_t last_id_ = 0, last_value_ = 0;
};

/// `SNUG_STATE_RUNS` looks longer.
std::uint64_t runs() {
  const auto* wanted = std::getenv("SNUG_STATE_RUNS");
  return wanted ? std::strtoull(wanted, nullptr, 10) : 12;
}

} // namespace

BOOST_AUTO_TEST_SUITE(state_model)

BOOST_AUTO_TEST_CASE(whatever_clients_do_and_whatever_breaks_the_state_is_what_a_plain_map_says) {
  state_run::counts all;
  for (std::uint64_t seed = 1; seed <= runs(); ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      state_run run(seed, seed % 3 == 0 ? 40 : 1'000'000);
      run.run(300);
      all.conflicts += run.seen.conflicts;
      all.lost += run.seen.lost;
      all.restored += run.seen.restored;
      all.undone += run.seen.undone;
      all.repeated += run.seen.repeated;
      all.failed += run.seen.failed;
      all.reopened += run.seen.reopened;
      all.too_old += run.seen.too_old;
    }
  }
  // What never came up was not tested.
  for (const auto n : {all.conflicts, all.lost, all.restored, all.undone, all.repeated, all.failed,
                       all.reopened, all.too_old})
    BOOST_TEST(n > 5);
  BOOST_TEST_MESSAGE(all.conflicts << " conflicts, " << all.lost << " edits too late, " << all.restored
                                   << " restored, " << all.undone << " of them undone, " << all.repeated
                                   << " repeated, " << all.failed << " commits failed, " << all.reopened
                                   << " times reopened, " << all.too_old << " versions too old");
}

BOOST_AUTO_TEST_CASE(fsck_finds_a_state_that_contradicts_itself) {
  world w;
  const auto rows = w.disk();
  group_writer writer({*rows, w.rules, w.time, w.random, w.stats, w.log}, *rows->so_far());
  BOOST_REQUIRE(!writer.prepare(w.make_rooms({"board"})));
  BOOST_TEST(fsck(*rows)->clean());
  BOOST_REQUIRE(!writer.prepare([](model::rows& all) {
    const auto room = facets::find_room(all, "board").value();
    all.put(facets::state_key(room, "a"), facets::encode(facets::state_cell{9, 1, 1, "ada", "", number(1)}));
    all.put(facets::state_head_key(room), facets::encode(facets::state_head{1, 2, 3, 1, 0, 0}));
  }));
  BOOST_TEST(fsck(*rows)->problems == 3u); // a later version, other sums, a version without its row
}

BOOST_AUTO_TEST_SUITE_END()
