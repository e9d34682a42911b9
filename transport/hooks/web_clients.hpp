#pragma once
#include "transport/hooks/web_client.hpp"
#include <memory>
#include <mutex>

namespace snug::transport::hooks {

/// Sends requests with a client for each of the two schemes, made when the first request of its scheme comes:
/// TLS costs memory, and which addresses there are may change while serving. Any thread.
class web_clients final : public web_sender {
public:
  web_clients() = default;
  ~web_clients() override { stop(); }
  web_clients(const web_clients&) = delete;
  web_clients& operator=(const web_clients&) = delete;

  void send(web_request request, answered done) override;
  /// Ends what is under way, without an answer. Nothing is sent behind it.
  void stop();

private:
  [[nodiscard]] web_client* client_for(bool tls);

  std::mutex mutex_;
  std::unique_ptr<web_client> plain_, secure_; ///< guarded by mutex_
  bool stopped_ = false;                       ///< guarded by mutex_
};

} // namespace snug::transport::hooks
