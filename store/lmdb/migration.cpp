#include "store/lmdb/migration.hpp"
#include "store/lmdb/lmdb_failure.hpp"
#include "store/lmdb/lmdb_transaction.hpp"
#include "store/lmdb/meta.hpp"
#include "store/lmdb/schema_2.hpp"
#include "store/ports/engine.hpp"
#include <algorithm>
#include <unistd.h>

namespace snug::store {

namespace {

model::failure refusal(std::string message) {
  return failed_with(model::error_code::conflict, std::move(message));
}

model::result<std::uint32_t> schema_of(const environment& env) {
  auto txn = env.begin(MDB_RDONLY);
  if (!txn) return txn.error();
  const auto schema = read_schema(*txn, env.meta());
  mdb_txn_abort(*txn);
  if (!schema) return refusal("the store's schema number can't be read: run `snug fsck`");
  return *schema;
}

trouble take(const environment& env, const migration& step, const damage_report& damage) {
  auto begun = env.begin(0);
  if (!begun) return begun.error();
  lmdb_transaction txn(env, *begun, damage);
  if (auto failed = step.run(txn)) return failed;
  if (const int rc = write_schema(txn.raw(), env.meta(), step.from + 1))
    return lmdb_failure(rc, "writing the schema number", env.directory());
  const auto so_far = read_progress(txn.raw(), env.meta());
  if (!so_far) return refusal("the store's commit number can't be read: run `snug fsck`");
  return txn.commit(*so_far);
}

} // namespace

std::span<const migration> migrations() noexcept {
  static const migration steps[] = {
      {1, "rooms can be archived and full, members know their rooms", members_know_their_rooms}};
  return steps;
}

trouble migrate(const environment& env, std::span<const migration> steps, std::uint32_t target,
                const damage_report& damage, const log_sink& log) {
  const auto found = schema_of(env);
  if (!found) return found.error();
  if (*found > target)
    return refusal("the store has schema " + std::to_string(*found) + ", this program knows up to " +
                   std::to_string(target));
  for (auto schema = *found; schema < target; ++schema) {
    const auto step = std::find_if(steps.begin(), steps.end(), [&](auto& s) { return s.from == schema; });
    if (step == steps.end()) return refusal("no way from schema " + std::to_string(schema));
    const auto copy = env.directory() + "/before-schema-" + std::to_string(schema + 1) + ".mdb";
    ::unlink(copy.c_str());
    if (auto failed = env.copy_to(copy)) return failed;
    say(log, log_level::info, "store: schema " + std::to_string(schema + 1) + ": " + std::string(step->what));
    if (auto failed = take(env, *step, damage)) return failed;
  }
  return std::nullopt;
}

} // namespace snug::store
