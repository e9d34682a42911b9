#pragma once
#include "actors/model/packer.hpp"
#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace snug::test {

/// Makes values of the payload profile from a seed: the same seed gives the same values.
class random_payload {
public:
  explicit random_payload(std::uint64_t seed)
    : random_(seed) {}

  /// One value of at most `depth` containers in each other.
  std::string make(unsigned depth = 5) {
    model::packer out;
    value(out, depth);
    return std::move(out).str();
  }

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

private:
  void value(model::packer& out, unsigned depth) {
    switch (below(depth == 0 ? 6 : 8)) {
    case 0:
      out.nil();
      break;
    case 1:
      out.boolean(below(2) == 1);
      break;
    // Shifted by a random number of bits: every width comes up.
    case 2:
      out.uint(random_() >> below(64));
      break;
    case 3:
      out.integer(static_cast<std::int64_t>(random_()) >> below(64));
      break;
    case 4:
      out.number(number());
      break;
    case 5:
      below(4) == 0 ? out.bytes(bytes()) : out.text(text());
      break;
    case 6:
      list(out, depth);
      break;
    default:
      map(out, depth);
    }
  }

  void list(model::packer& out, unsigned depth) {
    const auto size = static_cast<std::uint32_t>(below(20));
    out.array(size);
    for (std::uint32_t i = 0; i < size; ++i)
      value(out, depth - 1);
  }

  void map(model::packer& out, unsigned depth) {
    const auto size = static_cast<std::uint32_t>(below(20));
    out.map(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      out.text(text() + std::to_string(i)); // the number keeps keys apart
      value(out, depth - 1);
    }
  }

  double number() {
    switch (below(3)) {
    case 0:
      return static_cast<double>(below(1000)) / 8;
    case 1:
      return std::uniform_real_distribution<double>(-1, 1)(random_);
    default:
      return std::uniform_real_distribution<double>(-1e300, 1e300)(random_);
    }
  }

  std::string text() {
    constexpr const char* pieces[] = {"a",    "Z",    "0", "\"", "\\", "/", "\n",
                                      "\x01", "\x7f", "é", "€",  "𝄞",  " ", "$bin"};
    std::string out;
    for (auto n = below(6); n > 0; --n)
      out += pieces[below(std::size(pieces))];
    if (below(10) == 0) out.append(below(300), 'x');
    return out;
  }

  std::string bytes() {
    std::string out(below(40), '\0');
    for (auto& c : out)
      c = static_cast<char>(below(256));
    return out;
  }

  std::mt19937_64 random_;
};

} // namespace snug::test
