#pragma once
#include "actors/facets/command_registry.hpp"
#include "actors/facets/rulebook.hpp"
#include "actors/model/packer.hpp"
#include "store/ahead/ahead_engine.hpp"
#include "store/group_writer.hpp"
#include "store/lmdb/lmdb_engine.hpp"
#include "store/memory/memory_engine.hpp"
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <unistd.h>

namespace snug::store::test {

/// A directory of its own, gone with the object.
class temp_directory {
public:
  temp_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "snug-store-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~temp_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temp_directory(const temp_directory&) = delete;
  temp_directory& operator=(const temp_directory&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
  std::string path_;
};

/// Read by the store's threads while a test moves it; each look may take time.
class threaded_clock final : public clock {
public:
  [[nodiscard]] std::int64_t wall_ms() const noexcept override { return wall; }
  [[nodiscard]] std::int64_t steady_ms() const noexcept override { return steady += each_look; }
  std::atomic<std::int64_t> wall{1'700'000'000'000};
  mutable std::atomic<std::int64_t> steady{1'000};
  std::atomic<std::int64_t> each_look{0}; ///< how much time passes between two looks
};

class seeded_random final : public random_source {
public:
  explicit seeded_random(std::uint64_t seed = 1)
    : engine_(seed) {}
  std::uint64_t next() noexcept override {
    const std::lock_guard lock(mutex_);
    return engine_();
  }

private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

/// Keeps every group and lets a test wait for a number of outcomes.
class collector final : public commit_listener {
public:
  void committed(const commit_group_ptr& group) noexcept override {
    const std::lock_guard lock(mutex_);
    groups_.push_back(group);
    count_ += group->outcomes.size();
    woken_.notify_all();
  }
  /// All outcomes, in order, once there are `n` of them (or 10 s are over).
  [[nodiscard]] std::vector<outcome> wait_for(std::size_t n) {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, std::chrono::seconds(10), [&] { return count_ >= n; });
    std::vector<outcome> all;
    for (const auto& group : groups_)
      all.insert(all.end(), group->outcomes.begin(), group->outcomes.end());
    return all;
  }
  [[nodiscard]] std::vector<commit_group_ptr> groups() {
    const std::lock_guard lock(mutex_);
    return groups_;
  }

private:
  std::mutex mutex_;
  std::condition_variable woken_;
  std::vector<commit_group_ptr> groups_;
  std::size_t count_ = 0;
};

/// Kinds, rules and everything handed in; `with` names the directory.
struct world {
  world() {
    with.directory = directory.path() + "/data";
    with.map_bytes = 1ull << 30;
    with.reserve_bytes = 0;
    model::kind group;
    group.name = "group";
    kinds.add(group);
    model::kind small = group;
    small.name = "small";
    small.history.events = 100;
    kinds.add(small);
    model::kind brief = group;
    brief.name = "brief";
    brief.history.age_ms = 60'000;
    kinds.add(brief);
  }

  /// An open engine on disk; the test fails where it can't be opened.
  [[nodiscard]] std::unique_ptr<engine> disk() {
    auto opened = lmdb_engine::open(with, {time, random, log});
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  /// The same, written ahead: what a server runs on.
  [[nodiscard]] std::unique_ptr<ahead_engine> ahead() {
    auto opened = ahead_engine::open(with, {time, random, log});
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  [[nodiscard]] std::unique_ptr<engine> memory() {
    return std::make_unique<memory_engine>(random, time.wall_ms());
  }
  [[nodiscard]] std::function<void(model::rows&)> make_rooms(std::vector<std::string> names,
                                                             std::string kind = "group") {
    return [this, names, kind](model::rows& rows) {
      for (const auto& name : names)
        rules.ensure_room({kind, model::access::public_room, name, time.wall_ms()}, rows, random.next_id());
    };
  }

  temp_directory directory;
  settings with;
  threaded_clock time;
  seeded_random random;
  facets::kinds kinds;
  facets::rulebook rules{kinds};
  journal_stats stats;
  std::mutex log_mutex;
  std::vector<std::string> lines; ///< what was logged
  log_sink log = [this](log_level, std::string_view line) {
    const std::lock_guard lock(log_mutex);
    lines.emplace_back(line);
  };
};

inline model::identity_ptr somebody(const std::string& user = "ada") {
  model::identity who;
  who.user = user;
  who.name = user;
  return std::make_shared<const model::identity>(std::move(who));
}

/// `message.send` of `text` in `room`; `ref` numbers it.
inline model::command say_in(const std::string& room, const std::string& text, std::string id = {},
                             std::uint32_t ref = 1, const model::identity_ptr& who = somebody()) {
  model::command c;
  c.from = {0, 0, 1, 1, ref};
  c.who = who;
  c.verb = *facets::command_registry::get().find("message.send");
  c.room_name = room;
  c.data = model::packer().map(1).text("text").text(text).str();
  c.id = std::move(id);
  return c;
}

/// All rows with intact values, by key.
inline std::map<std::string, std::string> dump(const engine& rows) {
  std::map<std::string, std::string> all;
  const auto failed = rows.walk([&](std::string_view key, std::string_view value, bool intact) {
    if (intact) all.emplace(key, value);
    return true;
  });
  if (failed) throw std::runtime_error(failed->message);
  return all;
}

inline model::change put(std::string key, std::string value) {
  return {model::change::what::put, std::move(key), std::move(value)};
}
inline model::change erase(std::string key) { return {model::change::what::erase, std::move(key), {}}; }
inline model::change erase_range(std::string first, std::string last) {
  return {model::change::what::erase_range, std::move(first), std::move(last)};
}

} // namespace snug::store::test
