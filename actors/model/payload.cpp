#include "actors/model/payload.hpp"
#include "actors/model/token.hpp"
#include "actors/model/utf8.hpp"
#include <algorithm>
#include <cstring>

namespace snug::model {

namespace {

using what = token::what;

constexpr std::string_view cut_short = "is cut short";
constexpr std::string_view unused_byte = "has a byte that MessagePack doesn't use";
constexpr std::string_view trailing = "must be exactly one value";
constexpr std::string_view extension = "must not contain extension types";
constexpr std::string_view too_deep = "must be nested at most 32 deep";
constexpr std::string_view too_many = "must have at most 65536 elements";
constexpr std::string_view bad_text = "must be valid UTF-8";
constexpr std::string_view bad_key = "must have strings for map keys";
constexpr std::string_view same_key = "must not repeat a map key";
static_assert(max_depth == 32 && max_elements == 65'536, "the rules above say the bounds");

/// Maps up to this size compare each key with each: cheaper than sorting, and bounded by a constant per key.
constexpr std::size_t few_keys = 8;

/// Walks one value without recursion. Map keys wait on a stack until their map ends; then they are compared
/// (few) or sorted and compared with their neighbours (O(n log n), whatever the keys are). `Keys` bounds that
/// stack.
template <std::size_t Keys> class walk {
public:
  explicit walk(std::string_view bytes) noexcept
    : bytes_(bytes) {}

  /// False where the value breaks the profile (`rule()` says how) or `Keys` were too few (`rule()` is "").
  [[nodiscard]] bool run() noexcept {
    do {
      if (!one()) return false;
    } while (depth_ > 0);
    return true;
  }
  [[nodiscard]] std::size_t length() const noexcept { return at_; }
  [[nodiscard]] std::string_view rule() const noexcept { return rule_; }

private:
  struct key_place {
    std::uint32_t at, size;
  };
  struct container {
    std::uint64_t left;  ///< values still to come, keys included
    std::uint32_t first; ///< where its keys begin on the stack
    bool is_map;
  };

  bool refuse(std::string_view rule) noexcept {
    rule_ = rule;
    return false;
  }

  bool one() noexcept {
    const auto t = read_token(bytes_.substr(at_));
    if (t.is == what::cut_short || t.own_size() > bytes_.size() - at_) return refuse(cut_short);
    if (t.is == what::unused) return refuse(unused_byte);
    if (t.is == what::ext) return refuse(extension);
    if (++elements_ > max_elements) return refuse(too_many);
    const auto content = at_ + t.head;
    at_ += static_cast<std::size_t>(t.own_size());
    if (t.is == what::text && !is_utf8(bytes_.substr(content, static_cast<std::size_t>(t.n))))
      return refuse(bad_text);
    if (is_key_next()) {
      if (t.is != what::text) return refuse(bad_key);
      if (!remember(content, t.n)) return false;
    }
    if (t.is == what::array || t.is == what::map) return open(t);
    return close_finished();
  }

  [[nodiscard]] bool is_key_next() const noexcept {
    return depth_ > 0 && open_[depth_ - 1].is_map && open_[depth_ - 1].left % 2 == 0;
  }

  bool remember(std::size_t at, std::uint64_t size) noexcept {
    if (keys_used_ == Keys) return refuse({});
    keys_[keys_used_++] = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)};
    return true;
  }

  bool open(const token& t) noexcept {
    // A value takes a byte at least, so a head can't promise more values than there are bytes.
    if (t.inner() > bytes_.size() - at_) return refuse(cut_short);
    if (t.inner() > max_elements - elements_) return refuse(too_many);
    if (depth_ == max_depth) return refuse(too_deep);
    if (t.n == 0) return close_finished();
    open_[depth_++] = {t.inner(), keys_used_, t.is == what::map};
    return true;
  }

  /// A value ended: so may the container it stands in, and the one around that.
  bool close_finished() noexcept {
    while (depth_ > 0 && --open_[depth_ - 1].left == 0) {
      const auto& done = open_[--depth_];
      if (!done.is_map) continue;
      if (repeats(keys_ + done.first, keys_ + keys_used_)) return refuse(same_key);
      keys_used_ = done.first;
    }
    return true;
  }

  [[nodiscard]] bool same(const key_place& a, const key_place& b) const noexcept {
    return a.size == b.size && std::memcmp(bytes_.data() + a.at, bytes_.data() + b.at, a.size) == 0;
  }

  [[nodiscard]] bool repeats(key_place* first, key_place* last) const noexcept {
    if (static_cast<std::size_t>(last - first) <= few_keys) {
      for (auto* i = first; i < last; ++i)
        for (auto* k = first; k < i; ++k)
          if (same(*i, *k)) return true;
      return false;
    }
    std::sort(first, last, [this](const key_place& a, const key_place& b) {
      if (a.size != b.size) return a.size < b.size;
      return std::memcmp(bytes_.data() + a.at, bytes_.data() + b.at, a.size) < 0;
    });
    return std::adjacent_find(first, last, [this](const auto& a, const auto& b) { return same(a, b); }) !=
           last;
  }

  std::string_view bytes_;
  std::string_view rule_;
  std::size_t at_ = 0;
  std::uint32_t elements_ = 0;
  std::uint32_t keys_used_ = 0;
  unsigned depth_ = 0;
  container open_[max_depth];
  key_place keys_[Keys];
};

template <std::size_t Keys>
std::optional<std::size_t> walk_value(std::string_view bytes, std::string_view& rule) noexcept {
  walk<Keys> w(bytes);
  if (w.run()) return w.length();
  rule = w.rule();
  return std::nullopt;
}

/// 256 KiB of stack: kept out of the frame that every payload uses.
[[gnu::noinline]] std::optional<std::size_t> walk_many_keys(std::string_view bytes,
                                                            std::string_view& rule) noexcept {
  return walk_value<max_elements / 2>(bytes, rule);
}

} // namespace

std::optional<std::size_t> value_length(std::string_view bytes, std::string_view* rule) noexcept {
  std::string_view broken;
  // Positions of keys are kept in 32 bits; no message is that long.
  if (bytes.size() > UINT32_MAX) bytes = bytes.substr(0, UINT32_MAX);
  auto length = walk_value<128>(bytes, broken);
  if (!length && broken.empty()) length = walk_many_keys(bytes, broken);
  if (!length && rule) *rule = broken;
  return length;
}

std::optional<std::string_view> check_payload(std::string_view bytes) noexcept {
  std::string_view rule;
  const auto length = value_length(bytes, &rule);
  if (!length) return rule;
  if (*length != bytes.size()) return trailing;
  return std::nullopt;
}

} // namespace snug::model
