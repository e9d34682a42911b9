#pragma once
#include "transport/identity/token_key.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace snug::transport {

/// The `kid` of tokens that this server signs itself.
inline constexpr std::string_view own_kid = "snug";

/// The keys that tokens are judged by, some of them named (`kid`). Immutable once filled; any thread.
class key_set {
public:
  /// More are refused: a token without a `kid` may be tried with each.
  static constexpr std::size_t max_keys = 64;

  /// `kid`: "" for one without a name. False where there is one of that name and algorithm, or too many.
  [[nodiscard]] bool add(std::string kid, token_key key);
  [[nodiscard]] bool empty() const noexcept { return keys_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

  enum class finding : std::uint8_t { right, unknown_key, wrong_algorithm, wrong_signature };
  /// Who signed. A token that names its key is judged by that one alone, else by those without a name; one
  /// that names none by every key of its algorithm.
  [[nodiscard]] finding judge(std::string_view kid, signing_algorithm algorithm, std::string_view message,
                              std::string_view signature) const;

private:
  struct entry {
    std::string kid;
    token_key key;
  };
  std::vector<entry> keys_;
};

} // namespace snug::transport
