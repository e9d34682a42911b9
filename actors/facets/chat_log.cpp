#include "actors/facets/chat_log.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/replies.hpp"
#include <charconv>

namespace snug::facets {

using model::error_code;
using model::field;
using model::field_type;

namespace {

// ---- tables

enum send_field : std::size_t { send_type, send_text, send_language, send_metadata, send_reply_to };
constexpr field send_fields[] = {
    {"type", field_type::choice, false, 0, 0, "what the text is or describes; text where not given",
     "text|image|file|code|audio|video|location|system"},
    {"text", field_type::text, true, 1, 1u << 20, "the message; the room's kind may allow less"},
    {"language", field_type::text, false, 1, 64, "of the text or the code"},
    {"metadata", field_type::map, false, 0, 8192, "whatever belongs to it"},
    {"reply_to", field_type::text, false, 3, 40, "record id of the message it answers: <epoch>.<offset>"},
};

enum history_field : std::size_t { history_before, history_after, history_limit };
constexpr field history_fields[] = {
    {"before", field_type::integer, false, 0, 0, "only offsets below; the newest ones come"},
    {"after", field_type::integer, false, 0, 0, "only offsets above; the oldest ones come"},
    {"limit", field_type::integer, false, 1, 200, "events at most; 50 where not given"},
};
constexpr field history_answer[] = {
    {"messages", field_type::list, true, 0, 0, "{offset, event, data, from, at, id?}, by offset"},
    {"more", field_type::boolean, true, 0, 0, "there is more in the direction asked for"},
    {"epoch", field_type::integer, true, 0, 0, "the life of the log"},
    {"first", field_type::integer, true, 0, 0, "the first offset still kept"},
    {"head", field_type::integer, true, 0, 0, "the last offset given"},
};

enum events_field : std::size_t { events_since, events_limit };
constexpr field events_fields[] = {
    {"since", field_type::text, false, 3, 40,
     "<epoch>.<offset>: what the caller has; from the oldest event kept where not given"},
    {"limit", field_type::integer, false, 1, 200, "events at most; 50 where not given"},
};
constexpr field events_answer[] = {
    {"events", field_type::list, true, 0, 0, "{offset, event, data, from, at, id?}, by offset"},
    {"next", field_type::text, true, 0, 0, "what to ask with next: <epoch>.<offset>"},
    {"more", field_type::boolean, true, 0, 0, "there are more already"},
    {"head", field_type::integer, true, 0, 0, "the last offset given"},
    {"gap", field_type::map, false, 0, 0, "{from, to}: offsets that are gone"},
};

enum verb : std::uint16_t { message_send, message_history, event_list };
constexpr model::command_spec table[] = {
    {.name = "message.send",
     .way = model::lane::durable,
     .fields = send_fields,
     .needs = model::permission::speak,
     .method = "POST",
     .path = "/rooms/{room}/messages",
     .answer = receipt_fields,
     .help = "Says something in a room, to be kept."},
    {.name = "message.history",
     .way = model::lane::read,
     .fields = history_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/messages",
     .answer = history_answer,
     .help = "A page of the durable events of a room."},
    {.name = "event.list",
     .way = model::lane::read,
     .fields = events_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/events",
     .answer = events_answer,
     .help = "The durable events of a room since a position, for whoever catches up without a connection: as "
             "exact as coming back to a room."},
};
static_assert(model::sane(table));

constexpr event_spec events[] = {{"message.sent", true, send_fields, "Somebody said something."}};
static_assert(sane(events));

constexpr std::uint64_t default_limit = 50;
constexpr std::size_t max_page_bytes = 512u << 10; // of data; `more` tells that the page was cut

// ---- message.send

std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t number = 0;
  const auto end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

/// `<epoch>.<offset>`.
std::optional<model::position> position_of(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto epoch = number_of(text.substr(0, dot));
  const auto offset = number_of(text.substr(dot + 1));
  if (!epoch || !offset || *epoch == 0) return std::nullopt;
  return model::position{*epoch, *offset};
}

bool is_record_id(std::string_view id) { return position_of(id).value_or(model::position{}).offset > 0; }

std::optional<model::failure> complain(const rule_context& context, const model::arguments& args) {
  if (args.text(send_type) == "system" && !context.who.speaks_as_system())
    return refuse(error_code::forbidden, "system messages come from the server only", "type");
  if (args.text(send_text).size() > context.room.kind->max_text)
    return refuse(error_code::too_large,
                  "must be at most " + std::to_string(context.room.kind->max_text) + " bytes in this room",
                  "text");
  if (args.has(send_reply_to) && !is_record_id(args.text(send_reply_to)))
    return refuse(error_code::bad_request, "must be a record id: <epoch>.<offset>", "reply_to");
  return std::nullopt;
}

std::string message_data(const model::arguments& args) {
  std::uint32_t given = 2;
  for (const auto i : {send_language, send_metadata, send_reply_to})
    given += args.has(i) ? 1 : 0;
  model::packer p;
  p.map(given).text("type").text(args.has(send_type) ? args.text(send_type) : "text");
  p.text("text").text(args.text(send_text));
  for (const auto i : {send_language, send_metadata, send_reply_to})
    if (args.has(i)) p.text(send_fields[i].name).raw(args.raw(i));
  return std::move(p).str();
}

// ---- message.history

void pack_record(model::packer& p, const model::record& r) {
  p.map(r.id.empty() ? 5 : 6)
      .text("offset")
      .uint(r.offset)
      .text("event")
      .text(r.name)
      .text("data")
      .raw(r.data);
  p.text("from");
  if (r.user.empty())
    p.nil();
  else
    pack_user(p, r.user, r.display_name, r.profile);
  p.text("at").integer(r.at);
  if (!r.id.empty()) p.text("id").text(r.id);
}

log_page page_for(const rule_context& context, const model::arguments& args, const model::row_source& rows) {
  const auto limit = args.has(history_limit) ? args.uint(history_limit) : default_limit;
  const auto before = args.has(history_before) ? args.uint(history_before) : UINT64_MAX;
  if (!args.has(history_after))
    return read_page_before(rows, context.room.key, before, limit, max_page_bytes);
  auto page = read_page(rows, context.room.key, args.uint(history_after), limit, max_page_bytes);
  while (!page.records.empty() && page.records.back().offset >= before) {
    page.records.pop_back();
    page.complete = true;
  }
  return page;
}

void pack_records(model::packer& p, const log_page& page) {
  p.array(static_cast<std::uint32_t>(page.records.size()));
  for (const auto& r : page.records)
    pack_record(p, r);
}

model::result<std::string> history(const rule_context& context, const model::arguments& args,
                                   const model::row_source& rows) {
  const auto head = read_head(rows, context.room.key);
  if (!head) return no_such_room();
  const auto page = page_for(context, args, rows);
  model::packer p;
  p.map(5).text("messages");
  pack_records(p, page);
  p.text("more").boolean(!page.complete);
  p.text("epoch").uint(head->epoch).text("first").uint(head->first).text("head").uint(head->last);
  return std::move(p).str();
}

// ---- event.list

model::result<std::string> list_events(const rule_context& context, const model::arguments& args,
                                       const model::row_source& rows) {
  const auto log = read_lineage(rows, context.room.key, context.room.kind->resume_events);
  model::resumption from{log.first - 1, std::nullopt};
  if (args.has(events_since)) {
    const auto since = position_of(args.text(events_since));
    if (!since) return refuse(error_code::bad_request, "must be <epoch>.<offset>", "since");
    from = model::resume(log, *since);
  }
  const auto limit = args.has(events_limit) ? args.uint(events_limit) : default_limit;
  const auto page = read_page(rows, context.room.key, from.from, limit, max_page_bytes);
  const auto next = page.records.empty() ? from.from : page.records.back().offset;
  model::packer p;
  p.map(from.missed ? 5 : 4).text("events");
  pack_records(p, page);
  p.text("next").text(std::to_string(log.epoch()) + '.' + std::to_string(next));
  p.text("more").boolean(!page.complete).text("head").uint(log.head);
  if (from.missed) p.text("gap").map(2).text("from").uint(from.missed->from).text("to").uint(from.missed->to);
  return std::move(p).str();
}

} // namespace

std::span<const model::command_spec> chat_log::commands() const noexcept { return table; }

model::result<decision> chat_log::decide(const rule_context& context, const model::command&,
                                         const model::arguments& args, const model::row_source&) const {
  if (auto refused = complain(context, args)) return *std::move(refused);
  return decision{{{"message.sent", message_data(args), true}}, receipt(context)};
}

model::result<std::string> chat_log::read(const rule_context& context, const model::command& command,
                                          const model::arguments& args, const model::row_source& rows) const {
  if (command_registry::get().at(command.verb).place == event_list) return list_events(context, args, rows);
  return history(context, args, rows);
}

const facet& chat_log_facet() noexcept {
  static const chat_log judge;
  static const facet row{"chat_log", &judge, nullptr, events};
  return row;
}

} // namespace snug::facets
