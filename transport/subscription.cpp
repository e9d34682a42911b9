#include "transport/subscription.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport {

subscription::step subscription::begin(bool nothing_missed) {
  if (!nothing_missed || paused_ || behind_) return catch_up();
  state_ = state::live;
  return step::nothing;
}

subscription::verdict subscription::offer_out_of_turn(const record_ptr& event) {
  if (event->offset < next_ || state_ == state::stopped) return verdict::skip;
  if (state_ == state::live) {
    (void)catch_up();
    held_->push_back(event);
    return verdict::catch_up;
  }
  if (!held_) return verdict::skip;
  if (held_->size() == max_held) {
    // The page under way still counts, but as one read without a hold: it cannot be the last.
    held_.reset();
    return verdict::skip;
  }
  held_->push_back(event);
  return verdict::held;
}

std::uint64_t subscription::asked(std::uint32_t number) noexcept {
  asked_ = number;
  state_ = state::reading;
  return next_ - 1;
}

subscription::progress subscription::page(std::uint32_t number, std::vector<record_ptr> records,
                                          bool complete, std::uint64_t first) {
  progress out;
  if (state_ != state::reading || number != asked_) return out;
  const auto begun = next_;
  next_ = std::max(next_, first);
  take(records, out);
  // Of the page's first record `take` knows only what is missing behind `first`.
  if (first > begun) out.missed = model::gap{begun, out.missed ? out.missed->to : first - 1};
  if (complete && held_) {
    const auto held = std::exchange(held_, nullptr);
    take(*held, out);
    state_ = state::live;
    return out;
  }
  if (complete)
    hold();
  else
    held_.reset();
  state_ = state::wanting;
  out.next = step::read_page;
  return out;
}

/// Records not below `next_` become deliveries. A hole can only be before the first one: retention was
/// faster.
void subscription::take(std::vector<record_ptr>& records, progress& out) {
  for (auto& record : records) {
    if (record->offset < next_) continue;
    if (record->offset > next_ && out.deliver.empty()) out.missed = model::gap{next_, record->offset - 1};
    next_ = record->offset + 1;
    out.deliver.push_back(std::move(record));
  }
}

void subscription::dropped(std::uint64_t first) noexcept {
  next_ = std::min(next_, first);
  behind_ = true;
  stop();
}

subscription::step subscription::outbox_drained() {
  if (!std::exchange(behind_, false)) return step::nothing;
  return catch_up();
}

void subscription::pause() noexcept {
  paused_ = true;
  stop();
}

subscription::step subscription::lift() {
  if (!std::exchange(paused_, false)) return step::nothing;
  return catch_up();
}

void subscription::stop() noexcept {
  state_ = state::stopped;
  held_.reset();
}

subscription::step subscription::catch_up() {
  if (paused_ || behind_) return step::nothing;
  hold();
  state_ = state::wanting;
  return step::read_page;
}

void subscription::hold() {
  if (!held_) held_ = std::make_unique<std::vector<record_ptr>>();
  held_->clear();
}

} // namespace snug::transport
