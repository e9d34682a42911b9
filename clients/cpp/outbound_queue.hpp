#pragma once
#include "actors/model/payload.hpp"
#include "actors/model/result.hpp"
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace snug::client {

/// What became of a command: the reply's data, or why it was refused. The value lives as long as the callback
/// runs.
using outcome = model::result<model::value>;
using reply_handler = std::function<void(const outcome&)>;

/// A command on its way out.
struct outbound {
  std::string command;
  std::string room;
  std::string data;      ///< MessagePack, "" is nil
  std::string id;        ///< stays the same however often it is sent; "" for commands that are not sent again
  reply_handler done;    ///< may be empty
  bool keep = true;      ///< survives a lost connection; else it is refused when one is lost
  std::uint32_t ref = 0; ///< given by the queue each time it is sent; 0 while it waits
};

/// Commands waiting to be sent or answered, in the order they were given. A lost connection puts what was
/// sent and not answered back in line, in its old place and with its id, so that the server can tell a
/// repeat. Knows no socket. Not for several threads at once.
class outbound_queue {
public:
  /// `window`: the most commands sent and unanswered at a time.
  explicit outbound_queue(std::size_t window = 32)
    : window_(window) {}

  void push(outbound command);
  /// The next command to send, now counted as sent with a fresh ref, or nothing while all are sent or the
  /// window is full. Valid until the queue is changed.
  [[nodiscard]] const outbound* next_to_send();
  /// Takes the command out that was sent with `ref`; nothing where there is none (an answer from before a
  /// reconnect).
  [[nodiscard]] std::optional<outbound> answered(std::uint32_t ref);
  /// The connection is lost: returns what isn't kept, for its sender to be told; the rest waits to be sent
  /// again.
  [[nodiscard]] std::vector<outbound> connection_lost();
  /// Takes everything out.
  [[nodiscard]] std::deque<outbound> take_all();

  [[nodiscard]] std::size_t size() const noexcept { return commands_.size(); }
  [[nodiscard]] std::size_t in_flight() const noexcept { return sent_; }
  /// A ref of this connection for a command sent past the queue (hello, joins). Never 0.
  [[nodiscard]] std::uint32_t fresh_ref() noexcept;

private:
  std::size_t window_;
  std::deque<outbound> commands_; ///< the first `sent_` are sent, the rest wait
  std::size_t sent_ = 0;
  std::uint32_t last_ref_ = 0;
};

} // namespace snug::client
