#pragma once
#include <cstdint>
#include <string>

namespace snug::test {

/// A certificate for localhost and 127.0.0.1 that signed itself, and its key, as PEM.
struct test_certificate {
  enum class kind : std::uint8_t { p256, rsa };

  std::string certificate;
  std::string key;

  /// `name`: its common name. `begins`, `ends`: seconds from now.
  [[nodiscard]] static test_certificate make(const std::string& name, kind of = kind::p256, long begins = -60,
                                             long ends = 3'600);
  /// Writes both below `folder` as `<name>.crt` and `<name>.key`, each replaced in one step.
  void write(const std::string& folder, const std::string& name) const;
};

} // namespace snug::test
