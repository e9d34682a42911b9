#pragma once
#include "actors/ports/desk.hpp"
#include "actors/ports/fan_out.hpp"
#include "store/ports/journal.hpp"
#include <functional>
#include <string_view>

namespace snug::transport::hooks {

/// Answers `hook.replay` and `hook.drop`: what an administrator does about events that a back end wouldn't
/// take. Any thread; doesn't block.
class hook_desk final : public actors::desk {
public:
  hook_desk(store::journal& journal, actors::fan_out& out,
            std::function<void(std::string_view line)> audit = {})
    : journal_(journal)
    , out_(out)
    , audit_(std::move(audit)) {}

  void carry_out(model::command command) override;

private:
  store::journal& journal_;
  actors::fan_out& out_;
  const std::function<void(std::string_view line)> audit_;
};

} // namespace snug::transport::hooks
