#include "transport/speech_table.hpp"
#include "transport/delivery.hpp"
#include <utility>

namespace snug::transport {

speech_table::speech_table(const profile::profile_book& profiles)
  : profiles_(profiles)
  , all_(all_dialects().begin(), all_dialects().end())
  , first_(all_.size()) {
  const auto add = [this](std::unique_ptr<const profile::app_dialect> one) {
    all_.push_back(one.get());
    own_.push_back(std::move(one));
  };
  for (const auto& words : profiles.all()) {
    if (!words->nsp().empty())
      for (const auto by : {socketio::parser::json, socketio::parser::msgpack})
        add(std::make_unique<const profile::profiled_socketio>(*words, by));
    if (words->socket()) add(std::make_unique<const profile::profiled_websocket>(*words));
  }
}

std::uint8_t speech_table::websocket(const profile::profile& words) const noexcept {
  for (std::size_t i = 0; i < own_.size(); ++i)
    if (&own_[i]->words() == &words && dynamic_cast<const profile::profiled_websocket*>(own_[i].get()))
      return static_cast<std::uint8_t>(first_ + i);
  return 0;
}

const speech_table& speech_table::plain() {
  static const profile::profile_book none;
  static const speech_table it(none);
  return it;
}

std::uint8_t speech_table::socketio(std::string_view nsp, bool msgpack) const noexcept {
  for (std::size_t i = 0; i < own_.size(); ++i)
    if (own_[i]->words().nsp() == nsp && own_[i]->binary() == msgpack &&
        dynamic_cast<const profile::profiled_socketio*>(own_[i].get()))
      return static_cast<std::uint8_t>(first_ + i);
  return socketio_speech(msgpack);
}

} // namespace snug::transport
