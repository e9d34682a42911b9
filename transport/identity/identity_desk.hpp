#pragma once
#include "actors/facets/sessions.hpp"
#include "actors/ports/desk.hpp"
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/random_source.hpp"
#include "store/ports/reader.hpp"
#include "transport/identity/access_book.hpp"
#include "transport/identity/account_desk.hpp"
#include "transport/identity/everywhere.hpp"
#include "transport/identity/revoker.hpp"
#include "transport/identity/ticket_box.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace snug::transport {

/// Answers the commands about who may come in: judges whether the one who asks may, and has the server write
/// what follows. A revocation acts on open connections at once; the reply comes when it is on disk. Any
/// thread; doesn't block.
class identity_desk final : public actors::desk {
public:
  /// All of it outlives the desk, and the reader and journal have stopped calling back before.
  struct parts {
    store::journal& journal;
    store::reader& reader;
    actors::fan_out& out;
    everywhere& shards;
    access_book& book;
    revoker& stops;
    account_desk& accounts;
    ticket_box& tickets;
    const store::clock& clock;
    store::random_source& random;
    std::uint64_t revocation_ms = 0; ///< how long a revocation stands where no token's end is known
    std::uint64_t resume_ms = 0;     ///< how long resume tokens are good
    std::function<void(std::string_view line)> audit = {}; ///< hears of administrative acts; may be missing
  };
  explicit identity_desk(const parts& with)
    : with_(with) {}

  void carry_out(model::command command) override { carry_out(std::move(command), 0); }
  /// `address`: where a stranger comes from, for those who guess; 0 where it isn't counted.
  void carry_out(model::command command, std::uint64_t address);

  /// A pass over what has ended: once a second or so.
  void tidy();

private:
  struct handler;
  static const handler handlers[];
  using outcome = model::result<std::string>; ///< "" where the answer comes later

  outcome list_sessions(const model::command& c, const model::arguments& a);
  outcome end_sessions(const model::command& c, const model::arguments& a);
  outcome revoke(const model::command& c, const model::arguments& a);
  outcome ticket(const model::command& c, const model::arguments& a);
  outcome add_key(const model::command& c, const model::arguments& a);
  outcome list_keys(const model::command& c, const model::arguments& a);
  outcome revoke_key(const model::command& c, const model::arguments& a);

  struct found_session {
    std::uint64_t id = 0;
    facets::session_row row;
    bool login_only = false; ///< a login over HTTP that never connected; `id` is the login's
  };
  void end_these(const model::command& c, const std::string& user, const std::vector<found_session>& which);
  [[nodiscard]] std::vector<facets::revocation_row> ending(const std::string& user,
                                                           const found_session& s) const;
  void write(const model::command& c, model::command what);
  void note(const model::command& c, const model::arguments& a) const;

  const parts with_;
};

} // namespace snug::transport
