#include "store/lmdb/journal_recovery.hpp"
#include "store/ahead/journal_file.hpp"
#include "store/lmdb/lmdb_transaction.hpp"
#include "store/lmdb/meta.hpp"
#include <algorithm>
#include <fstream>
#include <iterator>

namespace snug::store {

namespace {

std::vector<journal_entry> entries_of(const std::string& path, std::uint64_t store_id) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return {};
  std::string bytes(static_cast<std::size_t>(in.tellg()), '\0');
  in.seekg(0);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return parse_journal(bytes, store_id);
}

model::failure gap(std::uint64_t expected, std::uint64_t found) {
  return failed_with(model::error_code::conflict,
                     "the journal's entry " + std::to_string(expected) +
                         " is missing or damaged, the next is " + std::to_string(found) +
                         ": restore a backup, or take the files journal-0 and journal-1 away to go on "
                         "without what they hold");
}

} // namespace

model::result<std::vector<journal_entry>> read_journal(const std::string& directory, std::uint64_t store_id,
                                                       std::uint64_t settled) {
  auto first = entries_of(journal_path(directory, 0), store_id);
  auto second = entries_of(journal_path(directory, 1), store_id);
  if (!first.empty() && !second.empty() && second.front().number < first.front().number)
    std::swap(first, second);
  first.insert(first.end(), std::make_move_iterator(second.begin()), std::make_move_iterator(second.end()));
  first.erase(std::remove_if(first.begin(), first.end(), [&](auto& e) { return e.number <= settled; }),
              first.end());
  auto expected = settled + 1;
  for (const auto& entry : first) {
    if (entry.number != expected) return gap(expected, entry.number);
    ++expected;
  }
  return first;
}

trouble take_in(const environment& env, std::span<const journal_entry> entries, const damage_report& damage) {
  const auto settled = settled_in(env);
  if (!settled) return settled.error();
  while (!entries.empty() && entries.front().number <= *settled)
    entries = entries.subspan(1);
  if (entries.empty()) return std::nullopt;
  auto begun = env.begin(0);
  if (!begun) return begun.error();
  lmdb_transaction txn(env, *begun, damage);
  trouble failed;
  for (const auto& entry : entries) {
    const bool readable = for_each_change(entry.changes, [&](auto key, auto value) {
      if (!failed) failed = value ? txn.put(key, *value) : txn.erase(key);
    });
    if (failed) return failed;
    if (!readable)
      return failed_with(model::error_code::conflict,
                         "the journal's entry " + std::to_string(entry.number) + " can't be read");
  }
  if ((failed = txn.settled(entries.back().number))) return failed;
  return txn.commit(entries.back().so_far);
}

trouble take_in_journal(const environment& env, std::uint64_t store_id, const damage_report& damage,
                        const log_sink& log) {
  const auto settled = settled_in(env);
  if (!settled) return settled.error();
  const auto entries = read_journal(env.directory(), store_id, *settled);
  if (!entries) return entries.error();
  if (entries->empty()) return std::nullopt;
  if (auto failed = take_in(env, *entries, damage)) return failed;
  say(log, log_level::info,
      "store: took in " + std::to_string(entries->size()) + " commits from the journal");
  return std::nullopt;
}

model::result<std::uint64_t> settled_in(const environment& env) {
  auto txn = env.begin(MDB_RDONLY);
  if (!txn) return txn.error();
  const auto number = read_settled(*txn, env.meta());
  mdb_txn_abort(*txn);
  if (!number)
    return failed_with(model::error_code::conflict, "how far the journal was settled can't be read");
  return *number;
}

} // namespace snug::store
