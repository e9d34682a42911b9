#include "transport/profile/profiled_socketio.hpp"
#include "actors/model/pack.hpp"
#include "transport/dialect/socketio/encoder.hpp"
#include "transport/dialect/socketio_words.hpp"

namespace snug::profile {

void profiled_socketio::decode(std::string_view, bool, const snug::dialect::frame_limits&,
                               snug::dialect::decoded& out) const {
  out.clear();
  out.close = model::close_code::bad_request;
  out.reason = "not a message of its own";
}

void profiled_socketio::encode_reply(const model::reply& reply, std::string& out) const {
  (by_ == socketio::parser::msgpack ? snug::dialect::socketio_msgpack() : snug::dialect::socketio_json())
      .encode_reply(reply, out);
}

void profiled_socketio::encode_event(const model::event_view& event, std::string& out) const {
  words_.tell(event, [&](std::string_view said) { say(said, out); });
}

void profiled_socketio::encode_event_for(const model::event_view& event, std::string_view user,
                                         std::uint64_t session, std::string& out) const {
  words_.tell_one(event, user, session, [&](std::string_view said) { say(said, out); });
}

void profiled_socketio::say(std::string_view event, std::string& out) const {
  socketio::encode(by_, {socketio::packet_type::event, words_.nsp(), std::nullopt, event}, out);
}

void profiled_socketio::acknowledge(std::uint64_t id, std::string_view argument, std::string& out) const {
  std::string data;
  model::pack::array(data, 1);
  data.append(argument);
  socketio::encode(by_, {socketio::packet_type::ack, words_.nsp(), id, data}, out);
}

} // namespace snug::profile
