#include "tests/bench/crowd.hpp"
#include <netinet/in.h>

namespace snug::bench {

namespace {

/// Clients come from many loopback addresses: 127.0.1.1, 127.0.1.2 …
constexpr std::uint32_t first_source = INADDR_LOOPBACK + 256;
constexpr std::uint32_t sources = 50;

} // namespace

crowd::crowd(load::event_loop& loop, const load::token_mint& mint, plan plan)
  : loop_(loop)
  , mint_(mint)
  , plan_(std::move(plan))
  , server_(load::server_address::loopback(plan_.port))
  , members_(plan_.size) {}

bool crowd::gather(double seconds) {
  const auto end = load::now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
  invite();
  loop_.turn_until(end, [this] { return in_ == members_.size() || !complaint_.empty(); });
  if (complaint_.empty() && in_ < members_.size())
    complaint_ = "only " + std::to_string(in_) + " of " + std::to_string(members_.size()) + " came in";
  return complaint_.empty();
}

void crowd::invite() {
  while (invited_ < members_.size() && invited_ - in_ < plan_.at_once && complaint_.empty()) {
    const auto number = static_cast<std::uint32_t>(invited_++);
    auto& socket = members_[number].socket;
    socket = std::make_unique<load::connection>(loop_, *this, number);
    socket->open(server_, {load::native_msgpack::path, load::native_msgpack::subprotocol, false,
                           first_source + number % sources});
  }
}

void crowd::opened(load::connection& c) {
  scratch_.clear();
  const auto token = mint_.token_for(plan_.user_prefix + "-" + std::to_string(c.number()));
  load::native_msgpack::hello(scratch_, hello_ref, {token, {}});
  c.send(scratch_);
}

void crowd::received(load::connection& c, std::string_view message, std::uint64_t now) {
  const auto read = load::native_msgpack::read(message);
  if (read.is == load::native_message::what::rubbish)
    return complain(c.number(), "received something that isn't the protocol");
  if (!audience_ && read.is == load::native_message::what::event) ++early_events_;
  if (!members_[c.number()].in) return came_in(c.number(), read);
  if (audience_) audience_->heard(c.number(), read, now);
}

void crowd::came_in(std::uint32_t member, const load::native_message& message) {
  using what = load::native_message::what;
  if (message.is == what::event) return; // others come in too
  if (message.is != what::ok) return complain(member, "was refused: " + std::string(message.data));
  if (message.ref == hello_ref) {
    scratch_.clear();
    load::native_msgpack::join(scratch_, join_ref, room_of(member));
    return members_[member].socket->send(scratch_);
  }
  members_[member].in = true;
  ++in_;
  invite();
}

void crowd::closed(load::connection& c, unsigned, std::string why) {
  if (farewells_)
    ++gone_;
  else
    complain(c.number(), std::move(why));
}

void crowd::complain(std::uint32_t member, std::string what) {
  if (complaint_.empty()) complaint_ = "client " + std::to_string(member) + ": " + what;
}

} // namespace snug::bench
