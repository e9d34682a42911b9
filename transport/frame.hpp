#pragma once
#include "actors/model/key.hpp"
#include "transport/dialect/websocket_frame.hpp"
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace snug::transport {

class frame_ptr;

/// Immutable bytes of one WebSocket message, header included, as they go onto a socket; shared by all its
/// receivers of one shard. What an outbox must know to drop or replace it is kept beside the bytes, so that a
/// receiver costs one pointer. The count of owners isn't atomic: a frame never leaves its shard's thread.
class frame {
public:
  /// What may happen to it while it waits for a slow receiver.
  enum class rank : std::uint8_t {
    needed,    ///< replies, pings, closes: never dropped
    durable,   ///< dropped where there is no room; the subscription catches up
    ephemeral, ///< dropped first
  };

  struct facts {
    rank importance = rank::needed;
    model::key room;                   ///< of an event
    std::uint64_t offset = 0;          ///< of a durable event
    std::string_view conflation_key{}; ///< of an ephemeral event; "": it replaces nothing
  };

  [[nodiscard]] static frame_ptr make(dialect::opcode op, std::string_view payload, const facts& facts);
  [[nodiscard]] static frame_ptr make(dialect::opcode op, std::string_view payload);
  /// Without a WebSocket header.
  [[nodiscard]] static frame_ptr bare(std::string_view payload, const facts& facts);

  frame(const frame&) = delete;
  frame& operator=(const frame&) = delete;

  [[nodiscard]] std::string_view bytes() const noexcept { return {data() + key_size_, size_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] rank importance() const noexcept { return importance_; }
  [[nodiscard]] model::key room() const noexcept { return room_; }
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] bool conflates() const noexcept { return key_size_ != 0; }
  /// True where this one makes `older` pointless: same room, same conflation key.
  [[nodiscard]] bool replaces(const frame& older) const noexcept {
    return key_size_ != 0 && hash_ == older.hash_ && room_ == older.room_ && key() == older.key();
  }

private:
  friend class frame_ptr;
  friend class outbox;
  frame(const facts& facts, std::size_t size);
  [[nodiscard]] static frame_ptr join(std::string_view header, std::string_view payload, const facts& facts);
  void retain() noexcept { ++owners_; }
  void release() noexcept {
    if (--owners_ == 0) destroy();
  }
  void destroy() noexcept;
  [[nodiscard]] const char* data() const noexcept { return reinterpret_cast<const char*>(this + 1); }
  [[nodiscard]] char* data() noexcept { return reinterpret_cast<char*>(this + 1); }
  [[nodiscard]] std::string_view key() const noexcept { return {data(), key_size_}; }

  std::uint32_t owners_ = 0;
  std::uint32_t size_;
  model::key room_;
  std::uint64_t offset_;
  std::uint32_t hash_ = 0;
  std::uint16_t key_size_;
  rank importance_;
  // Behind the object, in the same block: the conflation key, then the bytes.
};

/// One owner of a frame.
class frame_ptr {
public:
  frame_ptr() noexcept = default;
  explicit frame_ptr(frame* f) noexcept
    : frame_(f) {
    if (frame_) frame_->retain();
  }
  frame_ptr(const frame_ptr& o) noexcept
    : frame_ptr(o.frame_) {}
  frame_ptr(frame_ptr&& o) noexcept
    : frame_(std::exchange(o.frame_, nullptr)) {}
  frame_ptr& operator=(frame_ptr o) noexcept {
    std::swap(frame_, o.frame_);
    return *this;
  }
  ~frame_ptr() {
    if (frame_) frame_->release();
  }

  [[nodiscard]] frame* get() const noexcept { return frame_; }
  [[nodiscard]] frame* operator->() const noexcept { return frame_; }
  [[nodiscard]] frame& operator*() const noexcept { return *frame_; }
  explicit operator bool() const noexcept { return frame_ != nullptr; }
  friend bool operator==(const frame_ptr& a, const frame_ptr& b) noexcept { return a.frame_ == b.frame_; }

private:
  frame* frame_ = nullptr;
};

} // namespace snug::transport
