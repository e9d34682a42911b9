// Durable messages a second through the journal, beside a bare LMDB loop that writes the same rows.
//   bench_journal [DIRECTORY] [SECONDS]
// Closed loop: each of 1, 10 and 100 writers waits for its answer before it sends the next message (200
// bytes, with a command id, 100 rooms). Bytes are those handed to write calls (`wchar` of
// /proc/self/io): its `write_bytes` counts whole folios of the page cache, up to six times what the disk is
// given.
#include "store/store.hpp"
#include "tests/store/fixture.hpp"
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

constexpr int rooms = 100;
constexpr std::size_t text_bytes = 200;

using steady = std::chrono::steady_clock;

class real_clock final : public clock {
public:
  std::int64_t wall_ms() const noexcept override {
    return ms(std::chrono::system_clock::now().time_since_epoch());
  }
  std::int64_t steady_ms() const noexcept override { return ms(steady::now().time_since_epoch()); }

private:
  template <class D> static std::int64_t ms(D d) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
  }
};

std::uint64_t bytes_written() {
  std::ifstream io("/proc/self/io");
  for (std::string line; std::getline(io, line);)
    if (line.rfind("wchar:", 0) == 0) return std::stoull(line.substr(6));
  return 0;
}

std::string room_name(std::uint64_t i) { return "room " + std::to_string(i % rooms); }

/// Sends a writer's next message when its last one was answered, from the journal's own thread: no thread
/// switch of the generator's is measured.
class closed_loop final : public commit_listener {
public:
  explicit closed_loop(store::store& s)
    : store_(s) {}
  void send(std::uint32_t writer) {
    const auto n = sent_++;
    auto command = message_;
    command.from.ref = writer;
    command.room_name = room_name(n);
    command.id = std::to_string(n);
    store_.writes().submit(std::move(command));
  }
  void committed(const commit_group_ptr& group) noexcept override {
    for (const auto& o : group->outcomes) {
      answered_ += o.records.size();
      if (running) send(o.reply.to.ref);
    }
    ++groups_;
  }
  std::atomic<bool> running{true};
  [[nodiscard]] std::uint64_t answered() const { return answered_; }
  [[nodiscard]] std::uint64_t groups() const { return groups_; }

private:
  store::store& store_;
  const model::command message_ = say_in("", std::string(text_bytes, 't'));
  std::uint64_t sent_ = 0;
  std::atomic<std::uint64_t> answered_{0}, groups_{0};
};

struct figure {
  double messages_per_s = 0;
  double bytes_per_message = 0;
  double per_group = 0;
};

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (int i = 0; i < rooms; ++i)
    all.push_back(room_name(static_cast<unsigned>(i)));
  return all;
}

/// What the journal put, group by group, for the bare loop to write again. Nothing is recorded where there is
/// none.
using recording = std::vector<std::vector<model::change>>;

figure through_journal(const std::string& directory, std::uint32_t writers, double seconds,
                       recording* groups) {
  world w;
  const real_clock time;
  w.with.directory = directory;
  w.with.map_bytes = 8ull << 30;
  auto opened = store::store::open(w.with, w.rules, time, w.random, {});
  if (!opened) throw std::runtime_error(opened.error().message);
  auto& s = **opened;
  closed_loop loop(s);
  s.add_listener(loop);
  if (groups)
    s.observe([groups](const progress&, const std::vector<model::batch>& batches) {
      auto& group = groups->emplace_back();
      for (const auto& b : batches)
        group.insert(group.end(), b.changes.begin(), b.changes.end());
    });
  if (const auto failed = s.prepare(w.make_rooms(names()))) throw std::runtime_error(failed->message);
  for (std::uint32_t i = 1; i <= writers; ++i)
    loop.send(i);
  const auto before = bytes_written();
  const auto begun = steady::now();
  s.start();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  loop.running = false;
  const auto took = std::chrono::duration<double>(steady::now() - begun).count();
  s.stop();
  const auto messages = static_cast<double>(loop.answered());
  return {messages / took, static_cast<double>(bytes_written() - before) / messages,
          messages / static_cast<double>(loop.groups())};
}

/// The same rows in the same groups, by nothing but LMDB.
figure bare(const std::string& directory, const recording& groups, double messages) {
  std::filesystem::create_directories(directory);
  auto env = environment::open(directory, 8ull << 30, environment::mode::write);
  if (!env) throw std::runtime_error(env.error().message);
  const auto before = bytes_written();
  const auto begun = steady::now();
  for (const auto& group : groups) {
    MDB_txn* txn = nullptr;
    mdb_txn_begin((*env)->raw(), nullptr, 0, &txn);
    for (const auto& change : group) {
      auto key = val_of(change.key);
      // As long as the sealed value, so that both loops write the same number of bytes.
      const auto sealed = change.value + "crc.";
      auto value = val_of(sealed);
      mdb_put(txn, (*env)->rows(), &key, &value, 0);
    }
    auto key = val_of("progress");
    auto value = val_of("a number of commits.");
    mdb_put(txn, (*env)->meta(), &key, &value, 0);
    if (mdb_txn_commit(txn)) throw std::runtime_error("bare commit failed");
  }
  const auto took = std::chrono::duration<double>(steady::now() - begun).count();
  return {messages / took, static_cast<double>(bytes_written() - before) / messages, 0};
}

} // namespace

int main(int argc, char** argv) {
  const std::string place = argc > 1 ? argv[1] : "bench-journal-data";
  const double seconds = argc > 2 ? std::stod(argv[2]) : 3.0;
  std::printf("writers  messages/s  per group  KiB/message   bare/s  KiB/message  journal/bare\n");
  for (const std::uint32_t writers : {1u, 10u, 16u, 100u, 256u}) {
    std::filesystem::remove_all(place);
    recording groups;
    const auto ours = through_journal(place + "/journal", writers, seconds, nullptr);
    // Once more for the recording: keeping a copy of every row is no work of the journal's.
    (void)through_journal(place + "/recorded", writers, seconds, &groups);
    std::size_t records = 0;
    for (const auto& g : groups)
      for (const auto& c : g)
        records += c.key.size() > 8 && c.key[8] == static_cast<char>(model::table::log) ? 1 : 0;
    const auto theirs = bare(place + "/bare", groups, static_cast<double>(records));
    std::printf("%7u %11.0f %10.1f %12.1f %8.0f %12.1f %12.0f%%\n", writers, ours.messages_per_s,
                ours.per_group, ours.bytes_per_message / 1024, theirs.messages_per_s,
                theirs.bytes_per_message / 1024, 100 * ours.messages_per_s / theirs.messages_per_s);
  }
  std::filesystem::remove_all(place);
  return 0;
}
