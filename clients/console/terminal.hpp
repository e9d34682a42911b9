#pragma once
#include <cstddef>
#include <string_view>

namespace snug::console {

/// The terminal in raw mode, for as long as this lives: put back as it was by the destructor, and also where
/// the process is killed by a fault. One per process.
class terminal {
public:
  /// True where standard input and output both are a terminal that can be drawn on.
  [[nodiscard]] static bool usable() noexcept;

  terminal();
  ~terminal();
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;

  void write(std::string_view bytes) const noexcept;
  [[nodiscard]] std::size_t columns() const noexcept;
  /// Puts it back, stops the process as Ctrl-Z does, and takes it again when the process goes on.
  void suspend() noexcept;

private:
  void take() noexcept;
};

} // namespace snug::console
