#include "transport/hooks/event_sender.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/model/payload.hpp"
#include "transport/hooks/event_text.hpp"
#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace snug::transport::hooks {

namespace {

using model::table;

constexpr std::size_t page_rows = 200;
constexpr std::int64_t read_again_ms = 1'000; ///< where the store can't be read
constexpr std::int64_t longest_nap_ms = 1'000;

std::uint64_t place_of(std::string_view room) { return std::hash<std::string_view>{}(room); }

std::string why_of(const web_answer& answer) {
  if (answer.status == 0) return answer.trouble;
  return "status " + std::to_string(answer.status);
}

} // namespace

event_sender::event_sender(const surroundings& with)
  : with_(with) {}

event_sender::~event_sender() { stop(); }

void event_sender::take(rules next) {
  bool goes = false;
  {
    const std::lock_guard lock(mutex_);
    plan_.take(next.plan);
    max_dead_ = next.max_dead;
    goes = started_ && !stopping_ && next.to;
    to_.replace(next.to ? std::make_shared<const envelope>(*std::move(next.to)) : nullptr);
  }
  changed_.notify_all();
  if (goes) begin();
}

void event_sender::start() {
  {
    const std::lock_guard lock(mutex_);
    started_ = true;
  }
  if (on()) begin();
}

/// The queue is followed before it is read: what is committed in between is seen twice rather than not.
void event_sender::begin() {
  if (begun_.exchange(true)) return;
  count_dead();
  thread_ = std::thread(&event_sender::live, this);
}

void event_sender::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void event_sender::live() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto now = with_.clock.steady_ms();
    if (work(lock, now)) continue;
    auto wake = plan_.wake_at().value_or(now + longest_nap_ms);
    if (const auto rest = breaker_.wait(now)) wake = std::max<std::int64_t>(wake, now + rest);
    const auto nap = std::clamp<std::int64_t>(wake - now, 1, longest_nap_ms);
    changed_.wait_for(lock, std::chrono::milliseconds(nap));
  }
}

/// Does the next thing there is to do, outside the lock; false where there is none.
bool event_sender::work(std::unique_lock<std::mutex>& lock, std::int64_t now) {
  std::function<void()> task;
  if (auto what = plan_.take_settlement(now); !what.empty()) {
    task = [this, what = std::move(what)] { settle(what); };
  } else if (plan_.wants_page() && !reading_ && now >= read_at_) {
    reading_ = true;
    task = [this, from = plan_.read_from()] { read_page(from); };
  } else if (dead_ > max_dead_ && !dropping_) {
    dropping_ = true;
    task = [this, excess = dead_ - max_dead_] { drop_oldest_dead(excess); };
  } else if (on() && breaker_.wait(now) == 0) {
    if (const auto number = plan_.next(now)) {
      (void)breaker_.allow(now);
      task = [this, number = *number] { read_and_send(number); };
    }
  }
  if (!task) return false;
  lock.unlock();
  task();
  lock.lock();
  return true;
}

// ---- rows

void event_sender::read_page(std::uint64_t from) {
  with_.reader.submit([this, from](const store::snapshot& rows) {
    std::vector<send_plan::row> found;
    bool whole = true;
    const auto visit = [&](std::string_view key, std::string_view value) {
      if (found.size() == page_rows) return whole = false;
      const auto number = facets::read_hook_key(key);
      const auto row = facets::decode_hook(value);
      if (number) found.push_back({*number, row ? place_of(row->room) : 0});
      return true;
    };
    const bool readable =
        rows.readable() && rows.scan(facets::hook_key(table::hook, from + 1),
                                     model::row_key::end_of(facets::hook_owner(), table::hook),
                                     model::row_source::order::up, visit);
    const std::lock_guard lock(mutex_);
    reading_ = false;
    if (!rows.readable()) read_at_ = with_.clock.steady_ms() + read_again_ms;
    plan_.page(found, whole && readable);
    changed_.notify_all();
  });
}

void event_sender::read_and_send(std::uint64_t number) {
  with_.reader.submit([this, number](const store::snapshot& rows) {
    const auto value = rows.readable() ? rows.get(facets::hook_key(table::hook, number)) : std::nullopt;
    const auto row = value ? facets::decode_hook(*value) : std::nullopt;
    const auto to = to_.now();
    if (row && to) {
      const auto delivery = std::to_string(with_.store_id) + '.' + std::to_string(number);
      auto request = to->around(event_text(number, delivery, *row), with_.clock.wall_ms(), number, delivery);
      return with_.web.send(std::move(request),
                            [this, number](const web_answer& answer) { answered(number, answer); });
    }
    const std::lock_guard lock(mutex_);
    breaker_.forgotten();
    if (rows.readable() && to)
      plan_.gone(number); // or damaged: the store has said so
    else
      plan_.put_back(number, with_.clock.steady_ms() + read_again_ms);
    changed_.notify_all();
  });
}

void event_sender::count_dead() {
  with_.reader.submit([this](const store::snapshot& rows) {
    std::uint64_t count = 0;
    if (rows.readable())
      (void)rows.scan(facets::hook_key(table::hook_dead, 0),
                      model::row_key::end_of(facets::hook_owner(), table::hook_dead),
                      model::row_source::order::up, [&](auto, auto) { return ++count, true; });
    const std::lock_guard lock(mutex_);
    dead_ += count;
  });
}

void event_sender::drop_oldest_dead(std::uint64_t excess) {
  with_.reader.submit([this, excess](const store::snapshot& rows) {
    facets::settlement what;
    if (rows.readable())
      (void)rows.scan(facets::hook_key(table::hook_dead, 0),
                      model::row_key::end_of(facets::hook_owner(), table::hook_dead),
                      model::row_source::order::up, [&](std::string_view key, std::string_view) {
                        if (const auto number = facets::read_hook_key(key)) what.drop.push_back(*number);
                        return what.drop.size() < std::min<std::uint64_t>(excess, facets::most_settled);
                      });
    if (!what.empty()) return settle(what); // `committed` goes on
    const std::lock_guard lock(mutex_);
    dropping_ = false;
    dead_ = std::min(dead_, max_dead_); // there are fewer than was thought
  });
}

void event_sender::settle(const facets::settlement& what) {
  model::command command;
  command.who = model::server_identity();
  command.verb = *facets::command_registry::get().find("hook.settle");
  command.data = facets::encode(what);
  with_.journal.submit(std::move(command));
}

// ---- what comes back

void event_sender::answered(std::uint64_t number, const web_answer& answer) {
  const std::lock_guard lock(mutex_);
  const auto now = with_.clock.steady_ms();
  if (answer.good()) {
    plan_.sent(number);
    breaker_.succeeded();
    ++delivered_;
    if (std::exchange(away_, false)) say("the back end takes events again");
  } else if (!stopping_) {
    plan_.failed(number, why_of(answer), now, with_.random.next());
    breaker_.failed(now, with_.random.next());
    if (breaker_.open() && !std::exchange(away_, true))
      say("the back end takes no events: " + why_of(answer));
  }
  changed_.notify_all();
}

void event_sender::committed(const store::commit_group_ptr& group) noexcept {
  if (!begun_.load()) return;
  for (const auto& outcome : group->outcomes) {
    for (const auto& record : outcome.records) {
      if (record.told() || !record.name.starts_with("hook.")) continue;
      const std::lock_guard lock(mutex_);
      if (record.name == facets::hook_queued) {
        const auto room = model::value(record.data).find("room").text().value_or("");
        plan_.queued(record.commit, place_of(room));
      } else if (record.name == facets::hook_settled) {
        const auto what = facets::decode_settlement(record.data);
        plan_.settled(what);
        dead_ += what.dead.size();
        dead_ -= std::min<std::uint64_t>(dead_, what.again.size() + what.drop.size());
        if (!what.drop.empty()) dropping_ = false;
        if (!what.again.empty()) plan_.revived();
      }
      changed_.notify_all();
    }
  }
}

std::uint64_t event_sender::delivered() const {
  const std::lock_guard lock(mutex_);
  return delivered_;
}

std::uint64_t event_sender::dead() const {
  const std::lock_guard lock(mutex_);
  return dead_;
}

void event_sender::say(std::string_view line) const {
  if (with_.log) with_.log(line);
}

} // namespace snug::transport::hooks
