#include "transport/profile/app_dialect.hpp"

namespace snug::profile {

void app_dialect::decode(std::string_view, bool, const snug::dialect::frame_limits&,
                         snug::dialect::decoded& out) const {
  out.clear();
  out.close = model::close_code::bad_request;
  out.reason = "not a message of its own";
}

void app_dialect::encode_event(const model::event_view& event, std::string& out) const {
  words_.tell(event, [&](std::string_view said) { say(said, out); });
}

void app_dialect::encode_event_for(const model::event_view& event, std::string_view user,
                                   std::uint64_t session, std::string& out) const {
  words_.tell_one(event, user, session, [&](std::string_view said) { say(said, out); });
}

} // namespace snug::profile
