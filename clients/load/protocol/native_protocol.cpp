#include "clients/load/protocol/native_protocol.hpp"

namespace snug::load {

namespace {

template <class Value> std::string why_refused(const Value& data) {
  std::string out{data.find("code").text().value_or("error")};
  if (const auto message = data.find("message").text()) out.append(": ").append(*message);
  if (const auto field = data.find("field").text()) out.append(" (").append(*field).append(")");
  return out;
}

template <class Value> position position_in(const Value& data) noexcept {
  return {data.find("epoch").uint().value_or(0), data.find("offset").uint().value_or(0)};
}

} // namespace

template <class Encoding>
void native_protocol<Encoding>::read(std::string_view message, peer_listener& hears, std::string&) {
  const auto it = Encoding::read(message);
  switch (it.is) {
  case native_message::what::event:
    if (it.name == "refused")
      return hears.refused(0, why_refused(typename Encoding::value(it.data).find("last")));
    return hears.told({it.name == ephemeral_event || it.name == "message.sent" ||
                           (it.name == presence_event && !it.text.empty()), // else a session that is gone
                       it.name, it.room, it.text, it.user, it.offset});
  case native_message::what::ok:
    return answered(it, hears);
  case native_message::what::error:
    return hears.refused(it.ref, why_refused(typename Encoding::value(it.data)));
  case native_message::what::rubbish:
    hears.confused("received something that isn't the protocol");
  }
}

template <class Encoding>
void native_protocol<Encoding>::answered(const native_message& message, peer_listener& hears) {
  const typename Encoding::value data(message.data);
  if (message.ref >= first_ref)
    return hears.acknowledged(message.ref, data.find("offset").uint().value_or(0));
  switch (message.ref) {
  case hello_ref:
    return hears.welcomed(data.find("user").text().value_or(""), data.find("resume").text().value_or(""));
  case join_ref:
    return hears.joined(position_in(data), data.find("head").uint().value_or(0), data.find("gap").present());
  case leave_ref:
    return hears.left();
  default:
    hears.confused("received a reply to nothing it asked");
  }
}

template class native_protocol<native_msgpack>;
template class native_protocol<native_json>;

} // namespace snug::load
