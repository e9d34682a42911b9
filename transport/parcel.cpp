#include "transport/parcel.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/desk_commands.hpp"
#include "actors/facets/first_members.hpp"
#include "actors/model/names.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include <initializer_list>

namespace snug::transport {

namespace {

using model::packer;

/// What a command costs besides its bytes: its place in queues and mailboxes.
constexpr std::size_t overhead = 256;

model::failure wrong(std::string_view field, std::string rule) {
  return {model::error_code::bad_request, std::move(rule), std::string(field), 0, {}};
}

void pack(packer& p, const model::failure& why) {
  std::uint32_t fields = 2;
  fields += why.field.empty() ? 0 : 1;
  fields += why.retry_after_ms == 0 ? 0 : 1;
  fields += why.current.empty() ? 0 : 1;
  p.map(fields).text("code").text(name_of(why.code)).text("message").text(why.message);
  if (!why.field.empty()) p.text("field").text(why.field);
  if (why.retry_after_ms != 0) p.text("retry_after").uint(why.retry_after_ms);
  if (!why.current.empty()) p.text("current").raw(why.current);
}

std::string packed(const model::result<std::string>& outcome) {
  packer p;
  if (outcome)
    p.text("ok").raw(*outcome);
  else
    pack(p.text("error"), outcome.error());
  return std::move(p).str();
}

/// A map of those of these fields that were given.
packer given(const model::arguments& args, std::initializer_list<std::size_t> which, std::uint32_t more = 0) {
  packer p, pairs;
  for (const auto i : which) {
    if (!args.has(i)) continue;
    pairs.text(facets::publish_many_fields[i].name).raw(args.raw(i));
    ++more;
  }
  p.map(more);
  if (!pairs.str().empty()) p.raw(pairs.str());
  return p;
}

/// The texts of a list; nothing where something else is in it.
std::optional<std::vector<std::string>> texts_in(const model::value& list) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto text = list.at(i).text();
    if (!text) return std::nullopt;
    out.emplace_back(*text);
  }
  return out;
}

} // namespace

model::result<parcel> parcel::read(const model::command& said) {
  using namespace facets;
  model::arguments args;
  if (const auto complaint = model::read_arguments(said.data, publish_many_fields, args))
    return wrong(complaint->field, complaint->rule);
  const auto& rooms_list = args.at[many_rooms];
  const auto& users_list = args.at[many_users];
  const auto everybody = args.flag(many_everybody);
  const auto receivers = rooms_list.size() + users_list.size();
  if (receivers > most_receivers || (receivers == 0 && !everybody))
    return wrong("rooms", "and users must be 1 to " + std::to_string(most_receivers) + " in all");
  const auto rooms = texts_in(rooms_list), users = texts_in(users_list);
  if (!rooms) return wrong("rooms", "must be names");
  if (!users) return wrong("users", "must be user ids");
  for (const auto& name : *rooms)
    if (const auto rule = model::check_room_name(name))
      return wrong("rooms", "has a name that " + std::string(*rule));
  for (const auto& user : *users)
    if (const auto rule = check_user(user)) return wrong("users", "has one that " + std::string(*rule));

  parcel out;
  for (const auto& name : *rooms)
    out.add(packer{}.text("room").text(name).str(), "publish", name,
            given(args, {many_event, many_data, many_durable, many_key, many_retain, many_at}).str(), said);
  for (const auto& user : *users)
    out.add(packer{}.text("user").text(user).str(), "inbox.deliver", {},
            given(args, {many_event, many_data, many_at}, 1).text("user").text(user).str(), said);
  if (everybody)
    out.add(packer{}.text("everybody").boolean(true).str(), "announcement.send", {},
            given(args, {many_event, many_data, many_at}).str(), said);
  return out;
}

void parcel::add(std::string receiver, std::string_view verb, std::string room, std::string data,
                 const model::command& said) {
  model::command c;
  c.verb = *facets::command_registry::get().find(verb);
  c.from.ref = static_cast<std::uint32_t>(commands_.size() + 1);
  c.who = said.who;
  c.room_name = std::move(room);
  c.data = std::move(data);
  c.id = said.id;
  bytes_ += c.data.size() + c.room_name.size() + overhead;
  commands_.push_back(std::move(c));
  items_.push_back({std::move(receiver), {}});
  ++left_;
}

bool parcel::answered(std::uint32_t ref, const model::result<std::string>& outcome) {
  if (ref == 0 || ref > items_.size() || !items_[ref - 1].outcome.empty()) return false;
  items_[ref - 1].outcome = packed(outcome);
  return --left_ == 0;
}

void parcel::give_up(const model::failure& why) {
  for (auto& item : items_)
    if (item.outcome.empty()) item.outcome = packed(why);
  left_ = 0;
}

std::string parcel::answer() const {
  packer p;
  p.map(1).text("results").array(static_cast<std::uint32_t>(items_.size()));
  for (const auto& item : items_)
    p.map(2).raw(item.receiver).raw(item.outcome);
  return std::move(p).str();
}

} // namespace snug::transport
