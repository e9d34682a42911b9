#include "actors/yjs/text_delta.hpp"
#include "actors/yjs/piece.hpp"
#include <algorithm>
#include <optional>
#include <span>

namespace snug::yjs {

namespace {

/// Differences beyond it are not worth finding: the memory is its square, twice.
constexpr std::int64_t most_differences = 512;
constexpr std::uint64_t most_steps = 4'000'000;
/// A longer stretch is compared by lines first.
constexpr std::size_t long_stretch = 4'096;

bool begins_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::size_t common_front(std::string_view a, std::string_view b) noexcept {
  std::size_t n = 0;
  while (n < a.size() && n < b.size() && a[n] == b[n])
    ++n;
  while (n > 0 && ((n < a.size() && !begins_character(a[n])) || (n < b.size() && !begins_character(b[n]))))
    --n;
  return n;
}

std::size_t common_back(std::string_view a, std::string_view b) noexcept {
  std::size_t n = 0;
  while (n < a.size() && n < b.size() && a[a.size() - 1 - n] == b[b.size() - 1 - n])
    ++n;
  while (n > 0 && !begins_character(a[a.size() - n]))
    --n;
  return n;
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && !begins_character(text[end]))
      ++end;
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto size = end == std::string_view::npos ? text.size() : end + 1;
    out.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return out;
}

using tokens = std::span<const std::string_view>;

/// How two lists of tokens become one another: true where both have the next one, else which of them goes on
/// alone.
enum class move : std::uint8_t { both, from, to };

/// E. Myers, "An O(ND) difference algorithm and its variations" (1986), the greedy one. Nothing where they
/// differ in too much.
std::optional<std::vector<move>> shortest(tokens from, tokens to) {
  const auto n = static_cast<std::int64_t>(from.size());
  const auto m = static_cast<std::int64_t>(to.size());
  const auto most = std::min(n + m, most_differences);
  std::vector<std::int64_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
  std::vector<std::vector<std::int64_t>> before;
  std::uint64_t steps = 0;
  const auto at = [&](std::int64_t k) -> std::int64_t& {
    return reach[static_cast<std::size_t>(k + most + 1)];
  };
  const auto same = [&](std::int64_t x, std::int64_t y) {
    return x < n && y < m && from[static_cast<std::size_t>(x)] == to[static_cast<std::size_t>(y)];
  };
  const auto trace_back = [&](std::int64_t d) {
    std::vector<move> back;
    auto x = n;
    auto y = m;
    for (; d > 0; --d) {
      const auto& then = before[static_cast<std::size_t>(d)]; // diagonals -d-1 … d+1
      const auto then_at = [&](std::int64_t k) { return then[static_cast<std::size_t>(k + d + 1)]; };
      const auto k = x - y;
      const bool down = k == -d || (k != d && then_at(k - 1) < then_at(k + 1));
      const auto from_k = down ? k + 1 : k - 1;
      const auto from_x = then_at(from_k);
      for (; x > from_x && y > from_x - from_k; --x, --y)
        back.push_back(move::both);
      back.push_back(down ? move::to : move::from);
      x = from_x;
      y = from_x - from_k;
    }
    for (; x > 0; --x)
      back.push_back(move::both);
    std::ranges::reverse(back);
    return back;
  };
  for (std::int64_t d = 0; d <= most; ++d) {
    before.emplace_back(reach.begin() + (most - d), reach.begin() + (most + d + 3));
    for (auto k = -d; k <= d; k += 2) {
      auto x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (same(x, x - k)) {
        ++x;
        ++steps;
      }
      at(k) = x;
      if (x >= n && x - k >= m) return trace_back(d);
      if (++steps > most_steps) return std::nullopt;
    }
  }
  return std::nullopt;
}

std::uint64_t units(std::string_view text) noexcept { return utf16_length(text); }

class comparison {
public:
  text_delta delta;

  void stretch(std::string_view from, std::string_view to) {
    const auto front = common_front(from, to);
    keep(from.substr(0, front));
    from.remove_prefix(front);
    to.remove_prefix(front);
    const auto back = common_back(from, to);
    const auto end = from.substr(from.size() - back);
    from.remove_suffix(back);
    to.remove_suffix(back);
    if (from.empty() || to.empty())
      replace(from, to);
    else if (from.size() + to.size() > long_stretch)
      by_lines(from, to);
    else
      by_characters(from, to);
    keep(end);
  }

private:
  void keep(std::string_view text) { add_step(delta, {text_step::what::keep, units(text), {}}); }
  void replace(std::string_view from, std::string_view to) {
    add_step(delta, {text_step::what::insert, 0, std::string(to)});
    add_step(delta, {text_step::what::remove, units(from), {}});
  }

  void by_lines(std::string_view from, std::string_view to) {
    const auto old_lines = lines(from);
    const auto new_lines = lines(to);
    const auto moves = shortest(old_lines, new_lines);
    if (!moves || old_lines.size() < 2 || new_lines.size() < 2) return by_characters(from, to);
    // What differs between two lines that both have is looked at more closely.
    std::size_t a = 0;
    std::size_t b = 0;
    std::string_view gone = from.substr(0, 0);
    std::string_view come = to.substr(0, 0);
    const auto grow = [](std::string_view& what, std::string_view by) {
      what = what.empty() ? by : std::string_view(what.data(), what.size() + by.size());
    };
    const auto differs = [&] {
      if (gone.empty() || come.empty())
        replace(gone, come);
      else
        by_characters(gone, come);
      gone = come = {};
    };
    for (const auto next : *moves) {
      if (next == move::from) grow(gone, old_lines[a++]);
      if (next == move::to) grow(come, new_lines[b++]);
      if (next != move::both) continue;
      differs();
      keep(old_lines[a++]);
      ++b;
    }
    differs();
  }

  void by_characters(std::string_view from, std::string_view to) {
    const auto old_characters = characters(from);
    const auto new_characters = characters(to);
    const auto moves = shortest(old_characters, new_characters);
    if (!moves) return replace(from, to);
    std::size_t a = 0;
    std::size_t b = 0;
    for (const auto next : *moves) {
      if (next == move::to) {
        add_step(delta, {text_step::what::insert, 0, std::string(new_characters[b++])});
      } else {
        const auto is = next == move::both ? text_step::what::keep : text_step::what::remove;
        add_step(delta, {is, units(old_characters[a++]), {}});
        b += next == move::both ? 1 : 0;
      }
    }
  }
};

} // namespace

void add_step(text_delta& delta, text_step step) {
  const bool nothing = step.is == text_step::what::insert ? step.text.empty() : step.count == 0;
  if (nothing) return;
  if (delta.empty() || delta.back().is != step.is) {
    delta.push_back(std::move(step));
    return;
  }
  delta.back().count += step.count;
  delta.back().text += step.text;
}

text_delta difference(std::string_view from, std::string_view to) {
  comparison it;
  it.stretch(from, to);
  if (!it.delta.empty() && it.delta.back().is == text_step::what::keep) it.delta.pop_back();
  return std::move(it.delta);
}

std::optional<std::size_t> bytes_of_units(std::string_view text, std::uint64_t count) noexcept {
  std::size_t at = 0;
  while (count > 0) {
    if (at == text.size()) return std::nullopt;
    const bool pair = static_cast<unsigned char>(text[at]) >= 0xf0;
    if (pair && count == 1) return std::nullopt;
    count -= pair ? 2 : 1;
    ++at;
    while (at < text.size() && !begins_character(text[at]))
      ++at;
  }
  return at;
}

std::optional<std::string> applied(std::string_view text, const text_delta& delta) {
  std::string out;
  for (const auto& step : delta) {
    if (step.is == text_step::what::insert) {
      out += step.text;
      continue;
    }
    const auto bytes = bytes_of_units(text, step.count);
    if (!bytes) return std::nullopt;
    if (step.is == text_step::what::keep) out += text.substr(0, *bytes);
    text.remove_prefix(*bytes);
  }
  return out += text;
}

} // namespace snug::yjs
