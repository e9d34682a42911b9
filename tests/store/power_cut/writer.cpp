// Writes messages to many rooms through the real store and acknowledges each; run with the preload library.
//   power_cut_writer DIRECTORY MESSAGES SEED
#include "store/store.hpp"
#include "tests/store/fixture.hpp"
#include "tests/store/power_cut/disk_log.hpp"
#include <cstdio>
#include <dlfcn.h>
#include <thread>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

constexpr int rooms = 24;
constexpr int writers = 3;

std::string room_name(unsigned i) { return "room " + std::to_string(i % rooms); }

/// Acknowledges what was told and lets writers wait for their answer.
class acknowledger final : public commit_listener {
public:
  void committed(const commit_group_ptr& group) noexcept override {
    for (const auto& outcome : group->outcomes)
      for (const auto& r : outcome.records) {
        const acknowledgement told{r.room.value(), r.offset, r.commit};
        tell_(&told, sizeof told);
      }
    const std::lock_guard lock(mutex_);
    answered_ += group->outcomes.size();
    woken_.notify_all();
  }
  void wait_for(std::uint64_t n) {
    std::unique_lock lock(mutex_);
    woken_.wait(lock, [&] { return answered_ >= n; });
  }
  [[nodiscard]] bool preloaded() const noexcept { return tell_ != nullptr; }

private:
  void (*tell_)(const void*, std::size_t) =
      reinterpret_cast<void (*)(const void*, std::size_t)>(dlsym(RTLD_DEFAULT, "snug_disk_log_acknowledged"));
  std::mutex mutex_;
  std::condition_variable woken_;
  std::uint64_t answered_ = 0;
};

/// Mostly short texts, now and then one that takes pages of its own.
std::string text(std::mt19937_64& dice) {
  return std::string(dice() % 20 == 0 ? dice() % 12'000 + 1 : dice() % 300 + 1, 't');
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  world w;
  w.with.directory = argv[1];
  w.with.journal_bytes = 96u << 10; // changed over often, and settled in more than one transaction
  const auto messages = std::stoul(argv[2]);
  const auto seed = std::stoul(argv[3]);
  acknowledger told;
  if (!told.preloaded()) return std::fprintf(stderr, "run it with the preload library\n"), 2;
  auto opened = store::store::open(w.with, w.rules, w.time, w.random, {});
  if (!opened) return std::fprintf(stderr, "%s\n", opened.error().message.c_str()), 2;
  auto& s = **opened;
  s.add_listener(told);
  std::vector<std::string> names;
  for (unsigned i = 0; i < rooms; ++i)
    names.push_back(room_name(i));
  if (const auto failed = s.prepare(w.make_rooms(names, "small"))) return 2;
  s.start();
  std::vector<std::thread> threads;
  std::atomic<std::uint64_t> submitted{0};
  for (int t = 0; t < writers; ++t)
    threads.emplace_back([&, t] {
      std::mt19937_64 dice(seed * 100 + static_cast<unsigned>(t));
      for (std::size_t i = 0; i < messages / writers; ++i) {
        // A few rooms talk most, so that their logs are trimmed.
        const auto room = room_name(static_cast<unsigned>(dice() % 3 ? dice() % 3 : dice()));
        const auto id = dice() % 2 ? std::to_string(t) + "." + std::to_string(i) : std::string();
        s.writes().submit(say_in(room, text(dice), id));
        const auto mine = ++submitted;
        if (dice() % 4) told.wait_for(mine);
      }
    });
  for (auto& thread : threads)
    thread.join();
  s.stop();
  return 0;
}
