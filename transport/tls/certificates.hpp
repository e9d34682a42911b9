#pragma once
#include "transport/tls/certificate.hpp"
#include <memory>
#include <mutex>
#include <utility>

namespace snug::transport::tls {

/// The certificate in force: whoever connects from now on gets it. Any thread.
class certificates {
public:
  explicit certificates(std::shared_ptr<const certificate> first)
    : now_(std::move(first)) {}

  /// Never nullptr.
  [[nodiscard]] std::shared_ptr<const certificate> now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void replace(std::shared_ptr<const certificate> next) {
    const std::lock_guard lock(mutex_);
    now_ = std::move(next);
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const certificate> now_;
};

} // namespace snug::transport::tls
