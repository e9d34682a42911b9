#include "store/lmdb/journal_recovery.hpp"
#include "store/ahead/journal_file.hpp"
#include "store/ahead/settle.hpp"
#include "store/lmdb/lmdb_failure.hpp"
#include "store/lmdb/meta.hpp"
#include <algorithm>
#include <filesystem>
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

model::failure missing(std::uint64_t entry, const std::string& but) {
  return failed_with(model::error_code::conflict,
                     "the journal's entry " + std::to_string(entry) + " is missing or damaged, " + but +
                         ": restore a backup, or take the files journal-0 and journal-1 away to go on "
                         "without what they hold");
}

model::failure gap(std::uint64_t expected, std::uint64_t found) {
  return missing(expected, "the next is " + std::to_string(found));
}

model::failure lacks(std::uint64_t expected, std::uint64_t partly) {
  return missing(expected, "and some rows up to " + std::to_string(partly) + " are in the data already");
}

bool has_journal(const std::string& directory) {
  std::error_code unknown;
  return std::filesystem::exists(journal_path(directory, 0), unknown) ||
         std::filesystem::exists(journal_path(directory, 1), unknown);
}

bool add(recent_rows& rows, const journal_entry& entry) {
  using what = model::change::what;
  std::vector<model::change> changes;
  const bool readable = for_each_change(entry.changes, [&](auto key, auto value) {
    changes.push_back({value ? what::put : what::erase, std::string(key), std::string(value.value_or(""))});
  });
  if (readable) rows.apply(entry.number, changes);
  return readable;
}

/// The operator took the files away, or never copied them: what of them is in the data stays.
trouble go_on_without(const environment& env, const settled_up_to& here, const log_sink& log) {
  say(log, log_level::warning,
      "store: there is no journal, and of its commits " + std::to_string(here.whole + 1) + " to " +
          std::to_string(here.partly) + " only some rows are here: snug fsck tells what doesn't fit");
  auto txn = env.begin(0);
  if (!txn) return txn.error();
  int rc = write_settling(*txn, env.meta(), here.whole);
  if (rc)
    mdb_txn_abort(*txn);
  else
    rc = mdb_txn_commit(*txn);
  if (rc) return lmdb_failure(rc, "writing the journal's number", env.directory());
  return std::nullopt;
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

model::result<settled_up_to> settled_in(const environment& env) {
  auto txn = env.begin(MDB_RDONLY);
  if (!txn) return txn.error();
  const auto whole = read_settled(*txn, env.meta());
  const auto begun = read_settling(*txn, env.meta());
  mdb_txn_abort(*txn);
  if (!whole || !begun)
    return failed_with(model::error_code::conflict, "how far the journal was settled can't be read");
  return settled_up_to{*whole, std::max(*whole, *begun)};
}

trouble take_in(const environment& env, std::span<const journal_entry> entries, const damage_report& damage) {
  const auto here = settled_in(env);
  if (!here) return here.error();
  while (!entries.empty() && entries.front().number <= here->whole)
    entries = entries.subspan(1);
  if (const auto last = entries.empty() ? here->whole : entries.back().number; last < here->partly)
    return lacks(last + 1, here->partly);
  if (entries.empty()) return std::nullopt;
  recent_rows rows;
  for (const auto& entry : entries)
    if (!add(rows, entry))
      return failed_with(model::error_code::conflict,
                         "the journal's entry " + std::to_string(entry.number) + " can't be read");
  return settle_rows(env, damage, rows, entries.back().number, entries.back().so_far);
}

trouble take_in_journal(const environment& env, std::uint64_t store_id, const damage_report& damage,
                        const log_sink& log) {
  const auto here = settled_in(env);
  if (!here) return here.error();
  if (here->partly > here->whole && !has_journal(env.directory())) return go_on_without(env, *here, log);
  const auto entries = read_journal(env.directory(), store_id, here->whole);
  if (!entries) return entries.error();
  if (auto failed = take_in(env, *entries, damage)) return failed;
  if (!entries->empty())
    say(log, log_level::info,
        "store: took in " + std::to_string(entries->size()) + " commits from the journal");
  return std::nullopt;
}

} // namespace snug::store
