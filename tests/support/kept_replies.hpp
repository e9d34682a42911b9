#pragma once
#include "actors/ports/fan_out.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace snug::test {

/// Keeps replies, drops the rest.
struct kept_replies final : actors::fan_out {
  void reply(model::reply reply) override { all.push_back(std::move(reply)); }
  void post(std::shared_ptr<const model::ephemeral_event>, std::uint64_t) override {}
  void tell(const model::return_address&, std::shared_ptr<const model::ephemeral_event>) override {}
  void subscribe(actors::subscription_request) override {}
  void unsubscribe(const model::return_address&, model::key) override {}
  void attend(const model::return_address&, model::key, std::uint64_t) override {}
  void hold(const model::return_address&, model::key) override {}
  void lift(const model::return_address&, model::key) override {}
  void greeted(const model::return_address&, model::identity_ptr) override {}
  void close(const model::return_address&, model::close_code, std::string) override {}
  std::vector<model::reply> all;
};

} // namespace snug::test
