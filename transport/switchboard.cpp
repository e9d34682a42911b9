#include "transport/switchboard.hpp"
#include <algorithm>
#include <bit>
#include <thread>
#include <utility>

namespace snug::transport {

switchboard::switchboard(transport_settings settings)
  : settings_(std::move(settings))
  , shared_(settings_) {}

switchboard::~switchboard() { stop(); }

std::optional<std::string> switchboard::listen(const place& at, std::vector<std::unique_ptr<listener>>& ports,
                                               std::uint16_t& port) const {
  std::string complaint;
  // A shared port would let a second server slip in beside us unnoticed: it must be free for one alone first.
  auto first = listener::open(at.address, at.port, false, complaint);
  if (first) {
    port = first->port();
    if (settings_.shards > 1) first = nullptr;
  }
  if (first) ports.push_back(std::move(first));
  while (complaint.empty() && ports.size() < settings_.shards)
    if (auto next = listener::open(at.address, port, true, complaint)) ports.push_back(std::move(next));
  if (complaint.empty()) return std::nullopt;
  return "cannot listen on " + at.address + ":" + std::to_string(at.port) + ": " + complaint;
}

std::optional<std::string> switchboard::start(const node_parts& parts) {
  std::vector<std::unique_ptr<listener>> clear, tls;
  if (auto complaint = listen({settings_.address, settings_.port}, clear, port_)) return complaint;
  if (settings_.tls)
    if (auto complaint = listen({settings_.tls_address, settings_.tls_port}, tls, tls_port_))
      return complaint;
  tls.resize(clear.size());
  parts_.emplace(parts);
  parts_->hand_over = [this](std::uint16_t to, handed_over socket) {
    if (to < shards_.size()) shards_[to]->mail().push(std::move(socket));
  };
  for (std::size_t i = 0; i < clear.size(); ++i)
    shards_.push_back(std::make_unique<shard>(static_cast<std::uint16_t>(i), settings_, *parts_, shared_,
                                              *this, shard::ports{std::move(clear[i]), std::move(tls[i])}));
  std::vector<actors::door_handle> doors;
  for (auto& s : shards_) {
    if (!s->start()) return "cannot start the event loop of a shard";
    doors.push_back(s->door());
  }
  standing_.store(true);
  for (auto& s : shards_)
    s->run(doors);
  return std::nullopt;
}

void switchboard::take_limits(const transport_settings& next) {
  shared_.budget.set_bound(next.process_bytes_in_flight);
  shared_.documents.set_bound(next.document_bytes);
  const auto shared = std::make_shared<const transport_settings>(next);
  for (auto& s : shards_)
    s->mail().push(limits_post{shared});
}

std::size_t switchboard::drain(std::chrono::milliseconds patience) {
  draining_.store(true);
  // A server that is restarted is back in about a second; the more clients, the longer they take to come back
  // in.
  const auto clients = static_cast<std::uint32_t>(std::min<std::uint64_t>(totals().connections, 100'000));
  for (auto& s : shards_)
    s->mail().push(drain_post{500, 1'000 + clients});
  const auto end = std::chrono::steady_clock::now() + patience;
  // Not for every socket: a connection that only asks for /metrics has nothing to be told.
  while (shared_.peers.load() != 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return shared_.peers.load();
}

void switchboard::stop() {
  for (auto& s : shards_)
    s->begin_to_stop();
  for (auto& s : shards_)
    s->stop();
}

traffic_totals switchboard::totals() const noexcept {
  traffic_totals t;
  if (!standing_.load(std::memory_order_acquire)) return t;
  for (const auto& s : shards_) {
    const auto& c = s->counters();
    t.connections += c.connections;
    t.sessions += c.sessions;
    t.awake_rooms += c.awake_rooms;
    t.accepted += c.accepted;
    t.commands += c.commands;
    t.refused += c.refused;
    t.events += c.events;
    t.dropped += c.dropped;
    t.slow_closed += c.slow_closed;
    t.requests += c.requests;
    t.handshakes += c.handshakes;
    t.handshakes_resumed += c.handshakes_resumed;
    t.handshakes_failed += c.handshakes_failed;
    t.bytes_in += c.bytes_in;
    t.bytes_out += c.bytes_out;
  }
  return t;
}

void switchboard::send(const model::return_address& to, transport::post what) {
  if (to.nobody() || to.node != settings_.node || to.shard >= shards_.size()) return;
  shards_[to.shard]->mail().push(std::move(what));
}

void switchboard::ask(model::command command) {
  if (!standing_.load(std::memory_order_acquire)) return;
  // One user's commands go the same way, so that their order is kept.
  const auto shard = std::hash<std::string>{}(command.who->user) % shards_.size();
  shards_[shard]->mail().push(command_post{std::move(command)});
}

void switchboard::reply(model::reply reply) {
  const auto to = reply.to;
  if (to.shard == parcel_desk::shard && parcels_) return parcels_->replied(reply);
  send(to, std::move(reply));
}

void switchboard::post(std::shared_ptr<const model::ephemeral_event> event, std::uint64_t shards) {
  for (; shards != 0; shards &= shards - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(shards));
    if (number < shards_.size()) shards_[number]->mail().push(room_post{event});
  }
}

void switchboard::tell(const model::return_address& peer,
                       std::shared_ptr<const model::ephemeral_event> event) {
  send(peer, peer_post{peer, std::move(event)});
}

void switchboard::subscribe(actors::subscription_request request) {
  const auto to = request.peer;
  send(to, std::move(request));
}

void switchboard::unsubscribe(const model::return_address& peer, model::key room) {
  send(peer, unsubscribe_post{peer, room});
}

void switchboard::attend(const model::return_address& peer, model::key room, std::uint64_t topics) {
  send(peer, attend_post{peer, room, topics});
}

void switchboard::hold(const model::return_address& peer, model::key room) {
  send(peer, hold_post{peer, room});
}

void switchboard::lift(const model::return_address& peer, model::key room) {
  send(peer, lift_post{peer, room});
}

void switchboard::still(const model::return_address& peer, bool on) { send(peer, still_post{peer, on}); }

void switchboard::greeted(const model::return_address& peer, model::identity_ptr who) {
  send(peer, greeted_post{peer, std::move(who)});
}

void switchboard::close(const model::return_address& peer, model::close_code code, std::string reason) {
  send(peer, close_post{peer, code, std::move(reason)});
}

void switchboard::revoke(std::shared_ptr<const facets::revocation_row> row) {
  if (!standing_.load(std::memory_order_acquire)) return;
  for (auto& s : shards_)
    s->mail().push(revoke_post{row});
}

void switchboard::call_the_roll(std::string user, roll_call::answer done) {
  if (!standing_.load(std::memory_order_acquire)) return done({});
  const auto call = std::make_shared<roll_call>(std::move(user), shards_.size(), std::move(done));
  for (auto& s : shards_)
    s->mail().push(roll_call_post{call});
}

void switchboard::committed(const store::commit_group_ptr& group) noexcept {
  if (!standing_.load(std::memory_order_acquire)) return;
  for (auto& s : shards_)
    s->mail().push(group);
}

} // namespace snug::transport
