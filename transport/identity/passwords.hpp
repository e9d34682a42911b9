#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace snug::transport {

/// Hashes and checks passwords with argon2id (libsodium), one at a time on a thread of its own: each takes
/// tens of milliseconds and much memory on purpose. What waits is bounded; more is refused.
class passwords {
public:
  struct costs {
    std::size_t memory_bytes = 19u << 20;
    std::uint64_t passes = 2;
    std::size_t waiting = 16; ///< at most
  };
  static constexpr std::size_t least = 8; ///< bytes of a password
  static constexpr std::size_t most = 256;

  explicit passwords(const costs& with);
  /// What waits is dropped; ends when the one under way is done.
  ~passwords();
  passwords(const passwords&) = delete;
  passwords& operator=(const passwords&) = delete;

  /// False where too many wait. `then` gets the text to keep, "" where there was no memory; on the thread.
  [[nodiscard]] bool hash(std::string password, std::function<void(std::string kept)> then);
  /// The same. `kept` "": somebody who has no password; it takes as long and is wrong.
  [[nodiscard]] bool check(std::string password, std::string kept, std::function<void(bool right)> then);
  /// From any thread, before what it would call goes.
  void stop();

private:
  void live();
  [[nodiscard]] bool submit(std::function<void()> work);
  [[nodiscard]] std::string made(std::string_view password) const;

  const costs with_;
  std::string nobodys_; ///< what is checked for those who aren't there; the thread's own
  std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<std::function<void()>> waiting_; ///< guarded by mutex_
  bool over_ = false;                         ///< guarded by mutex_
  std::thread thread_;
};

} // namespace snug::transport
