#pragma once
#include <cstddef>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace snug::console {

/// The client's side of TLS on a connected, blocking socket of somebody else's. Certificate and name of the
/// server are checked, by the system's authorities and those of `SSL_CERT_FILE`.
class tls_line {
public:
  /// `host`: the name or address that the certificate has to be for. Shakes hands; `trouble` says what came
  /// of it.
  tls_line(int socket, const std::string& host);
  ~tls_line();
  tls_line(const tls_line&) = delete;
  tls_line& operator=(const tls_line&) = delete;

  /// "" where all is well.
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }
  [[nodiscard]] bool send(std::string_view bytes);
  /// As recv: 0 at the end, below it where nothing comes.
  [[nodiscard]] long receive(char* to, std::size_t size);

private:
  ssl_ctx_st* context_;
  ssl_st* line_;
  std::string trouble_;
};

} // namespace snug::console
