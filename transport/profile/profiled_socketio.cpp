#include "transport/profile/profiled_socketio.hpp"
#include "actors/model/pack.hpp"
#include "transport/dialect/socketio/encoder.hpp"

namespace snug::profile {

void profiled_socketio::say(std::string_view event, std::string& out) const {
  socketio::encode(by_, {socketio::packet_type::event, words().nsp(), std::nullopt, event}, out);
}

void profiled_socketio::acknowledge(std::uint64_t id, std::string_view argument, std::string& out) const {
  std::string data;
  model::pack::array(data, 1);
  data.append(argument);
  socketio::encode(by_, {socketio::packet_type::ack, words().nsp(), id, data}, out);
}

} // namespace snug::profile
