#include "transport/identity/ticket_box.hpp"
#include "transport/identity/access_book.hpp"
#include "transport/identity/secrets.hpp"
#include <algorithm>

namespace snug::transport {

std::optional<std::string> ticket_box::issue(model::identity_ptr who, std::int64_t now) {
  sweep(now);
  auto ticket = new_secret(random_);
  const std::lock_guard lock(mutex_);
  const auto theirs =
      std::ranges::count_if(unused_, [&](const auto& each) { return each.second.who->user == who->user; });
  if (unused_.size() >= most || static_cast<std::size_t>(theirs) >= most_of_a_user) return std::nullopt;
  unused_.emplace(access_book::kept_of(ticket), entry{std::move(who), now + lives_ms_});
  return ticket;
}

model::identity_ptr ticket_box::take(std::string_view ticket, std::int64_t now) {
  const auto kept = access_book::kept_of(ticket);
  const std::lock_guard lock(mutex_);
  auto found = unused_.extract(kept);
  if (found.empty() || found.mapped().ends_at <= now) return nullptr;
  return std::move(found.mapped().who);
}

void ticket_box::sweep(std::int64_t now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(unused_, [&](const auto& each) { return each.second.ends_at <= now; });
}

} // namespace snug::transport
