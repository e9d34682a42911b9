#pragma once
#include "actors/facets/access.hpp"
#include "store/ports/journal.hpp"
#include "transport/identity/access_book.hpp"
#include "transport/identity/everywhere.hpp"
#include <string>
#include <vector>

namespace snug::transport {

/// Takes away what somebody was given: at once on every shard and for whoever comes in, for good with the
/// commit. Refused or failed, it is lifted again; who was closed meanwhile may come back. Any thread.
class revoker {
public:
  revoker(store::journal& journal, access_book& book, everywhere& shards)
    : journal_(journal)
    , book_(book)
    , shards_(shards) {}

  /// Stops whoever `rows` are about and has them written, in one transaction of `user`'s partition; `more`
  /// goes with it, first. `to` is answered `reply` ("": `{}`), or what `more`'s first command answers.
  void stop(const model::return_address& to, const std::string& user,
            std::vector<facets::revocation_row> rows, std::vector<model::command> more,
            const std::string& reply);

private:
  store::journal& journal_;
  access_book& book_;
  everywhere& shards_;
};

} // namespace snug::transport
