#include "tests/risk/two_lanes.hpp"
#include "tests/risk/client_model.hpp"
#include <algorithm>
#include <array>
#include <numeric>

namespace snug::risk {

namespace {

/// Chooses who makes the next step.
class scheduler {
public:
  scheduler(std::uint64_t seed, flaw built_in)
    : random_(seed)
    , shard_count_(1 + random_.below(3))
    , journal_(random_, built_in, first_rows(), shard_count_,
               [this](std::size_t shard, const outcome& told) {
                 shards_[shard]->post([told](shard_model& each) { each.told(told); });
               })
    , around_{random_, built_in, journal_, reader_, witness_, shards_} {
    for (std::size_t i = 0; i < shard_count_; ++i)
      shards_.push_back(std::make_unique<shard_model>(static_cast<std::uint16_t>(i), around_));
    around_.restless = random_.one_in(3);
    for (auto& pace : pace_)
      pace = std::uint64_t{1} << random_.below(6);
    int session = 0;
    for (const auto* user : {"owner", "host", "editor", "editor", "visitor"})
      clients_.emplace_back(session++, user, around_);
  }

  deeds run() {
    deeds done;
    try {
      for (auto& client : clients_)
        client.connect();
      for (int step = 0; step < steps; ++step)
        next_step();
      fall_quiet();
      compare();
    } catch (const violation& found) {
      done.broken = found.what();
    }
    for (const auto& room : journal_.read()->rooms)
      done.records += room.log.size();
    for (const auto& client : clients_)
      done.heard += client.heard();
    return done;
  }

private:
  static constexpr int steps = 1'500;
  static constexpr int patience = 20'000;

  static rows first_rows() {
    room_rows closed;
    closed.members["owner"] = {model::role::owner, false};
    closed.members["host"] = {model::role::host, false};
    closed.members["editor"] = {model::role::editor, false};
    auto open = closed;
    open.open = true;
    return {0, {closed, open}};
  }

  void next_step() {
    auto& client = random_.among(clients_);
    switch (const auto choice = random_.below(250); choice) {
    case 0:
      return cut(client);
    case 1:
      return client.connect();
    case 2:
      return notice_a_cut();
    default:
      if (choice < 10) return client.connected() ? client.come_back() : client.connect();
      return choice < 50 ? client.send_something(users_) : work();
    }
  }

  /// A step of somebody who only carries on with what there is. How fast each is differs from run to run: a
  /// slow journal and a slow room meet other accidents.
  void work() {
    enum who : std::size_t { journal, reader, inbox, sockets, pages, rooms, sleep, clients };
    auto& shard = *random_.among(shards_);
    switch (someone()) {
    case journal:
      return journal_.step();
    case reader:
      return reader_.step(random_, [this] { return journal_.read(); });
    case inbox:
      return shard.drain();
    case sockets:
      return shard.read_a_command();
    case pages:
      return shard.ask_for_a_page();
    case rooms:
      return shard.run_a_room();
    case sleep:
      return shard.put_rooms_to_sleep();
    case clients:
      return random_.among(clients_).receive();
    }
  }

  std::size_t someone() {
    auto ticket = random_.below(std::accumulate(pace_.begin(), pace_.end(), std::uint64_t{0}));
    std::size_t who = 0;
    while (ticket >= pace_[who])
      ticket -= pace_[who++];
    return who;
  }

  void cut(client_model& client) {
    if (const auto lost = client.cut()) unnoticed_.push_back(*lost);
  }

  void notice_a_cut() {
    if (unnoticed_.empty()) return;
    const auto at = static_cast<std::ptrdiff_t>(random_.below(unnoticed_.size()));
    const auto peer = unnoticed_[static_cast<std::size_t>(at)];
    unnoticed_.erase(unnoticed_.begin() + at);
    shards_[peer.shard]->close(peer);
  }

  void fall_quiet() {
    journal_.stop_failing();
    pace_.fill(1);
    for (int step = 0; step < patience; ++step) {
      if (quiet()) return;
      notice_a_cut();
      auto& client = random_.among(clients_);
      if (!client.connected()) client.connect();
      if (random_.one_in(4)) client.come_back();
      work();
    }
    throw violation("something was never answered");
  }

  bool quiet() const {
    return unnoticed_.empty() && journal_.idle() && reader_.idle() &&
           std::ranges::all_of(shards_, [](const auto& shard) { return shard->idle(); }) &&
           std::ranges::all_of(clients_, [](const auto& client) { return client.idle(); });
  }

  void compare() const {
    const auto truth = journal_.read();
    for (const auto& shard : shards_)
      shard->compare(*truth);
    for (const auto& client : clients_)
      client.compare(*truth);
    std::set<std::string> ids;
    for (const auto& room : truth->rooms)
      for (const auto& record : room.log)
        promise(ids.insert(record->id).second, "a command took effect twice");
  }

  dice random_;
  std::size_t shard_count_;
  journal_model journal_;
  reader_model reader_;
  witness witness_;
  std::vector<std::unique_ptr<shard_model>> shards_;
  surroundings around_;
  std::vector<client_model> clients_;
  std::vector<std::string> users_{"owner", "host", "editor", "visitor"};
  std::vector<address> unnoticed_;
  std::array<std::uint64_t, 8> pace_{};
};

} // namespace

deeds explore(std::uint64_t seed, flaw built_in) { return scheduler(seed, built_in).run(); }

} // namespace snug::risk
