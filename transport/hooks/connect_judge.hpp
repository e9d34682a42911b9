#pragma once
#include "transport/hooks/back_end.hpp"
#include "transport/hooks/envelope.hpp"
#include "transport/hooks/event_text.hpp"
#include "transport/setting.hpp"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace snug::transport::hooks {

/// Asks a back end who somebody is that brings no token. Any thread; doesn't block.
class connect_judge {
public:
  /// Where nobody is asked, until `take`.
  explicit connect_judge(const back_end::surroundings& with)
    : asked_(with) {}

  /// Asks there from now on, or nobody. What is under way stays so. `headers`: those of a handshake that the
  /// back end is told, names in lower case.
  void take(std::optional<envelope> to, std::uint32_t in_flight, std::vector<std::string> headers);

  /// What a back end is told of; nullptr while nobody is asked.
  [[nodiscard]] std::shared_ptr<const std::vector<std::string>> headers() const {
    const auto asks = asks_.now();
    return asks ? std::shared_ptr<const std::vector<std::string>>(asks, &asks->headers) : nullptr;
  }

  /// `to` is answered with the JSON of what a token would claim, with "" where the back end knows nothing of
  /// them (204), or with a refusal.
  void judge(const model::return_address& to, const handshake& from);

private:
  struct asking {
    envelope to;
    std::vector<std::string> headers;
  };
  back_end asked_;
  setting<asking> asks_;
};

} // namespace snug::transport::hooks
