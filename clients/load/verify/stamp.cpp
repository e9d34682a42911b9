#include "clients/load/verify/stamp.hpp"
#include <bit>
#include <cstring>

namespace snug::load {

static_assert(std::endian::native == std::endian::little, "letters are read eight at a time");

namespace {

/// A half byte is one letter from '@' to 'O'; eight of them, the lowest half byte first, are read as a word.
constexpr std::uint64_t at_signs = 0x4040'4040'4040'4040;
constexpr std::uint64_t upper_halves = 0xf0f0'f0f0'f0f0'f0f0;
constexpr std::size_t word_letters = 8;

std::uint64_t letters_of(std::uint32_t v) noexcept {
  std::uint64_t x = v;
  x = (x | x << 16) & 0x0000'ffff'0000'ffff;
  x = (x | x << 8) & 0x00ff'00ff'00ff'00ff;
  x = (x | x << 4) & 0x0f0f'0f0f'0f0f'0f0f;
  return x | at_signs;
}

std::uint32_t value_of(std::uint64_t letters) noexcept {
  std::uint64_t x = letters & ~upper_halves;
  x = (x | x >> 4) & 0x00ff'00ff'00ff'00ff;
  x = (x | x >> 8) & 0x0000'ffff'0000'ffff;
  return static_cast<std::uint32_t>(x | x >> 16);
}

} // namespace

void stamp::write(std::string& text) const noexcept {
  const std::uint32_t words[] = {
      run, room, sender, number, static_cast<std::uint32_t>(due), static_cast<std::uint32_t>(due >> 32)};
  static_assert(sizeof words / sizeof *words * word_letters == size);
  char* at = text.data();
  for (const auto word : words) {
    const auto letters = letters_of(word);
    std::memcpy(at, &letters, word_letters);
    at += word_letters;
  }
}

std::optional<stamp> stamp::read(std::string_view text) noexcept {
  if (text.size() < size) return std::nullopt;
  std::uint64_t words[size / word_letters];
  std::memcpy(words, text.data(), size);
  std::uint64_t wrong = 0;
  for (const auto word : words)
    wrong |= (word ^ at_signs) & upper_halves;
  if (wrong != 0) return std::nullopt;
  return stamp{value_of(words[0]), value_of(words[1]), value_of(words[2]), value_of(words[3]),
               value_of(words[4]) | std::uint64_t{value_of(words[5])} << 32};
}

} // namespace snug::load
