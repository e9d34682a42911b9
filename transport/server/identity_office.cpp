#include "transport/server/identity_office.hpp"
#include <algorithm>

namespace snug::server {

namespace {

/// A revocation of a user has to outlive every login that was there: else its refresh token would be good
/// again.
std::uint64_t revocation_ms(const config::options& options) {
  return std::max(options.auth.revocation_ms, options.auth.refresh_ms + options.auth.access_ms);
}

} // namespace

identity_office::identity_office(const config::options& options, const surroundings& with)
  : passwords_({static_cast<std::size_t>(options.auth.password_memory), options.auth.password_passes,
                options.auth.logins_waiting})
  , guesses_(
        {options.auth.guesses_per_account, options.auth.guesses_per_address, options.auth.guess_refill_ms})
  , stops_(with.journal, with.book, with.shards)
  , accounts_({with.journal, with.reader, with.out, with.book, stops_, passwords_, guesses_, with.clock,
               with.random},
              {transport::own_token_secret(with.signing_secret), options.auth.access_ms,
               options.auth.refresh_ms, revocation_ms(options)})
  , desk_({with.journal, with.reader, with.out, with.shards, with.book, stops_, accounts_, with.tickets,
           with.clock, with.random, revocation_ms(options), options.auth.resume_ms, with.audit}) {}

} // namespace snug::server
