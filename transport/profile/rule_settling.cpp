#include "transport/profile/rule_settling.hpp"
#include <algorithm>
#include <utility>

namespace snug::profile {

namespace {

using root = source::root;

/// True where neither of two rules is asked before the other.
bool same_events(const out_rule& a, const out_rule& b) {
  if (a.told != b.told) return false;
  if (a.room_must_fit != b.room_must_fit) return false; // the one with a room is asked first
  if (a.room_must_fit && !a.room->name.overlaps(b.room->name)) return false;
  const auto holds = [](const out_rule& rule, const field_map::fixed& f) {
    return std::any_of(rule.when.begin(), rule.when.end(),
                       [&](const auto& g) { return g.path == f.path && g.value == f.value; });
  };
  const auto denies = [](const out_rule& rule, const field_map::fixed& f) {
    return std::any_of(rule.when.begin(), rule.when.end(),
                       [&](const auto& g) { return g.path == f.path && g.value != f.value; });
  };
  if (std::any_of(a.when.begin(), a.when.end(), [&](const auto& f) { return denies(b, f); })) return false;
  // One that asks for all that the other does and for more is asked first.
  const auto in = [&](const out_rule& less, const out_rule& more) {
    return less.when.size() < more.when.size() &&
           std::all_of(less.when.begin(), less.when.end(), [&](const auto& f) { return holds(more, f); });
  };
  return !in(a, b) && !in(b, a);
}

bool same_words(const word& a, const word& b) {
  return a.when == b.when && a.as.name == b.as.name &&
         (!a.room_must_fit || !b.room_must_fit || a.room->name.overlaps(b.room->name));
}

bool same_route(const route_rule& a, const route_rule& b) {
  return a.method == b.method && a.path.captures().size() == b.path.captures().size() &&
         a.path.overlaps(b.path);
}

} // namespace

void rule_settling::settle(const written_rules& rules, profile& out,
                           std::vector<config::complaint>& complaints) {
  rule_settling all(rules, out, complaints);
  all.settle_in();
  all.settle_out();
  all.settle_on();
  all.settle_routes();
  all.keep_what_the_server_says();
  all.look_for_circles();
}

void rule_settling::complain(const config::profile_table& at, std::string_view field, std::string message) {
  std::string name = at.label;
  name.append(name.empty() ? "" : ".").append(field);
  complaints_.push_back({at.where, std::move(name), std::move(message)});
}

template <class Rule, class Same, class Clash>
std::vector<const written<Rule>*> rule_settling::first_of_each(const std::vector<written<Rule>>& all,
                                                               std::string_view field, Same same,
                                                               Clash clash) {
  std::vector<const written<Rule>*> kept;
  for (const auto& one : all) {
    const auto rival =
        std::find_if(kept.begin(), kept.end(), [&](const auto* k) { return same(k->rule, one.rule); });
    if (rival == kept.end())
      kept.push_back(&one);
    else if ((*rival)->file == one.file)
      complain(*one.at, field, clash(one.rule) + ": " + (*rival)->at->label + " at " + (*rival)->at->where);
  }
  return kept;
}

// ---- one rule for each

void rule_settling::settle_in() {
  const auto same = [](const in_rule& a, const in_rule& b) { return a.event == b.event; };
  const auto clash = [](const in_rule& rule) { return "another rule is about \"" + rule.event + "\""; };
  for (const auto* k : first_of_each(rules_.in, "event", same, clash))
    out_.in_.emplace(k->rule.event, k->rule);
}

void rule_settling::settle_out() {
  const auto clash = [](const out_rule& rule) {
    return "another rule is about the same \"" + rule.told + "\"";
  };
  for (const auto* k : first_of_each(rules_.outs, "told", same_events, clash))
    out_.out_[k->rule.told].push_back(k->rule);
  for (auto& [told, rules] : out_.out_)
    std::stable_sort(rules.begin(), rules.end(), [](const out_rule& a, const out_rule& b) {
      if (a.room_must_fit != b.room_must_fit) return a.room_must_fit;
      return a.when.size() > b.when.size();
    });
}

void rule_settling::settle_on() {
  const auto clash = [](const word& rule) { return "\"" + rule.as.name + "\" is said then already"; };
  for (const auto* k : first_of_each(rules_.words, "event", same_words, clash))
    out_.words_.push_back(k->rule);
}

/// Where one path fits two routes the one with fewer places is meant; two with as many are none.
void rule_settling::settle_routes() {
  const auto clash = [](const route_rule&) { return std::string("another route has this path"); };
  for (const auto* k : first_of_each(rules_.routes, "path", same_route, clash))
    out_.routes_.push_back(k->rule);
  std::stable_sort(out_.routes_.begin(), out_.routes_.end(), [](const auto& a, const auto& b) {
    return a.path.captures().size() < b.path.captures().size();
  });
}

// ---- what is said and what is told

/// Fields that the server fills in when it tells a free event are nothing a client can say.
void rule_settling::keep_what_the_server_says() {
  for (auto& [event, rule] : out_.in_) {
    const auto told = out_.out_.find(rule.free);
    if (rule.free.empty() || told == out_.out_.end()) continue;
    for (const auto& out : told->second)
      for (const auto& e : out.as.fields.entries())
        if (e.from.is != root::data && e.from.is != root::capture && e.from.is != root::id)
          rule.fields.spend(e.app[0]);
  }
}

/// What is said as one event and told as another that, said, is told as the first: nobody could follow that.
void rule_settling::look_for_circles() {
  const auto next = [&](const std::string& event) -> std::string {
    const auto rule = out_.in_.find(event);
    if (rule == out_.in_.end() || rule->second.free.empty()) return {};
    const auto told = out_.out_.find(rule->second.free);
    return told == out_.out_.end() ? rule->second.free : told->second.back().as.name;
  };
  for (const auto& one : rules_.in) {
    std::vector<std::string> way{one.rule.event};
    for (auto at = next(way[0]); !at.empty() && way.size() <= rules_.in.size(); at = next(at)) {
      if (at == way.back()) break; // said and told by one name
      way.push_back(at);
      if (at == way[0]) break;
    }
    // Told once, by the one that comes first by its name.
    if (way.size() < 3 || way.back() != way[0] || *std::min_element(way.begin(), way.end()) != way[0])
      continue;
    std::string circle;
    for (const auto& step : way)
      circle.append(circle.empty() ? "" : " → ").append(step);
    complain(*one.at, "event", "goes round in a circle: " + circle);
  }
}

} // namespace snug::profile
