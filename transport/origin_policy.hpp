#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace snug::transport {

/// Which pages of a browser may connect (`Origin`), and under which names this server answers (`Host`), so
/// that neither a foreign page nor a rebound name reaches a server that only listens locally. Const; any
/// thread.
class origin_policy {
public:
  /// `origins`: allowed values of `Origin`; empty: the same origin only; "*": any. `hosts`: names besides
  /// addresses and `localhost`.
  origin_policy(std::vector<std::string> origins, std::vector<std::string> hosts)
    : origins_(std::move(origins))
    , hosts_(std::move(hosts)) {}

  /// `host` as the header has it, perhaps with a port.
  [[nodiscard]] bool host_allowed(std::string_view host) const;
  /// "" is allowed: who isn't a browser sends none.
  [[nodiscard]] bool origin_allowed(std::string_view origin, std::string_view host) const;

  /// True where the list has "*".
  [[nodiscard]] bool any_origin() const noexcept;

private:
  std::vector<std::string> origins_;
  std::vector<std::string> hosts_;
};

} // namespace snug::transport
