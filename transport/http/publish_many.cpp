#include "transport/http/publish_many.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/http_requests.hpp"
#include "actors/model/names.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/http/answer.hpp"
#include "transport/http/command_reader.hpp"

namespace snug::transport::http {

namespace {

model::failure wrong_rooms(std::string rule) {
  return {model::error_code::bad_request, "rooms " + std::move(rule), "rooms", 0, {}};
}

model::result<std::vector<std::string>> names_in(const model::value& list) {
  if (list.size() == 0 || list.size() > facets::most_rooms)
    return wrong_rooms("must be 1 to " + std::to_string(facets::most_rooms) + " names");
  std::vector<std::string> names;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto name = list.at(i).text();
    if (!name) return wrong_rooms("must be names");
    if (const auto rule = model::check_room_name(*name))
      return wrong_rooms("has a name that " + std::string(*rule));
    names.emplace_back(*name);
  }
  return names;
}

/// The fields of `publish`: all but the rooms.
std::string publish_data(const model::arguments& args) {
  model::packer fields;
  std::uint32_t given = 0;
  for (std::size_t i = facets::many_event; i <= facets::many_retain; ++i) {
    if (!args.has(i)) continue;
    fields.text(facets::publish_many_fields[i].name).raw(args.raw(i));
    ++given;
  }
  model::packer p;
  p.map(given);
  return std::move(p).str() + fields.str();
}

} // namespace

model::result<publish_many> publish_many::read(const request& r, const route_table::match& route) {
  auto asked = read_fields(r, route, facets::http_requests[0]);
  if (!asked) return asked.error();
  model::arguments args;
  (void)model::read_arguments(asked->data, facets::publish_many_fields, args);
  auto names = names_in(args.at[facets::many_rooms]);
  if (!names) return names.error();
  publish_many out;
  const auto verb = *facets::command_registry::get().find("publish");
  const auto data = publish_data(args);
  for (auto& name : *names) {
    model::command c;
    c.verb = verb;
    c.from.ref = static_cast<std::uint32_t>(out.commands_.size() + 1);
    c.room_name = name;
    c.data = data;
    c.id = asked->id;
    out.commands_.push_back(std::move(c));
    out.rooms_.push_back(std::move(name));
  }
  out.left_ = out.rooms_.size();
  out.results_.resize(out.left_);
  return out;
}

bool publish_many::answered(std::uint32_t ref, const model::result<std::string>& outcome) {
  if (ref == 0 || ref > results_.size() || !results_[ref - 1].empty()) return false;
  auto& result = results_[ref - 1];
  dialect::json_writer json(result);
  json.plain("{\"room\":").text(rooms_[ref - 1]);
  if (outcome) {
    json.plain(",\"ok\":").value(*outcome);
  } else {
    auto why = refused(outcome.error()).body;
    why.pop_back(); // its line feed
    json.plain(",\"error\":").plain(why);
  }
  json.plain("}");
  return --left_ == 0;
}

response publish_many::answer() const {
  response r;
  r.body = "{\"results\":[";
  for (const auto& result : results_)
    r.body.append(&result == results_.data() ? "" : ",").append(result);
  r.body += "]}\n";
  r.with("cache-control", "no-store");
  return r;
}

} // namespace snug::transport::http
