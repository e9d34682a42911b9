#include "transport/refusal_digest.hpp"
#include "actors/model/packer.hpp"
#include <utility>

namespace snug::transport {

void refusal_digest::add(peer& p, model::failure why) {
  if (!p.refused) {
    p.refused = std::make_unique<refusals>();
    refused_.push_back({p.slot, p.generation});
  }
  ++p.refused->count;
  p.refused->last = std::move(why);
}

void refusal_digest::tell() {
  for (const auto& at : std::exchange(refused_, {})) {
    auto* p = peers_.find(at.slot, at.generation);
    if (!p || !p->refused) continue;
    const auto told = std::exchange(p->refused, nullptr);
    model::packer data;
    data.map(2).text("count").uint(told->count).text("last");
    data.map(told->last.field.empty() ? 2 : 3).text("code").text(model::name_of(told->last.code));
    data.text("message").text(told->last.message);
    if (!told->last.field.empty()) data.text("field").text(told->last.field);
    model::event_view event;
    event.name = "refused";
    event.data = data.str();
    event.at = clock_.wall_ms();
    delivery_.tell(*p, event);
  }
}

} // namespace snug::transport
