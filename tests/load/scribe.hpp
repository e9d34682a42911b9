#pragma once
#include "clients/load/protocol/peer_protocol.hpp"
#include <string>
#include <vector>

namespace snug::test {

/// Writes down what a protocol says it heard.
struct scribe final : load::peer_listener {
  void welcomed(std::string_view user, std::string_view resume) override {
    add("welcomed " + std::string(user) + " " + std::string(resume));
  }
  void joined(load::position stands, std::uint64_t head, bool gap) override {
    add("joined " + std::to_string(stands.epoch) + "." + std::to_string(stands.offset) + " head " +
        std::to_string(head) + (gap ? " gap" : ""));
  }
  void left() override { add("left"); }
  void acknowledged(std::uint64_t ref, std::uint64_t offset) override {
    add("acknowledged " + std::to_string(ref) + " at " + std::to_string(offset));
  }
  void told(const load::told_event& e) override {
    add(std::string(e.of_load ? "load " : "told ") + std::string(e.name) + " " + std::string(e.room) + " '" +
        std::string(e.text) + "' " + std::to_string(e.offset) + " from " + std::string(e.user));
  }
  void refused(std::uint64_t ref, std::string_view why) override {
    add("refused " + std::to_string(ref) + " " + std::string(why));
  }
  void confused(std::string_view) override { add("confused"); }

  void add(std::string line) { lines.push_back(std::move(line)); }
  std::vector<std::string> lines;
};

} // namespace snug::test
