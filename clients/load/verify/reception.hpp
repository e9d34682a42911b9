#pragma once
#include "clients/load/protocol/peer_protocol.hpp"
#include "clients/load/verify/fault_log.hpp"
#include "clients/load/verify/roster.hpp"
#include "clients/load/verify/sequence.hpp"
#include "clients/load/verify/stamp.hpp"
#include <cstdint>
#include <vector>

namespace snug::load {

/// Judges everything that one client receives in the room it is in: whether it was for it, is what was sent,
/// and comes once and in order. Knows no socket. What is wrong goes to the fault log.
class reception {
public:
  /// What the client has a right to.
  enum class claim : std::uint8_t {
    everything,
    the_last, ///< newer ones may replace older ones, the last must come
    an_order, ///< whatever comes is in order and comes once
  };
  struct rules {
    lane kept = lane::ephemeral;
    claim right = claim::everything;
    std::size_t size = stamp::size; ///< of every message
    std::uint32_t run = 0;
  };
  /// What a message turned out to be.
  struct finding {
    bool counts = false;      ///< right in every way: it may be counted and timed
    bool of_us = false;       ///< of this run, even if wrong
    std::uint32_t missed = 0; ///< how many of its sender's, right before it, haven't come
  };

  reception(roster& all, fault_log& faults, std::uint32_t client, rules rules)
    : all_(all)
    , faults_(faults)
    , client_(client)
    , rules_(rules) {}

  /// The client is in `room` and stands at `at`. `resumes`: it was in before and nothing may be missing
  /// between.
  void enter(std::uint32_t room, position at, bool resumes, bool gap);
  /// It is out: nothing may come any more.
  void leave();

  /// One event of any kind. `mark` is its stamp where it is one of the load's.
  finding heard(const told_event& event, const stamp* mark);

  /// Whether everything it has a right to has come.
  [[nodiscard]] bool complete() const;
  /// At the end: what hasn't come is lost.
  void finish();

  [[nodiscard]] bool is_in() const noexcept { return in_; }
  /// The last position it has.
  [[nodiscard]] position stands() const noexcept { return {epoch_, offsets_.next() - 1}; }

private:
  [[nodiscard]] bool judge_offset(const told_event& event);
  [[nodiscard]] bool judge_sender(const stamp& mark);
  [[nodiscard]] bool judge_content(const told_event& event, const stamp& mark);
  [[nodiscard]] bool judge_number(const stamp& mark, bool complain, finding& out);
  [[nodiscard]] bool judge_place(const told_event& event, const stamp& mark);
  /// How far messages of `talker` must have come.
  [[nodiscard]] std::uint64_t due_of(std::uint32_t talker) const noexcept;
  [[nodiscard]] bool hears(std::uint32_t talker) const noexcept {
    return rules_.kept == lane::durable || talker != client_;
  }
  void wrong(fault what, const std::string& words, std::uint64_t times = 1);

  roster& all_;
  fault_log& faults_;
  std::uint32_t client_;
  rules rules_;
  bool in_ = false;
  std::uint32_t room_ = 0;
  std::uint64_t epoch_ = 0;
  sequence offsets_;
  std::vector<sequence> by_rank_; ///< of the room's talkers
};

} // namespace snug::load
