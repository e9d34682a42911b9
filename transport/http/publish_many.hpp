#pragma once
#include "actors/model/command.hpp"
#include "actors/model/result.hpp"
#include "transport/http/message.hpp"
#include "transport/http/route_table.hpp"
#include <cstddef>
#include <string>
#include <vector>

namespace snug::transport::http {

/// One request to publish in several rooms: its commands, and what became of each.
class publish_many {
public:
  /// `from` and `who` of the commands are left to the caller, apart from the ref: the place in the list, from
  /// 1 on.
  [[nodiscard]] static model::result<publish_many> read(const request& r, const route_table::match& route);

  [[nodiscard]] std::vector<model::command>& commands() noexcept { return commands_; }
  /// The command with that ref was answered; true where it was the last.
  bool answered(std::uint32_t ref, const model::result<std::string>& outcome);
  [[nodiscard]] response answer() const;

private:
  std::vector<model::command> commands_;
  std::vector<std::string> rooms_;
  std::vector<std::string> results_; ///< JSON; "" until it is there
  std::size_t left_ = 0;
};

} // namespace snug::transport::http
