#include "transport/dialect/socketio_words.hpp"
#include "transport/shard.hpp"
#include <algorithm>
#include <utility>
#include <variant>

// What a shard does with what comes by its inbox: replies, events, what was committed and what others ask.

namespace snug::transport {

void shard::handle(post& p, const slice& mine) {
  // Events of one room that come one after the other are told together. A reply among them may overtake them:
  // it was to come before its own event, and does.
  if (!std::holds_alternative<room_post>(p) && !std::holds_alternative<model::reply>(p)) tell_run();
  std::visit([this](auto& what) { on(what); }, p);
  if (group_) tell_group(mine);
}

void shard::on(const model::reply& reply) {
  auto* p = peers_.find(reply.to);
  if (!p || p->now == peer::stage::closing) {
    orphans_.give_back(reply.to.generation, reply.to.ref, shared_.budget);
    return;
  }
  give_back(*p, reply.to.ref);
  if (p->over && reply.to.ref == dialect::connect_ref) {
    if (profiles_->welcomed(*p, reply)) return;
    return socketio_->welcomed(*p, reply);
  }
  if (p->worded && words_welcomed(*p, reply)) return;
  if (p->now == peer::stage::request) return front_->replied(*p, reply);
  if (p->http) return stream_replied(*p, reply);
  if (edits_a_document(*p)) return document_replied(*p, reply);
  if (reply.to.ref == 0) {
    if (!reply.outcome) refuse(*p, 0, reply.outcome.error());
    return;
  }
  answer(*p, reply);
}

void shard::on(const room_post& p) {
  const bool fits = run_.size() < max_run && (run_.empty() || run_.front()->room == p.event->room);
  if (!fits) tell_run();
  run_.push_back(p.event);
}

void shard::tell_run() {
  delivery_->post(run_);
  run_.clear();
}

void shard::on(const peer_post& p) {
  auto* to = peers_.find(p.peer);
  if (!to) return;
  if (edits_a_document(*to)) return document_told(*to, *p.event);
  delivery_->tell(*to, *p.event);
  profiles_->told(*to, *p.event);
}

void shard::on(const store::commit_group_ptr& group) {
  group_ = group;
  next_outcome_ = 0;
}

/// Tells as much of the group as its slice allows; the rest comes before everything else next turn.
void shard::tell_group(const slice& mine) {
  while (next_outcome_ < group_->outcomes.size()) {
    tell_outcome(group_->outcomes[next_outcome_++]);
    if (!mine()) return;
  }
  const auto group = std::exchange(group_, nullptr);
  actors_->committed(*group);
  for (auto& page : gate_.drained(group->last_commit))
    on(page);
}

void shard::tell_outcome(const store::outcome& outcome) {
  const auto& to = outcome.reply.to;
  if (!to.nobody() && to.shard == number_ && to.node == settings_.node) on(outcome.reply);
  for (const auto& record : outcome.records) {
    if (!record.told()) continue;
    last_told_ = std::max(last_told_, record.commit);
    catch_up_->ended_by(record);
    // The group lives as long as somebody holds one of its records.
    const subscription::record_ptr shared(group_, &record);
    delivery_->told(shared,
                    [this](peer& p, model::key room, subscription& s) { catch_up_->wanted(p, room, s); });
  }
}

void shard::on(page_post& p) {
  if (!gate_.admits(p)) return;
  if (auto* to = peers_.find(p.peer)) catch_up_->page(*to, p);
}

void shard::on(const actors::subscription_request& p) {
  auto* who = peers_.find(p.peer);
  if (who && who->now != peer::stage::closing) catch_up_->subscribe(*who, p, last_told_);
}

void shard::on(const unsubscribe_post& p) {
  if (auto* who = peers_.find(p.peer)) catch_up_->unsubscribe(*who, p.room);
}

void shard::on(const attend_post& p) {
  auto* who = peers_.find(p.peer);
  auto* place = who ? rooms_.find(*who, p.room) : nullptr;
  if (place) place->topics = p.topics;
}

void shard::on(const hold_post& p) {
  if (auto* who = peers_.find(p.peer)) catch_up_->hold(*who, p.room);
}

void shard::on(const lift_post& p) {
  auto* who = peers_.find(p.peer);
  if (!who) return;
  if (edits_a_document(*who)) // what it missed meanwhile isn't in any log
    return close(*who, model::close_code::try_again, "come back for what was missed");
  catch_up_->lift(*who, p.room);
}

void shard::on(const still_post& p) {
  auto* who = peers_.find(p.peer);
  if (who && who->in_step) catch_up_->still(*who, p.on);
}

void shard::on(const greeted_post& p) {
  auto* who = peers_.find(p.peer);
  if (who && who->now == peer::stage::greeting) identify(*who, p.who);
}

void shard::on(const close_post& p) {
  if (auto* who = peers_.find(p.peer)) close(*who, p.code, p.reason);
}

void shard::on(const revoke_post& p) {
  peers_.each([&](peer& who) {
    if (who.who && facets::stops(*p.row, *who.who)) close(who, model::close_code::token_revoked, "revoked");
  });
}

void shard::on(const roll_call_post& p) {
  peers_.each([&](const peer& who) {
    if (who.who && who.now == peer::stage::open && who.who->user == p.call->user())
      p.call->here(who.who->session);
  });
  p.call->answered();
}

void shard::on(command_post& p) { actors_->http(std::move(p.what)); }

void shard::on(const drain_post& p) {
  stop_listening();
  draining_ = p;
  front_->drain();
  peers_.each([this](peer& who) { send_away(who); });
  socketio_->close_all();
}

void shard::on(const limits_post& p) {
  settings_.take_limits(*p.next);
  stalls_ = stall_watch(settings_.stalled_ms);
  delivery_->set_outbox_bytes(settings_.outbox_bytes);
  catch_up_->set_outbox_bytes(settings_.outbox_bytes);
  edge_->take_limits();
  actors_->take_limits(settings_.commands);
}

void shard::on(const stop_post&) {
  if (std::exchange(stopping_, true)) return;
  stop_listening();
  // Whoever wasn't drained goes now: an open connection would keep its actor, and this thread, until its
  // heartbeat is missed.
  peers_.each([&](peer& who) { close(who, model::close_code::going_away, "the server stops"); });
  socketio_->close_all();
  actors_->stop();
}

} // namespace snug::transport
