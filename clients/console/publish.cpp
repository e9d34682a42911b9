#include "clients/console/publish.hpp"
#include "actors/model/packer.hpp"
#include "clients/console/json_text.hpp"
#include "clients/console/one_call.hpp"
#include <iostream>

namespace snug::console {
namespace {

std::string message_data(const std::string& text) {
  model::packer pack;
  return pack.map(1).text("text").text(text).str();
}

std::string event_data(const publish_options& options) {
  model::packer text;
  const auto data =
      options.data.empty() ? std::string() : from_json(options.data).value_or(text.text(options.data).str());
  model::packer pack;
  pack.map(2u + (options.key.empty() ? 0 : 1) + (options.durable ? 1 : 0) + (options.retain ? 1 : 0));
  pack.text("event").text(options.event).text("data").raw(data);
  if (!options.key.empty()) pack.text("key").text(options.key);
  if (options.durable) pack.text("durable").boolean(true);
  if (options.retain) pack.text("retain").boolean(true);
  return std::move(pack).str();
}

} // namespace

int publish(const publish_options& options) {
  const bool message = options.event.empty();
  const auto data = message ? message_data(options.data) : event_data(options);
  const auto answer = one_call(options, message ? "message.send" : "publish", options.room, data, true);
  if (!answer) {
    std::cerr << "snug publish: " << describe(answer.error()) << '\n';
    return 1;
  }
  if (options.json) {
    std::cout << to_json(answer->value()) << '\n';
  } else if (const auto offset = answer->value().find("offset").uint()) {
    std::cout << options.room << " " << *offset << '\n';
  }
  return 0;
}

} // namespace snug::console
