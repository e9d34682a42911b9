#pragma once
#include "config/options.hpp"
#include "store/ports/random_source.hpp"
#include "transport/identity/access_book.hpp"
#include <cstdint>
#include <optional>
#include <string>

namespace snug::server {

/// How `snug key`, `snug user` and others talk to a server that runs: whoever may read the data directory may
/// ask it for anything. A key of this process alone, in a file with mode 0600 that goes when the server
/// stops.
class operator_key {
public:
  operator_key(const config::options& options, std::uint16_t port, transport::access_book& book,
               store::random_source& random);
  ~operator_key();
  operator_key(const operator_key&) = delete;
  operator_key& operator=(const operator_key&) = delete;

  /// Why there is no such file; "" where there is. The server runs without it.
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

  /// What such a file says.
  struct access {
    std::string url;
    std::string key;
  };
  /// Nothing where no server of this directory says how to reach it.
  [[nodiscard]] static std::optional<access> read(const std::string& directory);

private:
  std::string path_;
  std::string trouble_;
};

} // namespace snug::server
