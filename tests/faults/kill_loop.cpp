// Kills a server again and again at random moments while clients write durable messages, then checks what was
// promised: every acknowledged message is in history exactly once, at the offset it was given, in order; and
// what each client saw, live and resumed together, is the log.
//
//   kill_loop --server build/snug --rounds 200 --clients 20 [--seed N]

#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "clients/cpp/loop.hpp"
#include "clients/cpp/session.hpp"
#include "tests/support/server_process.hpp"
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace snug;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t window = 4; ///< messages under way per client
const std::string room = "lobby";

/// What a client saw of the room.
struct sighting {
  std::uint64_t offset;
  std::string text;
};

/// A client that writes as fast as it is answered, and keeps what it was told.
class writer {
public:
  writer(client::loop& on, const std::string& url, std::size_t number)
    : number_(number)
    , session_(on, options(url, number), handlers()) {
    session_.open();
    session_.join(room, {});
  }

  void write() {
    for (std::size_t i = 0; i < window; ++i)
      send_next();
  }
  void stop() { writing_ = false; }
  [[nodiscard]] bool idle() const { return under_way_ == 0; }
  [[nodiscard]] std::uint64_t last_seen() const {
    const std::lock_guard guard(mutex_);
    return seen_.empty() ? 0 : seen_.back().offset;
  }
  [[nodiscard]] client::session_counters counters() const { return session_.counters(); }
  [[nodiscard]] client::session& session() { return session_; }

  std::map<std::string, std::uint64_t> acknowledged; ///< text → offset; read when idle
  std::vector<sighting> seen() const {
    const std::lock_guard guard(mutex_);
    return seen_;
  }
  std::uint64_t joined_at = 0;
  std::atomic<std::uint64_t> gaps{0}, refused{0}, came_back{0};

private:
  static client::session_options options(const std::string& url, std::size_t number) {
    client::session_options o;
    o.url = url;
    o.name = "writer" + std::to_string(number);
    o.wait.first_ms = 10;
    o.wait.longest_ms = 100;
    return o;
  }
  client::session_handlers handlers() {
    client::session_handlers h;
    h.event = [this](const client::incoming_event& e) {
      if (e.offset == 0) return;
      const std::lock_guard guard(mutex_);
      seen_.push_back({e.offset, std::string{e.data.find("text").text().value_or("")}});
    };
    h.joined = [this](const client::joined_room& j) {
      if (!j.again) joined_at = j.reply.find("offset").uint().value_or(0);
      if (j.again) ++came_back;
      if (j.gap) ++gaps;
    };
    return h;
  }
  void send_next() {
    if (!writing_) return;
    ++under_way_;
    auto text = std::to_string(number_) + ":" + std::to_string(++sent_);
    auto data = model::packer{}.map(1).text("text").text(text).str();
    session_.call("message.send", room, std::move(data),
                  [this, text](const client::outcome& r) { answered(text, r); });
  }
  void answered(const std::string& text, const client::outcome& r) {
    if (r)
      acknowledged[text] = r->find("offset").uint().value_or(0);
    else
      ++refused;
    --under_way_;
    send_next();
  }

  std::size_t number_;
  std::atomic<bool> writing_{true};
  std::atomic<std::size_t> under_way_{0};
  std::size_t sent_ = 0;
  mutable std::mutex mutex_;
  std::vector<sighting> seen_;
  client::session session_;
};

/// The whole log, by pages of history.
std::vector<sighting> read_log(client::session& session) {
  std::vector<sighting> log;
  for (std::uint64_t after = 0;;) {
    auto data = model::packer{}.map(2).text("after").uint(after).text("limit").uint(200).str();
    const auto page = session.call("message.history", room, std::move(data)).get();
    if (!page) {
      std::fprintf(stderr, "history: %s\n", page.error().message.c_str());
      return log;
    }
    const auto messages = page->value().find("messages");
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const auto m = messages.at(i);
      after = m.find("offset").uint().value_or(0);
      log.push_back({after, std::string{m.find("data").find("text").text().value_or("")}});
    }
    if (!page->value().find("more").boolean().value_or(false)) return log;
  }
}

int complaints = 0;
void complain(const std::string& what) {
  if (++complaints <= 20) std::fprintf(stderr, "WRONG: %s\n", what.c_str());
}

void check_log(const std::vector<sighting>& log) {
  std::set<std::string> once;
  std::map<std::string, std::uint64_t> last_of;
  for (std::size_t i = 0; i < log.size(); ++i) {
    if (log[i].offset != i + 1)
      complain("offset " + std::to_string(log[i].offset) + " stands at " + std::to_string(i + 1));
    if (!once.insert(log[i].text).second) complain(log[i].text + " is in the log twice");
    const auto colon = log[i].text.find(':');
    const auto number = std::stoull(log[i].text.substr(colon + 1));
    auto& last = last_of[log[i].text.substr(0, colon)];
    if (number != last + 1)
      complain(log[i].text + " follows " + std::to_string(last) + " of the same writer");
    last = number;
  }
}

void check_writer(writer& w, const std::vector<sighting>& log) {
  for (const auto& [text, offset] : w.acknowledged)
    if (offset == 0 || offset > log.size() || log[offset - 1].text != text)
      complain(text + " was acknowledged at " + std::to_string(offset) + " and isn't there");
  const auto seen = w.seen();
  if (seen.size() != log.size() - w.joined_at)
    complain("a client saw " + std::to_string(seen.size()) + " of " +
             std::to_string(log.size() - w.joined_at));
  for (std::size_t i = 0; i < seen.size() && i + w.joined_at < log.size(); ++i)
    if (seen[i].offset != log[i + w.joined_at].offset || seen[i].text != log[i + w.joined_at].text) {
      complain("a client saw " + std::to_string(seen[i].offset) + " where the log has " +
               std::to_string(log[i + w.joined_at].offset));
      break;
    }
}

template <class Condition> bool within(std::chrono::milliseconds bound, Condition holds) {
  for (const auto end = std::chrono::steady_clock::now() + bound; std::chrono::steady_clock::now() < end;) {
    if (holds()) return true;
    std::this_thread::sleep_for(5ms);
  }
  return holds();
}

} // namespace

int main(int argc, char** argv) {
  std::string program;
  std::size_t rounds = 200, clients = 20;
  std::uint64_t seed = std::random_device{}();
  unsigned shards = 1;
  CLI::App app{"kills a server again and again and checks what it promised"};
  app.add_option("--server", program)->required();
  app.add_option("--rounds", rounds);
  app.add_option("--clients", clients);
  app.add_option("--shards", shards);
  app.add_option("--seed", seed);
  CLI11_PARSE(app, argc, argv);
  std::printf("kill loop: %zu rounds, %zu clients, seed %llu\n", rounds, clients,
              static_cast<unsigned long long>(seed));

  test::server_process server{
      program,
      "[kinds.group]\nresume_events = 1000000000\n[kinds.group.history]\nevents = 0\nbytes = 0\n",
      {"--shards", std::to_string(shards)}};
  if (!server.start()) return std::fprintf(stderr, "the server doesn't start\n"), 2;
  client::loop loop;
  std::vector<std::unique_ptr<writer>> writers;
  for (std::size_t i = 0; i < clients; ++i)
    writers.push_back(std::make_unique<writer>(loop, server.url(), i + 1));
  if (!within(10s, [&] {
        return std::ranges::all_of(writers, [](auto& w) { return w->counters().connects > 0; });
      }))
    return std::fprintf(stderr, "the clients don't come in\n"), 2;
  for (auto& w : writers)
    loop.post([&w] { w->write(); });

  std::mt19937_64 random{seed};
  std::uniform_int_distribution<int> moment{5, 400};
  for (std::size_t round = 0; round < rounds; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(moment(random)));
    server.kill();
    if (!server.start()) return std::fprintf(stderr, "the server doesn't come back in round %zu\n", round), 1;
  }
  std::this_thread::sleep_for(500ms);
  for (auto& w : writers)
    w->stop();
  if (!within(30s, [&] { return std::ranges::all_of(writers, [](auto& w) { return w->idle(); }); }))
    complain("commands stay unanswered");
  const auto log = read_log(writers.front()->session());
  if (!within(30s, [&] {
        return std::ranges::all_of(writers, [&](auto& w) { return w->last_seen() == log.size(); });
      }))
    complain("not every client catches up");

  check_log(log);
  std::size_t acknowledged = 0, refused = 0, gaps = 0, back = 0, doubles = 0, holes = 0;
  for (auto& w : writers) {
    check_writer(*w, log);
    acknowledged += w->acknowledged.size();
    refused += w->refused;
    gaps += w->gaps;
    back += w->came_back;
    doubles += w->counters().duplicates;
    holes += w->counters().holes;
  }
  if (gaps > 0) complain("gaps were told");
  if (refused > 0) complain("commands were refused");
  if (holes > 0) complain("clients counted holes");
  std::printf("%zu kills, %zu messages in the log, %zu acknowledged, %zu resumes, %zu doubles dropped by "
              "clients: %s\n",
              rounds, log.size(), acknowledged, back, doubles,
              complaints == 0 ? "all promises kept" : "BROKEN");
  writers.clear();
  return complaints == 0 ? 0 : 1;
}
