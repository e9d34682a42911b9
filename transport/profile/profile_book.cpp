#include "transport/profile/profile_book.hpp"
#include "config/profile_file.hpp"
#include "transport/profile/profile_reader.hpp"
#include <utility>

namespace snug::profile {

profile_book profile_book::read(const std::vector<std::string>& asked,
                                std::vector<config::complaint>& complaints) {
  profile_book out;
  if (asked.size() > most)
    complaints.push_back({"", "profiles", "there can be at most " + std::to_string(most)});
  for (const auto& name : asked) {
    auto made = profile_reader::read(config::read_profile(name, "profiles", complaints), complaints);
    if (!made) continue;
    if (const auto taken = out.route_taken(*made); !taken.empty())
      complaints.push_back({"profile " + name, "route", taken});
    const auto* other = made->nsp().empty() ? nullptr : out.in_namespace(made->nsp());
    if (other)
      complaints.push_back({"profile " + name, "namespace",
                            made->nsp() + " is the namespace of the profile " + other->name() + " already"});
    else
      out.all_.push_back(std::move(made));
  }
  return out;
}

/// What two profiles would both answer; "" where nothing is.
std::string profile_book::route_taken(const profile& by) const {
  for (const auto& other : all_)
    for (const auto& a : other->routes())
      for (const auto& b : by.routes())
        if (a.method == b.method && a.path.overlaps(b.path))
          return b.method + " " + b.path.written() + " is " + a.path.written() + " of the profile " +
                 other->name() + " already";
  for (const auto& other : all_)
    if (by.socket() && other->socket() && by.socket()->path.overlaps(other->socket()->path))
      return by.socket()->path.written() + " is the WebSocket of the profile " + other->name() + " already";
  return {};
}

const profile* profile_book::in_namespace(std::string_view nsp) const noexcept {
  for (const auto& each : all_)
    if (each->nsp() == nsp) return each.get();
  return nullptr;
}

} // namespace snug::profile
