#include "transport/identity/access_book.hpp"
#include <array>
#include <mutex>
#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace snug::transport {

using facets::revocation_row;
using facets::revoked;
using model::table;

namespace {

constexpr std::string_view key_prefix = "snk_";
constexpr std::size_t owner_bytes = 9;

struct key_parts {
  std::string_view id, secret;
};

std::optional<key_parts> split_key(std::string_view text) noexcept {
  if (!text.starts_with(key_prefix)) return std::nullopt;
  text.remove_prefix(key_prefix.size());
  const auto at = text.find('_');
  if (at == text.npos || at == 0 || at + 1 == text.size()) return std::nullopt;
  return key_parts{text.substr(0, at), text.substr(at + 1)};
}

} // namespace

// ---- keys

bool access_book::looks_like_key(std::string_view token) noexcept { return token.starts_with(key_prefix); }

std::string access_book::text_of_key(std::string_view id, std::string_view secret) {
  return std::string(key_prefix).append(id).append("_").append(secret);
}

std::string access_book::kept_of(std::string_view secret) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::optional<model::identity> access_book::key(std::string_view presented, std::int64_t now) const {
  const auto parts = split_key(presented);
  if (!parts) return std::nullopt;
  const auto kept = kept_of(parts->secret);
  const std::shared_lock lock(mutex_);
  const auto found = keys_.find(parts->id);
  if (found == keys_.end()) return std::nullopt;
  const auto& row = found->second;
  if (row.secret.size() != kept.size() || CRYPTO_memcmp(row.secret.data(), kept.data(), kept.size()) != 0)
    return std::nullopt;
  if (row.ends_at != 0 && row.ends_at <= now) return std::nullopt;
  model::identity who;
  who.user = row.user;
  who.name = row.label;
  who.expires_at = row.ends_at;
  who.may = row.may;
  who.admin = row.may.has(model::scope::admin);
  who.issued_at = row.made_at;
  who.token = token_of_key(parts->id);
  return who;
}

std::vector<access_book::listed_key> access_book::keys() const {
  const std::shared_lock lock(mutex_);
  std::vector<listed_key> all;
  for (const auto& [id, row] : keys_)
    if (id != operator_id) all.push_back({id, row});
  return all;
}

std::optional<facets::key_row> access_book::find_key(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const auto found = keys_.find(id);
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

void access_book::add_passing_key(std::string id, facets::key_row row) {
  const std::unique_lock lock(mutex_);
  keys_.insert_or_assign(std::move(id), std::move(row));
}

// ---- revocations

bool access_book::stops(revoked kind, const std::string& subject, const model::identity& who) const {
  const auto found = revoked_.find({kind, subject});
  return found != revoked_.end() && facets::stops(found->second, who);
}

bool access_book::stopped(const model::identity& who) const {
  if (in_force_.load(std::memory_order_acquire) == 0) return false;
  const std::shared_lock lock(mutex_);
  for (const auto& [number, row] : under_way_)
    if (facets::stops(row, who)) return true;
  return stops(revoked::user, who.user, who) ||
         (!who.token.empty() && stops(revoked::token, who.token, who)) ||
         (who.session != 0 && stops(revoked::session, std::to_string(who.session), who)) ||
         (who.login != 0 && stops(revoked::login, std::to_string(who.login), who));
}

std::uint64_t access_book::begin(revocation_row row) {
  const std::unique_lock lock(mutex_);
  under_way_.emplace(++last_number_, std::move(row));
  in_force_ = revoked_.size() + under_way_.size();
  return last_number_;
}

std::vector<revocation_row> access_book::take_ended(std::int64_t now) {
  const std::unique_lock lock(mutex_);
  std::vector<revocation_row> ended;
  for (auto it = revoked_.begin(); it != revoked_.end();) {
    const auto& row = it->second;
    if (row.ends_at != 0 && row.ends_at <= now) {
      ended.push_back(row);
      it = revoked_.erase(it);
    } else {
      ++it;
    }
  }
  in_force_ = revoked_.size() + under_way_.size();
  return ended;
}

std::size_t access_book::revocations() const {
  const std::shared_lock lock(mutex_);
  return revoked_.size();
}

// ---- rows

bool access_book::load(const model::row_source& rows, unsigned partition, std::string& after) {
  const auto owner = model::key::make(partition, 0);
  if (!has_accounts())
    rows.scan(model::row_key(owner, table::account).str(), model::row_key::end_of(owner, table::account),
              model::row_source::order::up, [&](std::string_view, std::string_view) {
                has_accounts_ = true;
                return false;
              });
  for (const auto in : {table::api_key, table::revocation}) {
    const auto end = model::row_key::end_of(owner, in);
    auto begin = model::row_key(owner, in).str();
    if (after >= end) continue;
    if (after >= begin) begin = after + '\0';
    const bool whole = rows.scan(begin, end, model::row_source::order::up,
                                 [&](std::string_view key, std::string_view value) {
                                   take({{}, in, std::string(key.substr(owner_bytes)), std::string(value)});
                                   after = key;
                                   return true;
                                 });
    if (!whole) return false;
  }
  return true;
}

void access_book::take(const facets::access_change& change) {
  if (change.rest.empty()) return;
  const std::unique_lock lock(mutex_);
  if (change.in == table::account) {
    has_accounts_ = true;
  } else if (change.in == table::api_key) {
    auto row = facets::decode_key(change.value);
    if (row)
      keys_.insert_or_assign(change.rest, std::move(*row));
    else
      keys_.erase(change.rest);
  } else if (change.in == table::revocation) {
    const name which{static_cast<revoked>(change.rest.front()), change.rest.substr(1)};
    auto row = facets::decode_revocation(change.value);
    if (row)
      revoked_.insert_or_assign(which, std::move(*row));
    else
      revoked_.erase(which);
  }
  in_force_ = revoked_.size() + under_way_.size();
}

void access_book::committed(const store::commit_group_ptr& group) noexcept {
  for (const auto& outcome : group->outcomes) {
    if (outcome.room.valid()) continue; // of a room
    for (const auto& record : outcome.records)
      if (const auto change = facets::access_change_of(record)) take(*change);
    if (outcome.hold == 0) continue;
    const std::unique_lock lock(mutex_);
    under_way_.erase(outcome.hold);
    in_force_ = revoked_.size() + under_way_.size();
  }
}

} // namespace snug::transport
