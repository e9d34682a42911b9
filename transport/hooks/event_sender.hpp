#pragma once
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/random_source.hpp"
#include "store/ports/reader.hpp"
#include "transport/hooks/circuit_breaker.hpp"
#include "transport/hooks/envelope.hpp"
#include "transport/hooks/send_plan.hpp"
#include "transport/setting.hpp"
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

namespace snug::transport::hooks {

/// Tells a back end of the events in the stored queue, each until it has it or as often as `send_plan`
/// allows, at least once. A thread of its own that reads rows, hands requests to the sender and has the
/// journal write what became of them; nothing waits for it.
class event_sender final : public store::commit_listener {
public:
  /// All of it outlives the sender.
  struct surroundings {
    store::journal& journal;
    store::reader& reader;
    web_sender& web;
    const store::clock& clock;
    store::random_source& random;
    std::uint64_t store_id;                         ///< with an event's number the name of its delivery
    std::function<void(std::string_view line)> log; ///< hears when the back end goes and comes back
  };
  /// Tells nobody, until `take`.
  explicit event_sender(const surroundings& with);
  /// Stops.
  ~event_sender() override;

  /// Whom to tell, and how: from now on.
  struct rules {
    std::optional<envelope> to; ///< nothing: nobody; what is in the queue waits
    send_plan::rules plan;
    std::uint64_t max_dead = 10'000;
  };
  void take(rules next);
  /// Reads what is in the queue and begins, where there is somebody to tell; else `take` does. Once.
  void start();
  /// Nothing is sent any more; requests under way may still be answered.
  void stop();

  void committed(const store::commit_group_ptr& group) noexcept override;

  /// Somebody is told.
  [[nodiscard]] bool on() const { return to_.now() != nullptr; }
  /// Delivered since the start.
  [[nodiscard]] std::uint64_t delivered() const;
  /// Given up, and still there.
  [[nodiscard]] std::uint64_t dead() const;

private:
  void begin();
  void live();
  bool work(std::unique_lock<std::mutex>& lock, std::int64_t now);
  void read_page(std::uint64_t from);
  void read_and_send(std::uint64_t number);
  void count_dead();
  void drop_oldest_dead(std::uint64_t excess);
  void answered(std::uint64_t number, const web_answer& answer);
  void settle(const facets::settlement& what);
  void say(std::string_view line) const;

  const surroundings with_;
  setting<envelope> to_;
  std::atomic<bool> begun_{false}; ///< the queue is followed: once begun, for good

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  send_plan plan_{{}}; // guarded by mutex_, as all below
  std::uint64_t max_dead_ = 0;
  bool started_ = false;
  circuit_breaker breaker_;
  bool reading_ = false;     ///< a page
  std::int64_t read_at_ = 0; ///< steady ms: not before, since the store couldn't be read
  bool dropping_ = false;
  bool away_ = false; ///< said so
  bool stopping_ = false;
  std::uint64_t delivered_ = 0;
  std::uint64_t dead_ = 0;
  std::thread thread_;
};

} // namespace snug::transport::hooks
