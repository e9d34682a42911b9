#pragma once
#include "actors/model/payload.hpp"
#include "actors/model/token.hpp"
#include <cstdint>
#include <string_view>

namespace snug::profile {

/// Walks the elements of a list once, in their order: `while (c.next()) use(c.content());`. Over anything but
/// an array there are none. Views into checked bytes; one thread.
class list_cursor {
public:
  explicit list_cursor(model::value list) noexcept
    : rest_(list.raw()) {
    const auto head = model::read_token(rest_);
    if (head.is != model::token::what::array) return;
    left_ = head.n;
    rest_.remove_prefix(head.head);
  }

  /// Steps to the next element; false behind the last one.
  [[nodiscard]] bool next() noexcept {
    const auto size = left_ == 0 ? std::nullopt : model::skip_value(rest_);
    if (!size) return false;
    --left_;
    content_ = model::value(rest_.substr(0, *size));
    rest_.remove_prefix(*size);
    return true;
  }
  [[nodiscard]] model::value content() const noexcept { return content_; }

private:
  std::string_view rest_;
  std::uint64_t left_ = 0;
  model::value content_;
};

} // namespace snug::profile
