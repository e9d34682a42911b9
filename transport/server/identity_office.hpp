#pragma once
#include "config/options.hpp"
#include "transport/identity/identity_desk.hpp"
#include "transport/identity/passwords.hpp"

namespace snug::server {

/// The identity desk with everything it works with, made from a configuration. In front of a store that is
/// served, or of one that nobody serves (`snug key`, `snug user`).
class identity_office {
public:
  /// What it is given; outlives it, and the reader and journal have stopped calling back before it goes.
  struct surroundings {
    store::journal& journal;
    store::reader& reader;
    actors::fan_out& out;
    transport::everywhere& shards;
    transport::access_book& book;
    transport::ticket_box& tickets;
    const store::clock& clock;
    store::random_source& random;
    std::string signing_secret; ///< the store's
    std::function<void(std::string_view line)> audit = {};
  };
  identity_office(const config::options& options, const surroundings& with);

  [[nodiscard]] transport::identity_desk& desk() noexcept { return desk_; }
  /// Passwords are worked on no more: before the journal stops.
  void close() { passwords_.stop(); }

private:
  transport::passwords passwords_;
  transport::guess_limits guesses_;
  transport::revoker stops_;
  transport::account_desk accounts_;
  transport::identity_desk desk_;
};

} // namespace snug::server
