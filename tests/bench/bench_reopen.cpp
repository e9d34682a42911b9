// How long a store with many messages takes until it can serve, and what waking a sleeping room reads.
//   bench_reopen [DIRECTORY] [MESSAGES] [ROOMS]
// Opened after a clean stop, and as a killed process leaves it with both journal files in use; each with the
// page cache warm and with the store's files dropped from it. Waking: the room by its name and its last 50
// messages, on one snapshot; cold: major page faults and KiB read (the kernel reads ahead).
#include "actors/facets/log_rows.hpp"
#include "store/store.hpp"
#include "tests/store/fixture.hpp"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <thread>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

namespace fs = std::filesystem;
using steady = std::chrono::steady_clock;

constexpr std::uint32_t writers = 256;
constexpr int wakings = 100;
constexpr std::size_t last_messages = 50;
constexpr const char* files[] = {"/data.mdb", "/journal-0", "/journal-1"};

double ms_since(steady::time_point begun) {
  return std::chrono::duration<double, std::milli>(steady::now() - begun).count();
}

std::string room_name(std::uint64_t i) { return "room " + std::to_string(i); }

/// Writes until there are as many messages as wanted, `writers` at a time.
class filler final : public commit_listener {
public:
  filler(store::store& s, std::uint64_t messages, std::uint64_t rooms)
    : store_(s)
    , messages_(messages)
    , rooms_(rooms) {}
  void send() {
    if (sent_ == messages_) return;
    const auto n = sent_++;
    store_.writes().submit(say_in(room_name(n % rooms_), std::string(200, 't'), std::to_string(n)));
  }
  void committed(const commit_group_ptr& group) noexcept override {
    for (std::size_t i = 0; i < group->outcomes.size(); ++i)
      send();
    answered_ += group->outcomes.size();
    answered_.notify_all();
  }
  void wait() {
    for (auto n = answered_.load(); n < messages_; n = answered_)
      answered_.wait(n);
  }

private:
  store::store& store_;
  const std::uint64_t messages_, rooms_;
  std::uint64_t sent_ = 0;
  std::atomic<std::uint64_t> answered_{0};
};

void drop_from_cache(const std::string& directory) {
  for (const auto* file : files) {
    const int fd = open((directory + file).c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    fdatasync(fd);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
  }
}

void copy_files(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::create_directories(to);
  for (const auto* file : files)
    fs::copy_file(from + file, to + file);
}

double ms_to_open(world& w, bool cold) {
  if (cold) drop_from_cache(w.with.directory);
  const auto begun = steady::now();
  auto opened = store::store::open(w.with, w.rules, w.time, w.random, {});
  if (!opened) throw std::runtime_error(opened.error().message);
  if ((*opened)->prepare(w.make_rooms({room_name(0)}))) throw std::runtime_error("not prepared");
  (*opened)->start();
  return ms_since(begun);
}

std::uint64_t bytes_read() {
  std::ifstream io("/proc/self/io");
  for (std::string line; std::getline(io, line);)
    if (line.rfind("read_bytes:", 0) == 0) return std::stoull(line.substr(11));
  return 0;
}

struct waking {
  double ms = 0;
  double faults = 0;
  double kib = 0;
};

waking wake(world& w, engine& rows, const std::string& name) {
  rusage before{}, after{};
  auto view = rows.open_snapshot();
  getrusage(RUSAGE_SELF, &before);
  const auto read = bytes_read();
  const auto begun = steady::now();
  if (!view || (*view)->renew()) throw std::runtime_error("no snapshot");
  const auto room = w.rules.room(name, **view);
  if (!room) throw std::runtime_error("no room");
  const auto page = facets::read_page_before(**view, room->key, UINT64_MAX, last_messages, 1u << 20);
  waking took{ms_since(begun), 0, 0};
  if (page.records.size() != last_messages) throw std::runtime_error("messages are missing");
  getrusage(RUSAGE_SELF, &after);
  took.faults = static_cast<double>(after.ru_majflt - before.ru_majflt);
  took.kib = static_cast<double>(bytes_read() - read) / 1024;
  return took;
}

void print_wakings(world& w, std::uint64_t rooms, bool cold) {
  std::vector<double> ms, faults, kib;
  auto rows = w.ahead();
  for (int i = 0; i < wakings; ++i) {
    if (cold) {
      rows.reset(); // pages that are mapped aren't dropped
      drop_from_cache(w.with.directory);
      rows = w.ahead();
    }
    const auto took = wake(w, *rows, room_name((static_cast<std::uint64_t>(i) * 7919) % rooms));
    ms.push_back(took.ms);
    faults.push_back(took.faults);
    kib.push_back(took.kib);
  }
  const auto print = [](const char* what, std::vector<double>& all) {
    std::sort(all.begin(), all.end());
    std::printf("  %s: median %.3f, p90 %.3f, most %.3f\n", what, all[all.size() / 2],
                all[all.size() * 9 / 10], all.back());
  };
  std::printf("waking a room with its last %zu messages, %s:\n", last_messages, cold ? "cold" : "warm");
  print("ms", ms);
  if (!cold) return;
  print("major faults", faults);
  print("KiB read", kib);
}

} // namespace

int main(int argc, char** argv) {
  const std::string place = argc > 1 ? argv[1] : "bench-reopen-data";
  const std::uint64_t messages = argc > 2 ? std::stoull(argv[2]) : 1'000'000;
  const std::uint64_t rooms = argc > 3 ? std::stoull(argv[3]) : 1'000;
  fs::remove_all(place);
  world w, killed;
  w.with.directory = place + "/store";
  killed.with.directory = place + "/killed";
  w.with.map_bytes = killed.with.map_bytes = 8ull << 30;
  {
    auto opened = store::store::open(w.with, w.rules, w.time, w.random, {});
    if (!opened) throw std::runtime_error(opened.error().message);
    std::vector<std::string> names;
    for (std::uint64_t i = 0; i < rooms; ++i)
      names.push_back(room_name(i));
    filler fill(**opened, messages, rooms);
    (*opened)->add_listener(fill);
    if ((*opened)->prepare(w.make_rooms(names))) throw std::runtime_error("not prepared");
    for (std::uint32_t i = 0; i < writers; ++i)
      fill.send();
    (*opened)->start();
    fill.wait();
    std::this_thread::sleep_for(
        std::chrono::seconds(1)); // what is being settled: a copy isn't made in one moment
    copy_files(w.with.directory, killed.with.directory);
  }
  std::printf("%llu messages, %llu rooms, data file %.0f MiB\n", static_cast<unsigned long long>(messages),
              static_cast<unsigned long long>(rooms),
              static_cast<double>(fs::file_size(w.with.directory + "/data.mdb")) / (1 << 20));
  const auto killed_files = place + "/killed-files";
  copy_files(killed.with.directory, killed_files);
  for (const bool cold : {false, true}) {
    const auto* how = cold ? "cold" : "warm";
    std::printf("ready after a clean stop, %s: %.1f ms\n", how, ms_to_open(w, cold));
    copy_files(killed_files, killed.with.directory);
    std::printf("ready after being killed, %s: %.1f ms\n", how, ms_to_open(killed, cold));
  }
  print_wakings(w, rooms, false);
  print_wakings(w, rooms, true);
  fs::remove_all(place);
  return 0;
}
