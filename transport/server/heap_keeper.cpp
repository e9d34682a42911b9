#include "transport/server/heap_keeper.hpp"
#include "transport/server/memory_of_process.hpp"
#include <algorithm>
#include <malloc.h>

namespace snug::server {

bool heap_keeper::due(const heap_use& now, std::int64_t steady_ms) const noexcept {
  return last_ != 0 && steady_ms - last_ >= at_most_every_ms && idle(now) >= lasting_ + worth_it;
}

void heap_keeper::swept(const heap_use& after, std::int64_t steady_ms) noexcept {
  lasting_ = idle(after);
  last_ = steady_ms;
}

void heap_keeper::looked(const heap_use& now, std::int64_t steady_ms) noexcept {
  lasting_ = std::min(lasting_, idle(now));
  last_ = steady_ms;
}

void heap_keeper::look(std::int64_t steady_ms) {
  if (last_ != 0 && steady_ms - last_ < at_most_every_ms) return;
  const auto now = measure();
  if (last_ != 0 && !due(now, steady_ms)) return looked(now, steady_ms);
  malloc_trim(0);
  swept(measure(), steady_ms);
}

heap_use heap_keeper::measure() {
  const auto kernel = memory_of_process::now();
  if (kernel.resident == 0) return {};
  const auto books = mallinfo2();
  return {kernel.resident - kernel.shared, books.uordblks + books.hblkhd};
}

std::size_t heap_keeper::idle(const heap_use& now) noexcept {
  return now.resident > now.used ? now.resident - now.used : 0;
}

} // namespace snug::server
