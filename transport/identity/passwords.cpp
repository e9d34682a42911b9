#include "transport/identity/passwords.hpp"
#include <sodium.h>
#include <utility>

namespace snug::transport {

passwords::passwords(const costs& with)
  : with_(with)
  , thread_([this] { live(); }) {}

passwords::~passwords() { stop(); }

void passwords::stop() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    waiting_.clear();
  }
  woken_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool passwords::submit(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (over_ || waiting_.size() >= with_.waiting) return false;
    waiting_.push_back(std::move(work));
  }
  woken_.notify_one();
  return true;
}

bool passwords::hash(std::string password, std::function<void(std::string)> then) {
  return submit([this, password = std::move(password), then = std::move(then)]() mutable {
    auto kept = made(password);
    sodium_memzero(password.data(), password.size());
    then(std::move(kept));
  });
}

bool passwords::check(std::string password, std::string kept, std::function<void(bool)> then) {
  return submit(
      [this, password = std::move(password), kept = std::move(kept), then = std::move(then)]() mutable {
        // Whether somebody is there must not show in how long it takes.
        if (kept.empty() && nobodys_.empty()) nobodys_ = made("nobody's password");
        const auto& against = kept.empty() ? nobodys_ : kept;
        const bool right = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
        sodium_memzero(password.data(), password.size());
        then(right && !kept.empty());
      });
}

std::string passwords::made(std::string_view password) const {
  char text[crypto_pwhash_STRBYTES];
  if (sodium_init() < 0 || crypto_pwhash_str_alg(text, password.data(), password.size(), with_.passes,
                                                 with_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return {};
  return text;
}

void passwords::live() {
  for (std::unique_lock lock(mutex_);;) {
    woken_.wait(lock, [this] { return over_ || !waiting_.empty(); });
    if (over_) return;
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

} // namespace snug::transport
