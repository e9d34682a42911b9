#include "transport/hooks/web_clients.hpp"
#include <utility>

namespace snug::transport::hooks {

web_client* web_clients::client_for(bool tls) {
  const std::lock_guard lock(mutex_);
  auto& client = tls ? secure_ : plain_;
  if (!client && !stopped_) client = std::make_unique<web_client>(tls);
  return client.get();
}

void web_clients::send(web_request request, answered done) {
  auto* client = client_for(request.to.tls);
  if (!client || !client->good()) return done({0, {}, "the HTTP client could not be set up"});
  client->send(std::move(request), std::move(done));
}

void web_clients::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true; // none is made from here on
  }
  for (auto* client : {plain_.get(), secure_.get()})
    if (client) client->stop();
}

} // namespace snug::transport::hooks
