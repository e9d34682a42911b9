#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct ssl_ctx_st;

namespace snug::transport::tls {

/// A certificate with its key, ready for handshakes. Immutable; any thread. Connections keep the one that
/// they began with. It has a key of its own for session tickets: those of another one mean nothing to it.
class certificate {
public:
  struct source {
    std::string chain;      ///< PEM: the certificate itself first, then those between it and a root
    std::string key;        ///< PEM, without a passphrase
    std::string chain_name; ///< what complaints call them: the files' paths
    std::string key_name;
    bool only_1_3 = false; ///< else 1.2 as well
  };
  /// What came of it. A complaint begins with the option that it is about.
  struct outcome {
    std::shared_ptr<const certificate> made; ///< nullptr where there is a complaint
    std::vector<std::string> complaints;
    std::vector<std::string> remarks; ///< it works, but not for everybody
  };
  /// `now`: seconds since 1970, to remark on a certificate that isn't valid then.
  [[nodiscard]] static outcome read(const source& from, std::int64_t now);

  ~certificate();
  certificate(const certificate&) = delete;
  certificate& operator=(const certificate&) = delete;

  [[nodiscard]] ssl_ctx_st* context() const noexcept { return context_; }
  /// Seconds since 1970 at which it ends.
  [[nodiscard]] std::int64_t ends() const noexcept { return ends_; }
  /// Who it is for, as the certificate says: "CN=…".
  [[nodiscard]] const std::string& subject() const noexcept { return subject_; }

  /// How long a session ticket is good, in seconds. The key of tickets is the certificate's: whoever wants
  /// their keys to end has it read anew.
  static constexpr long ticket_seconds = 24 * 3'600;

private:
  certificate() = default;

  ssl_ctx_st* context_ = nullptr;
  std::int64_t ends_ = 0;
  std::string subject_;
};

} // namespace snug::transport::tls
