// Cuts the power at random moments of a disk log and looks at what is left.
//   power_cut_replay LOG DIRECTORY CUTS SEED
// Exit: 0 nothing acknowledged is lost and every store is in order; 1 it isn't; 2 wrong use.
#include "actors/facets/log_rows.hpp"
#include "store/fsck.hpp"
#include "tests/store/fixture.hpp"
#include "tests/store/power_cut/disk_log.hpp"
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>

using namespace snug;
using namespace snug::store;
using namespace snug::store::test;

namespace {

constexpr std::size_t sector = 512;

struct event {
  disk_event_head head;
  const char* bytes;
};

std::vector<event> parse(const std::string& log) {
  std::vector<event> events;
  for (std::size_t at = 0; at + sizeof(disk_event_head) <= log.size();) {
    event e{};
    std::memcpy(&e.head, log.data() + at, sizeof e.head);
    e.bytes = log.data() + at + sizeof e.head;
    at += sizeof e.head + e.head.size;
    if (at <= log.size()) events.push_back(e);
  }
  return events;
}

/// The disk: what is on it for good, and what is only in the cache.
class disk {
public:
  using images = std::array<std::string, watched_files>;

  void pass(const event& e) {
    switch (e.head.what) {
    case disk_event::write:
      cached_.push_back(e);
      break;
    case disk_event::write_through:
      put(kept_, e, 0, e.head.size);
      break;
    case disk_event::sync:
      sync(e.head.file);
      break;
    case disk_event::named:
    case disk_event::acknowledged:
      break;
    }
  }

  /// What a cut leaves while `now` is under way: the cache may have reached the disk not at all, as a whole,
  /// or in any part, sector by sector and in any order.
  images cut(const event& now, std::mt19937_64& dice) const {
    auto left = kept_;
    const auto mode = dice() % 3;
    if (mode == 0) return left;
    for (const auto& c : cached_)
      survive(left, c, mode == 1, dice);
    if (now.head.what == disk_event::write) survive(left, now, false, dice);
    // The meta page's few bytes are in one sector, which a disk writes or doesn't.
    if (now.head.what == disk_event::write_through && dice() % 2) put(left, now, 0, now.head.size);
    return left;
  }

private:
  void sync(std::uint64_t file) {
    std::vector<event> others;
    for (const auto& c : cached_) {
      if (c.head.file == file)
        put(kept_, c, 0, c.head.size);
      else
        others.push_back(c);
    }
    cached_ = std::move(others);
  }
  /// `size` bytes of what `e` wrote, from its byte `from` on.
  static void put(images& to, const event& e, std::size_t from, std::size_t size) {
    auto& image = to.at(e.head.file);
    const auto at = e.head.offset + from;
    if (image.size() < at + size) image.resize(at + size);
    std::memcpy(image.data() + at, e.bytes + from, size);
  }
  /// Sectors of the disk: a write that begins in the middle of one shares it with what was there.
  static void survive(images& to, const event& e, bool whole, std::mt19937_64& dice) {
    const bool gone = !whole && dice() % 2;
    if (gone) return;
    const bool torn = !whole && dice() % 2;
    for (std::size_t at = 0; at < e.head.size;) {
      const auto size = std::min<std::size_t>(sector - (e.head.offset + at) % sector, e.head.size - at);
      if (!torn || dice() % 2) put(to, e, at, size);
      at += size;
    }
  }

  images kept_;
  std::vector<event> cached_;
};

struct tally {
  unsigned cuts = 0, unreadable = 0, unclean = 0, lost = 0;
  std::string example;
  [[nodiscard]] bool good() const { return unreadable == 0 && unclean == 0 && lost == 0; }
};

/// True where the record is there, or retention took it.
bool kept(const model::row_source& rows, const acknowledgement& told) {
  const model::key room{told.room};
  const auto key = facets::log_key(room, told.offset);
  if (const auto value = rows.get(key)) {
    const auto record = facets::decode_record(key, *value);
    return record && record->commit == told.commit;
  }
  const auto lineage = facets::read_lineage_row(rows, room);
  return lineage && lineage->first > told.offset;
}

void look_at(world& w, const std::vector<acknowledgement>& told, tally& t) {
  ++t.cuts;
  auto opened = lmdb_engine::open(w.with, {w.time, w.random, {}});
  if (!opened) {
    ++t.unreadable;
    t.example = opened.error().message;
    return;
  }
  const auto report = fsck(**opened);
  if (!report || !report->clean()) {
    ++t.unclean;
    t.example = report ? report->findings.front() : report.error().message;
  }
  auto view = (*opened)->open_snapshot();
  if (!view || (*view)->renew()) {
    ++t.unreadable;
    return;
  }
  const auto missing =
      std::count_if(told.begin(), told.end(), [&](const auto& one) { return !kept(**view, one); });
  if (missing) {
    ++t.lost;
    t.example = std::to_string(missing) + " of " + std::to_string(told.size()) + " acknowledged records lost";
  }
}

std::vector<std::size_t> choose(std::size_t from, std::size_t to, std::size_t n, std::mt19937_64& dice) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < n; ++i)
    cuts.push_back(from + dice() % (to - from));
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  std::ifstream in(argv[1], std::ios::binary);
  const std::string log((std::istreambuf_iterator<char>(in)), {});
  const auto events = parse(log);
  const auto named = std::find_if(events.begin(), events.end(),
                                  [](const event& e) { return e.head.what == disk_event::named; });
  if (named == events.end()) return std::fprintf(stderr, "the log names no store\n"), 2;
  std::mt19937_64 dice(std::stoul(argv[4]));
  const auto cuts =
      choose(static_cast<std::size_t>(named - events.begin()) + 1, events.size(), std::stoul(argv[3]), dice);
  world w;
  w.with.directory = argv[2];
  disk platter;
  tally t;
  std::vector<acknowledgement> told;
  auto cut = cuts.begin();
  for (std::size_t i = 0; i < events.size() && cut != cuts.end(); ++i) {
    for (; cut != cuts.end() && *cut == i; ++cut) {
      std::filesystem::remove_all(w.with.directory);
      std::filesystem::create_directories(w.with.directory);
      const auto left = platter.cut(events[i], dice);
      for (std::size_t file = 0; file < watched_files; ++file)
        std::ofstream(w.with.directory + watched_names[file], std::ios::binary) << left[file];
      look_at(w, told, t);
    }
    platter.pass(events[i]);
    if (events[i].head.what == disk_event::acknowledged) {
      told.emplace_back();
      std::memcpy(&told.back(), events[i].bytes, sizeof(acknowledgement));
    }
  }
  std::printf("cuts %u, acknowledged in all %zu: lost %u, unclean %u, unreadable %u\n", t.cuts, told.size(),
              t.lost, t.unclean, t.unreadable);
  if (!t.good()) std::printf("for example: %s\n", t.example.c_str());
  return t.good() ? 0 : 1;
}
