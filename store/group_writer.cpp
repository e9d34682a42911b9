#include "store/group_writer.hpp"
#include "actors/facets/memberships.hpp"
#include "actors/facets/rooms.hpp"
#include "store/clock_sense.hpp"
#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <unordered_map>
#include <utility>

namespace snug::store {

namespace {

constexpr std::int64_t complain_every_ms = 5'000;
constexpr std::uint32_t come_back_ms = 5'000;
/// How long retention waits after it failed.
constexpr std::int64_t rest_ms = 1'000;
constexpr std::int64_t first_sweep_ms = 10'000;
/// Pieces of retention in one transaction while nobody waits.
constexpr std::size_t idle_pieces = 32;

/// What clients are told: the reason in one sentence, without paths and library texts.
model::failure told(const model::failure& why) {
  if (why.code == model::error_code::storage_full)
    return {why.code, "the store is full", {}, come_back_ms, {}};
  return {model::error_code::unavailable, "the store can't be written", {}, come_back_ms, {}};
}

/// A command that takes rows away is let through where nothing may grow.
bool only_adds(const facets::verdict& v) {
  const auto puts = [](const model::change& c) { return c.does == model::change::what::put; };
  return !v.changes.empty() && std::all_of(v.changes.begin(), v.changes.end(), puts);
}

bool keys_fit(const facets::verdict& v) {
  return std::all_of(v.changes.begin(), v.changes.end(),
                     [](const model::change& c) { return c.key.size() <= max_key_bytes; });
}

outcome outcome_of(const queued_command& work, facets::verdict&& v) {
  outcome o;
  o.reply = {work.command.from, std::move(v.reply)};
  o.room = v.room;
  o.hold = work.command.hold;
  o.waits = work.command.waits;
  o.charged = static_cast<std::uint32_t>(work.command.data.size());
  o.records = std::move(v.records);
  return o;
}

facets::verdict refusal(model::failure why, model::key room) {
  facets::verdict v;
  v.reply = std::move(why);
  v.room = room;
  return v;
}

void add(model::rows& to, const std::vector<model::change>& changes) {
  using what = model::change::what;
  for (const auto& c : changes) {
    if (c.does == what::put)
      to.put(c.key, c.value);
    else if (c.does == what::erase)
      to.erase(c.key);
    else
      to.erase_range(c.key, c.value);
  }
}

/// The next of the numbers that follow from one random one (splitmix64): a call of the system for each
/// command costs more than the command. For epochs: they are told from each other, and need not be hard to
/// guess.
std::uint64_t next_out_of(std::uint64_t& random) noexcept {
  auto z = random += 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/// How many of `work` are decided as one.
std::size_t unit_at(std::span<queued_command> work) {
  std::size_t n = 1;
  while (n < work.size() && work[n - 1].with_next)
    ++n;
  return n;
}

} // namespace

group_writer::group_writer(parts with, const progress& so_far)
  : with_(std::move(with))
  , so_far_(so_far)
  , trimmer_(with_.rules)
  , sweep_(with_.time.steady_ms() + first_sweep_ms)
  , complained_at_(with_.time.steady_ms() - complain_every_ms) {
  with_.stats.last_commit = so_far_.last_commit;
}

commit_group group_writer::write(std::span<queued_command> work) {
  const auto before = so_far_;
  commit_group group;
  group.outcomes.reserve(work.size());
  attempt a;
  auto failed = begin(a);
  for (std::size_t at = 0; !failed && at < work.size();) {
    const auto unit = unit_at(work.subspan(at));
    failed = unit == 1 ? decide_one(a, work[at], group.outcomes)
                       : decide_together(a, work.subspan(at, unit), group.outcomes);
    at += unit;
  }
  if (!failed && a.records) failed = trim(a, a.records / trimmer::piece + 1);
  if (!failed) failed = demolish(a);
  if (!failed) failed = commit(a);
  if (failed) {
    give_up(before, *failed);
    abort(a, *failed, work, group.outcomes);
    a.for_others.clear();
  }
  for (auto& next : a.for_others)
    with_.send_on(std::move(next));
  group.last_commit = so_far_.last_commit;
  with_.stats.commands.fetch_add(work.size(), std::memory_order_relaxed);
  return group;
}

/// Nothing of the group is true. What was answered from rows that an earlier group wrote stays answered so: a
/// repeat of what is on disk, and a refusal in a room where nothing of this group came before it.
void group_writer::abort(const attempt& a, const model::failure& why, std::span<queued_command> work,
                         std::vector<outcome>& out) {
  std::unordered_map<model::key, std::uint64_t> taken_back; // by room: the first offset that isn't any more
  auto repeat = a.repeats.begin();
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& o = out[i];
    const bool repeats = repeat != a.repeats.end() && repeat->outcome == i;
    const auto offset = repeats ? (repeat++)->offset : 0;
    const auto gone = taken_back.find(o.room);
    const bool stands =
        gone == taken_back.end() ? repeats || !o.reply.outcome : repeats && offset < gone->second;
    if (!stands) o.reply.outcome = told(why);
    for (const auto& record : std::exchange(o.records, {})) {
      auto& first = taken_back.try_emplace(o.room, std::numeric_limits<std::uint64_t>::max()).first->second;
      if (record.told()) first = std::min(first, record.offset);
    }
  }
  for (auto at = a.answered; at < work.size(); ++at)
    out.push_back(outcome_of(work[at], refusal(told(why), work[at].command.room)));
}

trouble group_writer::prepare(const std::function<void(model::rows&)>& put) {
  const auto before = so_far_;
  attempt a;
  auto failed = begin(a);
  if (!failed) {
    facets::draft rows(*a.txn);
    put(rows);
    // A batch is of one partition: neighbours go together, their order stays.
    std::vector<model::change> run;
    for (auto& change : rows.take()) {
      const auto partition = [](const model::change& c) { return static_cast<unsigned char>(c.key.front()); };
      if (!run.empty() && partition(run.front()) != partition(change)) {
        const auto of = partition(run.front());
        if ((failed = keep(a, of, std::exchange(run, {})))) break;
      }
      run.push_back(std::move(change));
    }
    if (!failed && !run.empty()) {
      const unsigned of = static_cast<unsigned char>(run.front().key.front());
      failed = keep(a, of, std::move(run));
    }
  }
  if (!failed) failed = commit(a);
  if (failed) give_up(before, *failed);
  heads_.forget(); // rooms may have come into being
  return failed;
}

std::int64_t group_writer::tidy_at() const {
  if (with_.stats.read_only) return std::numeric_limits<std::int64_t>::max();
  return std::max(rest_until_, trimmer_.due() || demolition_.due() ? rest_until_ : sweep_.next_step());
}

void group_writer::tidy() {
  const auto before = so_far_;
  attempt a;
  auto failed = begin(a);
  if (!failed && with_.time.steady_ms() >= sweep_.next_step()) {
    const auto wall = with_.stats.clock_wrong ? 0 : a.wall_ms;
    for (auto& key : sweep_.step(*a.txn, trimmer_, wall, with_.time.steady_ms())) {
      const unsigned partition = static_cast<unsigned char>(key.front());
      failed = keep(a, partition, {{model::change::what::erase, std::move(key), {}}});
      if (failed) break;
    }
  }
  if (!failed) failed = trim(a, idle_pieces);
  for (std::size_t i = 0; !failed && i < idle_pieces && demolition_.due(); ++i)
    failed = demolish(a);
  if (!failed) failed = commit(a);
  if (!failed) return;
  give_up(before, *failed);
  rest_until_ = with_.time.steady_ms() + rest_ms;
}

trouble group_writer::begin(attempt& a) {
  if (with_.stats.read_only)
    return failed_with(model::error_code::unavailable, "the store is read-only after an error of the disk");
  a.wall_ms = with_.time.wall_ms();
  a.random = with_.random.next();
  with_.stats.clock_wrong = clock_is_wrong(a.wall_ms, with_.built_at, so_far_.newest_at);
  a.growing = with_.rows.may_grow();
  with_.stats.growing = a.growing;
  auto txn = with_.rows.begin();
  if (!txn) return txn.error();
  a.txn = std::move(*txn);
  rows_.read_from(*a.txn);
  return std::nullopt;
}

trouble group_writer::commit(attempt& a) {
  if (a.batches.empty()) return std::nullopt;
  const auto begun = std::chrono::steady_clock::now();
  if (auto failed = a.txn->commit(so_far_)) return failed;
  const auto took = std::chrono::steady_clock::now() - begun;
  with_.stats.synced(
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  with_.stats.records.fetch_add(a.records, std::memory_order_relaxed);
  with_.stats.last_commit = so_far_.last_commit;
  if (observer_) observer_(so_far_, a.batches);
  return std::nullopt;
}

trouble group_writer::keep(attempt& a, unsigned partition, std::vector<model::change> changes) {
  if (changes.empty()) return std::nullopt;
  rows_.changed(changes);
  if (auto failed = a.txn->apply(changes)) return failed;
  std::uint64_t bytes = 0;
  for (const auto& c : changes)
    if (c.does == model::change::what::put) bytes += c.key.size() + c.value.size();
  with_.stats.bytes_changed.fetch_add(bytes, std::memory_order_relaxed);
  a.batches.push_back({partition, std::move(changes)});
  return std::nullopt;
}

trouble group_writer::decide_one(attempt& a, queued_command& work, std::vector<outcome>& out) {
  auto v = judge(a, work.command, rows_);
  if (!v.behind.empty()) return decide_unit(a, {&work, 1}, out, std::move(v));
  if (auto failed = keep(a, v.room.partition(), std::move(v.changes))) return failed;
  add_outcome(a, work, std::move(v), out);
  ++a.answered;
  return std::nullopt;
}

void group_writer::add_outcome(attempt& a, queued_command& work, facets::verdict&& v,
                               std::vector<outcome>& out) {
  count(a, v.records);
  if (v.repeated != 0) a.repeats.push_back({out.size(), v.repeated});
  out.push_back(outcome_of(work, std::move(v)));
}

trouble group_writer::decide_together(attempt& a, std::span<queued_command> work, std::vector<outcome>& out) {
  return decide_unit(a, work, out, std::nullopt);
}

/// All or none: commands that came together, and behind each what follows from it. `first` is what the first
/// one came to, where that is known.
trouble group_writer::decide_unit(attempt& a, std::span<queued_command> work, std::vector<outcome>& out,
                                  std::optional<facets::verdict> first) {
  auto last_commit = so_far_.last_commit;
  if (first) last_commit -= first->records.size();
  facets::draft rows(rows_);
  verdicts done;
  std::optional<model::failure> refused;
  const auto for_others = a.for_others.size();
  model::key at;
  for (auto& one : work) {
    auto v = first ? *std::exchange(first, std::nullopt) : judge(a, one.command, rows);
    at = v.room;
    if (!v.reply) refused = v.reply.error();
    auto behind = std::exchange(v.behind, {});
    add(rows, v.changes);
    done.emplace_back(one, std::move(v));
    if (!refused) refused = decide_behind(a, std::move(behind), rows, done);
    if (refused) break;
  }
  if (refused) {
    take_back(at, last_commit);
    a.for_others.resize(for_others);
    for (const auto& [command, before] : done)
      heads_.forget(before.room);
    for (const auto& each : work)
      out.push_back(outcome_of(each, refusal(*refused, at)));
    a.answered += work.size();
    return std::nullopt;
  }
  for (auto& [command, v] : done) {
    if (auto failed = keep(a, v.room.partition(), std::move(v.changes))) return failed;
    add_outcome(a, command, std::move(v), out);
  }
  a.answered += work.size();
  return std::nullopt;
}

/// What follows from a command, and what follows from that. Where one of them can't be, nothing of it is.
std::optional<model::failure> group_writer::decide_behind(attempt& a, std::vector<model::command> behind,
                                                          facets::draft& rows, verdicts& done) {
  for (std::size_t next = 0; next < behind.size(); ++next) {
    if (with_.is_elsewhere && with_.is_elsewhere(behind[next])) {
      a.for_others.push_back(std::move(behind[next]));
      continue;
    }
    queued_command one{std::move(behind[next]), false};
    auto v = judge(a, one.command, rows);
    if (!v.reply) return v.reply.error();
    for (auto& further : std::exchange(v.behind, {}))
      behind.push_back(std::move(further));
    add(rows, v.changes);
    done.emplace_back(std::move(one), std::move(v));
  }
  return std::nullopt;
}

void group_writer::count(attempt& a, const std::vector<model::record>& records) {
  a.records += records.size();
  for (const auto& r : records) {
    so_far_.newest_at = std::max(so_far_.newest_at, r.at);
    if (facets::is_end_of_room(r))
      demolition_.add(r.room);
    else
      trimmer_.grew(r);
  }
}

facets::verdict group_writer::judge(attempt& a, const model::command& command,
                                    const model::row_source& rows) {
  const auto last_commit = so_far_.last_commit;
  const auto damage = a.txn->damage_met();
  // A command with an id has its hidden bytes from that.
  std::array<std::uint64_t, 2> fresh{};
  if (command.id.empty()) fresh = {with_.random.next(), with_.random.next()};
  facets::rulebook::pen pen{heads_,    so_far_.last_commit,
                            a.wall_ms, next_out_of(a.random) % ((1ull << 53) - 1) + 1,
                            fresh,     with_.rows.card().signing_secret,
                            &guesses_, with_.time.steady_ms()};
  auto v = with_.rules.execute(command, rows, pen);
  model::failure why;
  if (a.txn->damage_met() != damage)
    why = failed_with(model::error_code::internal, "a damaged row stands in the way");
  else if (!v.reply)
    return v;
  else if (!a.growing && only_adds(v))
    why = told(failed_with(model::error_code::storage_full, {}));
  else if (!keys_fit(v))
    why = failed_with(model::error_code::too_large, "a name or id is too long to be kept");
  else
    return v;
  take_back(v.room, last_commit);
  return refusal(std::move(why), v.room);
}

trouble group_writer::trim(attempt& a, std::size_t pieces) {
  for (std::size_t taken = 0; pieces > 0 && trimmer_.due(); --pieces) {
    const auto damage = a.txn->damage_met();
    facets::draft rows(*a.txn);
    taken = trimmer_.step(rows, heads_, with_.stats.clock_wrong ? 0 : a.wall_ms);
    auto changes = rows.take();
    if (changes.empty()) continue;
    // What can't be read isn't thrown away: fsck is to find it.
    if (a.txn->damage_met() != damage) {
      heads_.forget();
      trimmer_.pass_over();
      continue;
    }
    const unsigned partition = static_cast<unsigned char>(changes.front().key.front());
    if (auto failed = keep(a, partition, std::move(changes))) return failed;
    with_.stats.trimmed.fetch_add(taken, std::memory_order_relaxed);
  }
  return std::nullopt;
}

/// A piece of what deleted rooms have left, and the users' sides of it.
trouble group_writer::demolish(attempt& a) {
  if (!demolition_.due()) return std::nullopt;
  auto piece = demolition_.next(rows_);
  if (piece.changes.empty()) return std::nullopt;
  const auto room = piece.room;
  heads_.forget(room);
  if (auto failed = keep(a, room.partition(), std::move(piece.changes))) return failed;
  for (const auto& user : piece.members) {
    auto v = judge(a, facets::membership_ends(user, room), rows_);
    if (auto failed = keep(a, v.room.partition(), std::move(v.changes))) return failed;
  }
  return std::nullopt;
}

void group_writer::take_back(model::key room, std::uint64_t last_commit) {
  so_far_.last_commit = last_commit;
  heads_.forget(room);
}

void group_writer::give_up(const progress& before, const model::failure& why) {
  so_far_ = before;
  heads_.forget();
  rows_.forget();
  demolition_.look_again();
  const bool first = !with_.stats.read_only;
  if (why.code == model::error_code::storage_full)
    with_.stats.growing = false;
  else
    with_.stats.read_only = true;
  if (first) log_trouble(why);
}

void group_writer::log_trouble(const model::failure& why) {
  with_.stats.failed(why.message);
  const auto now = with_.time.steady_ms();
  if (!with_.stats.read_only && now < complained_at_ + complain_every_ms) return;
  complained_at_ = now;
  const auto what =
      with_.stats.read_only ? "journal: read-only from now on: " : "journal: a group was aborted: ";
  say(with_.log, log_level::error, what + why.message);
}

} // namespace snug::store
