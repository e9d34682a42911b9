#include "transport/speech_table.hpp"
#include "transport/delivery.hpp"

namespace snug::transport {

speech_table::speech_table(const profile::profile_book& profiles)
  : profiles_(profiles)
  , all_(all_dialects().begin(), all_dialects().end())
  , first_(all_.size()) {
  for (const auto& words : profiles.all())
    for (const auto by : {socketio::parser::json, socketio::parser::msgpack}) {
      own_.push_back(std::make_unique<const profile::profiled_socketio>(*words, by));
      all_.push_back(own_.back().get());
    }
}

const speech_table& speech_table::plain() {
  static const profile::profile_book none;
  static const speech_table it(none);
  return it;
}

std::uint8_t speech_table::socketio(std::string_view nsp, bool msgpack) const noexcept {
  for (std::size_t i = 0; i < own_.size(); ++i)
    if (own_[i]->words().nsp() == nsp && own_[i]->binary() == msgpack)
      return static_cast<std::uint8_t>(first_ + i);
  return socketio_speech(msgpack);
}

} // namespace snug::transport
