#pragma once
#include "transport/hooks/web_address.hpp"
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace snug::transport::hooks {

/// A POST of JSON to a back end.
struct web_request {
  web_address to;
  std::vector<std::pair<std::string, std::string>> headers; ///< besides Host, Content-Type and Content-Length
  std::string body;
  std::uint32_t timeout_ms = 10'000;   ///< from now to the last byte of the answer
  std::size_t most_answer = 64u << 10; ///< bytes of its body; a longer one is a failure
};

/// What came of it.
struct web_answer {
  int status = 0; ///< 0: there is no answer
  std::string body;
  std::string trouble; ///< why there is none, for people

  [[nodiscard]] bool good() const noexcept { return status >= 200 && status < 300; }
};

/// Who sends requests: `web_client`, or a test.
class web_sender {
public:
  using answered = std::function<void(web_answer answer)>;
  virtual ~web_sender() = default;
  /// Any thread; doesn't block. `done` is called exactly once, on the sender's thread, and must not block;
  /// when the sender stops, too.
  virtual void send(web_request request, answered done) = 0;
};

} // namespace snug::transport::hooks
