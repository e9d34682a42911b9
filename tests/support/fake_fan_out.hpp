#pragma once
#include "actors/ports/fan_out.hpp"
#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace snug::test {

/// Writes down what actors send to sockets, in order.
class fake_fan_out final : public actors::fan_out {
public:
  struct call {
    enum class what { reply, post, tell, subscribe, unsubscribe, attend, hold, lift, greeted, close } did;
    model::return_address peer;
    model::result<std::string> outcome{std::string{}};
    std::string name; ///< the event's, or the room's of a subscription
    std::string data;
    std::uint64_t number = 0; ///< shards of a post, offset of a subscription, code of a close
    model::key room = {};
    std::optional<actors::subscription_request> subscription = {};
  };

  void reply(model::reply r) override {
    fail_at(call::what::reply);
    calls.push_back({call::what::reply, r.to, std::move(r.outcome), {}, {}});
  }
  void post(std::shared_ptr<const model::ephemeral_event> e, std::uint64_t shards) override {
    fail_at(call::what::post);
    calls.push_back({call::what::post, e->except, std::string{}, e->name, e->data, shards});
  }
  void tell(const model::return_address& peer, std::shared_ptr<const model::ephemeral_event> e) override {
    calls.push_back({call::what::tell, peer, std::string{}, e->name, e->data});
  }
  void subscribe(actors::subscription_request r) override {
    fail_at(call::what::subscribe);
    calls.push_back({call::what::subscribe, r.peer, std::string{}, r.room_name, {}, r.from, r.room, r});
  }
  void unsubscribe(const model::return_address& peer, model::key room) override {
    calls.push_back({call::what::unsubscribe, peer, std::string{}, {}, {}, 0, room});
  }
  void attend(const model::return_address& peer, model::key room, std::uint64_t topics) override {
    calls.push_back({call::what::attend, peer, std::string{}, {}, {}, topics, room});
  }
  void hold(const model::return_address& peer, model::key room) override {
    calls.push_back({call::what::hold, peer, std::string{}, {}, {}, 0, room});
  }
  void lift(const model::return_address& peer, model::key room) override {
    calls.push_back({call::what::lift, peer, std::string{}, {}, {}, 0, room});
  }
  void greeted(const model::return_address& peer, model::identity_ptr who) override {
    calls.push_back({call::what::greeted, peer, std::string{}, who->user, {}});
  }
  void close(const model::return_address& peer, model::close_code code, std::string reason) override {
    calls.push_back(
        {call::what::close, peer, std::string{}, {}, std::move(reason), static_cast<std::uint64_t>(code)});
  }

  /// The calls of one sort, in order.
  [[nodiscard]] std::vector<call> all(call::what did) const {
    std::vector<call> found;
    std::ranges::copy_if(calls, std::back_inserter(found), [&](const auto& c) { return c.did == did; });
    return found;
  }
  /// The reply to `ref`, or nothing yet.
  [[nodiscard]] const call* reply_to(std::uint32_t ref) const {
    for (const auto& c : calls)
      if (c.did == call::what::reply && c.peer.ref == ref) return &c;
    return nullptr;
  }
  /// Where the first call that fits stands; npos where there is none.
  template <class Fits> [[nodiscard]] std::size_t index(Fits fits) const {
    const auto found = std::ranges::find_if(calls, fits);
    return found == calls.end() ? std::string::npos : static_cast<std::size_t>(found - calls.begin());
  }

  std::vector<call> calls;
  std::optional<call::what>
      throws_at; ///< replies, posts or subscriptions: whoever makes one meets an exception

private:
  void fail_at(call::what did) const {
    if (did == throws_at) throw std::runtime_error("made up");
  }
};

} // namespace snug::test
