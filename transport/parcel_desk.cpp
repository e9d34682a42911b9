#include "transport/parcel_desk.hpp"
#include <utility>

namespace snug::transport {

void parcel_desk::carry_out(model::command command) {
  auto read = parcel::read(command);
  if (!read) return with_.out.reply({command.from, std::move(read.error())});
  auto commands = read->take_commands();
  {
    const std::lock_guard lock(mutex_);
    if (commands_ + read->size() > most_commands || bytes_ + read->bytes() > most_bytes) {
      const model::failure busy{model::error_code::unavailable, "the server is busy", {}, 1'000, {}};
      return with_.out.reply({command.from, busy});
    }
    commands_ += read->size();
    bytes_ += read->bytes();
    const auto number = free_number();
    for (auto& c : commands) {
      const auto ref = c.from.ref;
      c.from = {with_.node, shard, number, 1, ref};
    }
    open_.insert({number, {std::move(*read), command.from, with_.clock.steady_ms() + patience_ms}});
  }
  for (auto& c : commands)
    with_.commands.ask(std::move(c));
}

std::uint32_t parcel_desk::free_number() {
  do
    ++last_;
  while (open_.contains(last_));
  return last_;
}

void parcel_desk::replied(const model::reply& reply) {
  model::reply whole;
  {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(reply.to.slot);
    if (found == open_.end() || !found->second.what.answered(reply.to.ref, reply.outcome)) return;
    whole = close(found);
  }
  with_.out.reply(std::move(whole));
}

model::reply parcel_desk::close(parcels::iterator which) {
  model::reply whole{which->second.to, which->second.what.answer()};
  commands_ -= which->second.what.size();
  bytes_ -= which->second.what.bytes();
  open_.erase(which);
  return whole;
}

void parcel_desk::committed(const store::commit_group_ptr& group) noexcept {
  for (const auto& outcome : group->outcomes)
    if (outcome.reply.to.shard == shard && outcome.reply.to.generation != 0) replied(outcome.reply);
}

void parcel_desk::sweep() {
  std::vector<model::reply> late;
  {
    const std::lock_guard lock(mutex_);
    const auto now = with_.clock.steady_ms();
    for (auto next = open_.begin(); next != open_.end();) {
      const auto which = next++;
      if (which->second.until > now) continue;
      which->second.what.give_up({model::error_code::unavailable, "took too long", {}, 1'000, {}});
      late.push_back(close(which));
    }
  }
  for (auto& reply : late)
    with_.out.reply(std::move(reply));
}

std::size_t parcel_desk::under_way() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

} // namespace snug::transport
