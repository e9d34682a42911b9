#pragma once
#include "transport/hooks/web_request.hpp"
#include <cstddef>
#include <memory>

namespace snug::transport::hooks {

/// Sends requests over HTTP/1.1, with or without TLS, on a thread of its own; each on a connection of its
/// own. Redirects aren't followed: what is signed for one address isn't for another. A name is looked up with
/// the system's resolver, which holds up the requests behind it. How many are under way is the callers'
/// business.
class web_client final : public web_sender {
public:
  /// `tls`: there will be https addresses (their certificates are judged by the system's authorities); costs
  /// memory, so not where there are none.
  explicit web_client(bool tls);
  /// Stops.
  ~web_client() override;

  /// False where the library could not be set up: then every request fails.
  [[nodiscard]] bool good() const noexcept;
  void send(web_request request, answered done) override;
  /// Ends what is under way, without an answer. Nothing is sent behind it.
  void stop();

private:
  struct engine;
  std::unique_ptr<engine> engine_;
};

} // namespace snug::transport::hooks
