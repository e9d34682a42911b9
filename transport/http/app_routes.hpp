#pragma once
#include "actors/model/command.hpp"
#include "actors/model/result.hpp"
#include "transport/http/message.hpp"
#include "transport/http/node_view.hpp"
#include "transport/profile/profile_book.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::transport::http {

/// The routes that profiles have: which one a request means, the command it is, and how its reply is
/// answered. Const; any thread.
class app_routes {
public:
  explicit app_routes(const profile::profile_book& profiles) noexcept
    : profiles_(profiles) {}

  struct match {
    enum class what : std::uint8_t { none, found, no_method, bad_escape } came = what::none;
    const profile::profile* words = nullptr;
    const profile::route_rule* rule = nullptr;
    std::string places; ///< what stands in the path: a map in MessagePack
    std::string allow;  ///< the methods that the path has
  };
  /// `path` as it came. HEAD finds what GET does.
  [[nodiscard]] match find(std::string_view method, std::string_view path) const;

  /// The profile that has a WebSocket there, and what stands in its path; nullptr where none has.
  [[nodiscard]] const profile::profile* socket(std::string_view path, std::string& places) const;

  /// What was asked, as far as its answer needs it.
  struct asked {
    const profile::profile* words = nullptr;
    const profile::route_rule* rule = nullptr;
    profile::visitor who;
    std::string room;
  };
  /// The command of a request: `from` and `who` are left to the caller; no verb where the route has none
  /// (`asked::rule`'s command is "" then). The body is a JSON object or a form. `entropy`: 16 random bytes.
  [[nodiscard]] static model::result<model::command> read(const match& route, const request& r, asked& what,
                                                          std::string_view entropy);
  [[nodiscard]] static response answer(const asked& what, const model::reply& reply, const node_status& node,
                                       std::int64_t now);

private:
  const profile::profile_book& profiles_;
};

} // namespace snug::transport::http
