#pragma once
#include <mutex>
#include <string>

namespace snug::transport::http {

/// A text that is made when it is first asked for: most servers are never asked for their reference, and it
/// is 800 KiB. Any thread.
class late_text {
public:
  using maker = std::string (*)();
  explicit late_text(maker make) noexcept
    : make_(make) {}

  [[nodiscard]] const std::string& get() const {
    std::call_once(once_, [this] { text_ = make_(); });
    return text_;
  }

private:
  maker make_;
  mutable std::once_flag once_;
  mutable std::string text_;
};

} // namespace snug::transport::http
