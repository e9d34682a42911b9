#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::engineio {

/// Why a request is refused; the values are the codes in the answer.
enum class refusal : std::uint8_t {
  transport_unknown,
  session_unknown,
  bad_handshake_method,
  bad_request,
  forbidden,
  unsupported_version,
};

/// What the answer says of it.
[[nodiscard]] std::string_view message_of(refusal r) noexcept;
/// 403 where it is forbidden, else 400.
[[nodiscard]] int status_of(refusal r) noexcept;
/// `{"code": …, "message": …}`; `message` takes the place of the refusal's own where it isn't "".
[[nodiscard]] std::string body_of(refusal r, std::string_view message = {});

/// What the query of a request says, decoded. Of a name that comes twice the last counts.
struct request {
  bool websocket = false; ///< the transport, else polling
  std::string sid;        ///< "": a handshake

  using query_items = std::vector<std::pair<std::string, std::string>>;
};

/// Reads a request and judges it as far as it goes without looking at sessions: `upgrade` is true where it
/// asks for a WebSocket. The refusal is in the order in which the official server looks.
/// `known(sid)` says whether there is such a session.
template <class Known>
[[nodiscard]] std::optional<refusal> judge(const request::query_items& query, std::string_view method,
                                           bool upgrade, Known&& known, request& out) {
  std::string_view transport, version;
  for (const auto& [name, value] : query) {
    if (name == "transport")
      transport = value;
    else if (name == "EIO")
      version = value;
    else if (name == "sid")
      out.sid = value;
  }
  if (transport != "polling" && transport != "websocket") return refusal::transport_unknown;
  out.websocket = transport == "websocket";
  if (!out.sid.empty() && !known(std::string_view(out.sid))) return refusal::session_unknown;
  if (out.sid.empty() && method != "GET") return refusal::bad_handshake_method;
  if (out.websocket != upgrade) return refusal::bad_request;
  if (version != "4") return refusal::unsupported_version;
  return std::nullopt;
}

} // namespace snug::engineio
