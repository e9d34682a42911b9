#include "clients/console/history.hpp"
#include "actors/model/packer.hpp"
#include "clients/console/message_text.hpp"
#include "clients/console/one_call.hpp"
#include <iostream>

namespace snug::console {

std::string history_data(std::uint64_t limit, std::optional<std::uint64_t> before,
                         std::optional<std::uint64_t> after) {
  model::packer pack;
  pack.map(1u + (before ? 1 : 0) + (after ? 1 : 0)).text("limit").uint(limit);
  if (before) pack.text("before").uint(*before);
  if (after) pack.text("after").uint(*after);
  return std::move(pack).str();
}

int history(const history_options& options) {
  const auto data = history_data(options.limit, options.before, options.after);
  const auto answer = one_call(options, "message.history", options.room, data, false);
  if (!answer) {
    std::cerr << "snug history: " << describe(answer.error()) << '\n';
    return 1;
  }
  const auto messages = answer->value().find("messages");
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto event = told_event::from_history(messages.at(i), options.room);
    std::cout << (options.json ? json_of(event) : message_text(event)) << '\n';
  }
  return 0;
}

} // namespace snug::console
