#include "transport/flusher.hpp"
#include <algorithm>

namespace snug::transport {

void flusher::writable(peer& p) {
  set_clogged(p, false);
  if (!p.out.empty())
    mark(p);
  else if (p.behind)
    listener_.drained(p);
}

void flusher::set_clogged(peer& p, bool on) noexcept {
  if (p.clogged == on) return;
  p.clogged = on;
  clogged_ += on ? 1 : std::size_t(-1);
}

void flusher::forget(peer& p) noexcept {
  set_clogged(p, false);
  if (!p.dirty) return;
  std::replace(dirty_.begin() + static_cast<std::ptrdiff_t>(next_), dirty_.end(), &p,
               static_cast<peer*>(nullptr));
}

std::size_t flusher::write_out(peer& p) {
  std::size_t written = 0;
  if (p.doomed) return written;
  bool clogged = wire_.clogged(p);
  while (!clogged && !p.out.empty()) {
    const auto frames = run_length(p.out);
    const auto bytes = gather(p.out, frames);
    written += bytes.size();
    const bool alive = wire_.write(p, bytes);
    p.out.pop(frames);
    if (!alive) {
      listener_.broken(p);
      return written;
    }
    clogged = wire_.clogged(p);
  }
  set_clogged(p, clogged);
  if (clogged)
    wire_.call_when_writable(p);
  else if (p.behind)
    listener_.drained(p);
  return written;
}

std::uint32_t flusher::run_length(const outbox& out) const noexcept {
  std::size_t bytes = out.at(0).size();
  std::uint32_t frames = 1;
  while (frames < out.size() && bytes + out.at(frames).size() <= gather_bytes)
    bytes += out.at(frames++).size();
  return frames;
}

std::string_view flusher::gather(const outbox& out, std::uint32_t frames) {
  if (frames == 1) return out.at(0).bytes(); // a raw write takes the frame's own bytes
  if (same_run(out, frames)) {
    ++shared_runs_;
    return scratch_;
  }
  run_.clear();
  scratch_.clear();
  for (std::uint32_t i = 0; i < frames; ++i) {
    run_.emplace_back(&out.at(i));
    scratch_ += out.at(i).bytes();
  }
  return scratch_;
}

bool flusher::same_run(const outbox& out, std::uint32_t frames) const noexcept {
  if (frames != run_.size()) return false;
  for (std::uint32_t i = 0; i < frames; ++i)
    if (run_[i].get() != &out.at(i)) return false;
  return true;
}

void flusher::end_of_slice() noexcept {
  run_.clear(); // frames live no longer than their receivers need them
  const auto left = dirty_.size() - next_;
  if (left > next_) return;
  // Under a load without end it is never empty. At most as many move as were written since the last time.
  dirty_.erase(dirty_.begin(), dirty_.end() - static_cast<std::ptrdiff_t>(left));
  next_ = 0;
}

} // namespace snug::transport
