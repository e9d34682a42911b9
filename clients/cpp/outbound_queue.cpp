#include "clients/cpp/outbound_queue.hpp"
#include <algorithm>
#include <utility>

namespace snug::client {

void outbound_queue::push(outbound command) {
  command.ref = 0;
  commands_.push_back(std::move(command));
}

std::uint32_t outbound_queue::fresh_ref() noexcept {
  if (++last_ref_ == 0) ++last_ref_;
  return last_ref_;
}

const outbound* outbound_queue::next_to_send() {
  if (sent_ == commands_.size() || sent_ >= window_) return nullptr;
  auto& command = commands_[sent_++];
  command.ref = fresh_ref();
  return &command;
}

std::optional<outbound> outbound_queue::answered(std::uint32_t ref) {
  const auto end_of_sent = commands_.begin() + static_cast<std::ptrdiff_t>(sent_);
  const auto found =
      std::find_if(commands_.begin(), end_of_sent, [ref](const auto& c) { return c.ref == ref; });
  if (found == end_of_sent) return std::nullopt;
  auto out = std::move(*found);
  commands_.erase(found);
  --sent_;
  return out;
}

std::vector<outbound> outbound_queue::connection_lost() {
  std::vector<outbound> dropped;
  std::deque<outbound> kept;
  for (auto& command : commands_) {
    command.ref = 0;
    if (command.keep)
      kept.push_back(std::move(command));
    else
      dropped.push_back(std::move(command));
  }
  commands_ = std::move(kept);
  sent_ = 0;
  return dropped;
}

std::deque<outbound> outbound_queue::take_all() {
  sent_ = 0;
  return std::exchange(commands_, {});
}

} // namespace snug::client
