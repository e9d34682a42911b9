#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::transport {

/// What a resume token proves: that whoever has it was given this session. It proves no right (DESIGN §8).
struct resume_claims {
  std::uint64_t session = 0;
  std::string user;
  std::string name;
  bool guest = false;
  std::int64_t expires_at = 0; ///< ms since 1970
  friend bool operator==(const resume_claims&, const resume_claims&) = default;
};

/// `r1.<claims>.<signature>`: a MessagePack array [session, user, name, guest, expires_at] and the
/// HMAC-SHA256 of all before the last dot, each in base64url. The version comes first so that another form
/// can follow.
[[nodiscard]] std::string issue_resume_token(std::string_view secret, const resume_claims& claims);
/// Nothing for a token that isn't ours, was changed, or has ended at `now` (ms since 1970).
[[nodiscard]] std::optional<resume_claims> read_resume_token(std::string_view secret, std::string_view token,
                                                             std::int64_t now);

} // namespace snug::transport
