#pragma once
#include "actors/ports/desk.hpp"
#include "transport/hooks/back_end.hpp"
#include "transport/hooks/envelope.hpp"
#include "transport/setting.hpp"
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

namespace snug::transport::hooks {

/// Has a back end answer commands that no table knows: what it answers is the reply. Any thread; doesn't
/// block.
class rpc_desk final : public actors::desk {
public:
  /// Where nobody answers, until `take`.
  explicit rpc_desk(const back_end::surroundings& with)
    : asked_(with) {}

  /// Asks there from now on, or nobody. What is under way stays so.
  void take(std::optional<envelope> to, std::uint32_t in_flight);

  [[nodiscard]] bool open() const noexcept override { return open_.load(std::memory_order_relaxed); }

  void carry_out(model::command command) override;

  /// What a client is told: the answer's JSON, or its `{code, message, field?, retry_after?}` where the
  /// status says that it was refused; `unavailable` where there was no answer.
  [[nodiscard]] static model::result<std::string> reply_of(const web_answer& answer);

private:
  back_end asked_;
  setting<envelope> to_;
  std::atomic<bool> open_{false};
};

} // namespace snug::transport::hooks
