#include "clients/load/verify/sequence.hpp"
#include <algorithm>

namespace snug::load {

namespace {
constexpr std::uint64_t as_number(std::uint64_t n) noexcept { return n & (~std::uint64_t{0} >> 1); }
} // namespace

void sequence::expect_by(std::uint64_t first) {
  expect(first);
  may_begin_below_ = 1;
}

void sequence::expect(std::uint64_t first) {
  next_ = as_number(first);
  may_begin_below_ = 0;
  holes_.reset();
}

sequence::verdict sequence::take(std::uint64_t number) {
  if (number == next_ || (may_begin_below_ && number < next_)) {
    may_begin_below_ = 0;
    next_ = as_number(number + 1);
    return verdict::in_order;
  }
  may_begin_below_ = 0;
  if (number < next_) return fill(number) ? verdict::late : verdict::doubled;
  open_hole(next_, number - 1);
  next_ = as_number(number + 1);
  return verdict::skipped;
}

sequence::verdict sequence::take_some(std::uint64_t number) {
  const bool begins = may_begin_below_;
  may_begin_below_ = 0;
  if (number < next_ && !begins) return number + 1 == next_ ? verdict::doubled : verdict::late;
  const auto out = number > next_ ? verdict::skipped : verdict::in_order;
  next_ = as_number(number + 1);
  return out;
}

std::uint64_t sequence::missing_to(std::uint64_t last) const noexcept {
  std::uint64_t out = last >= next_ ? last - next_ + 1 : 0;
  if (!holes_) return out;
  for (const auto& [first, end] : holes_->open)
    out += end - first + 1;
  return out + holes_->given_up;
}

void sequence::open_hole(std::uint64_t first, std::uint64_t last) {
  if (!holes_) holes_ = std::make_unique<holes>();
  auto& open = holes_->open;
  if (open.size() == most_holes) {
    holes_->given_up += open.front().second - open.front().first + 1;
    open.erase(open.begin());
  }
  open.emplace_back(first, last);
}

bool sequence::fill(std::uint64_t number) {
  if (!holes_) return false;
  auto& open = holes_->open;
  const auto at = std::find_if(open.begin(), open.end(),
                               [number](const hole& h) { return h.first <= number && number <= h.second; });
  if (at == open.end()) return false;
  const auto [first, last] = *at;
  if (first == last) {
    open.erase(at);
  } else if (number == first) {
    at->first = number + 1;
  } else {
    at->second = number - 1;
    if (number < last) open.insert(at + 1, {number + 1, last});
  }
  if (open.empty() && holes_->given_up == 0) holes_.reset();
  return true;
}

} // namespace snug::load
