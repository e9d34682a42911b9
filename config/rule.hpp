#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace snug::config {

/// What kind of value an option takes. Sizes and durations are also written as text ("64 MiB", "30s").
enum class option_type { flag, count, size, duration, text, choice, list };

/// What is true of one option, whichever table it stands in.
struct rule {
  std::string_view name; ///< dotted: "listen.port"; within its kind for the options of a kind
  option_type type;
  std::uint64_t least = 0; ///< of the number, or of the text's bytes
  std::uint64_t most = 0;  ///< the same
  std::string_view unit;   ///< of a bare number; for a choice or a list of words: the words, "text|json"
  bool reloadable = false; ///< SIGHUP takes a change over while serving
  std::string_view reason; ///< why the default is what it is
  bool secret = false;     ///< never printed
};

/// Where in the options a value lives.
using field_ref = std::variant<bool*, std::uint16_t*, std::uint32_t*, std::uint64_t*, std::string*,
                               std::vector<std::string>*>;

} // namespace snug::config
