#include "actors/facets/room_lists.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/room_rows.hpp"
#include <algorithm>
#include <charconv>
#include <tuple>

namespace snug::facets {

using model::error_code;
using model::field_type;

namespace {

// ---- tables

constexpr model::field get_answer[] = {
    {"room", field_type::text, true, 0, 0, "its name"},
    {"kind", field_type::text, true, 0, 0, "its kind"},
    {"title", field_type::text, true, 0, 0, "what people call it; may be empty"},
    {"access", field_type::choice, true, 0, 0, "who may come in", model::access_names},
    {"archived", field_type::boolean, true, 0, 0, "true: it can only be read"},
    {"created_at", field_type::integer, true, 0, 0, "ms since 1970"},
    {"members", field_type::integer, true, 0, 0, "how many"},
    {"max_members", field_type::integer, true, 0, 0, "how many there may be"},
    {"role", field_type::text, true, 0, 0, "what one is there; none: a stranger to it"},
    {"epoch", field_type::integer, true, 0, 0, "the life of its log"},
    {"head", field_type::integer, true, 0, 0, "where its log ends"},
    {"at", field_type::integer, true, 0, 0, "when something was last told in it, ms since 1970"},
    {"metadata", field_type::map, false, 0, 0, "whatever belongs to it"},
    {"code", field_type::text, false, 0, 0, "its access code, for those who manage the room"},
    {"mark", field_type::integer, false, 0, 0, "a member: up to where one has read"},
    {"unread", field_type::integer, false, 0, 0, "a member: how much has been told since"},
};

enum list_field : std::size_t { list_kind, list_after, list_limit };
constexpr model::field list_fields[] = {
    {"kind", field_type::text, false, 1, 32, "only rooms of this kind"},
    {"after", field_type::text, false, 1, 64, "where the page before ended: its next"},
    {"limit", field_type::integer, false, 1, 100, "rooms at most; 50 where not given"},
};
constexpr model::field list_answer[] = {
    {"rooms", field_type::list, true, 0, 0,
     "{room, kind, title, access, archived, role, head, at, mark, unread}, those with the latest events "
     "first"},
    {"next", field_type::text, false, 0, 0, "for the next page; not there on the last"},
};

enum search_field : std::size_t { search_text, search_kind, search_after, search_limit };
constexpr model::field search_fields[] = {
    {"text", field_type::text, false, 1, 64,
     "somewhere in name or title; small and large letters are the same"},
    {"kind", field_type::text, false, 1, 32, "only rooms of this kind"},
    {"after", field_type::text, false, 1, 128, "where the page before ended: its next"},
    {"limit", field_type::integer, false, 1, 100, "rooms at most; 50 where not given"},
};
constexpr model::field search_answer[] = {
    {"rooms", field_type::list, true, 0, 0, "{room, kind, title, members}, in no order that means anything"},
    {"next", field_type::text, false, 0, 0, "for the next page, which may be empty; not there on the last"},
};

enum verb : std::uint16_t { verb_get, verb_list, verb_search };
constexpr model::command_spec table[] = {
    {.name = "room.get",
     .way = model::lane::read,
     .fields = {},
     .needs = model::permission::see,
     .method = "GET",
     .path = "/rooms/{room}",
     .answer = get_answer,
     .help = "What a room is, and what one is in it."},
    {.name = "room.list",
     .in_room = false,
     .whose = model::about::own_user,
     .way = model::lane::read,
     .fields = list_fields,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms",
     .answer = list_answer,
     .help = "A page of the rooms one is a member of."},
    {.name = "room.search",
     .in_room = false,
     .whose = model::about::own_user,
     .way = model::lane::read,
     .fields = search_fields,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/search/rooms",
     .answer = search_answer,
     .help = "A page of the public rooms that match."},
};
static_assert(model::sane(table));

constexpr std::uint64_t default_limit = 50;

std::uint64_t limit_of(const model::arguments& args, std::size_t field) {
  return args.has(field) ? args.uint(field) : default_limit;
}

std::uint64_t unread(const log_head& head, std::uint64_t mark) {
  return head.last - std::min(head.last, std::max(mark, head.first - 1));
}

// ---- room.get

model::result<std::string> get(const rule_context& context, const model::row_source& rows) {
  const auto& room = context.room;
  const auto head = read_head(rows, room.key);
  const auto row = read_room(rows, room.key);
  if (!head || !row) return no_such_room();
  const auto profile = read_profile(rows, room.key);
  const auto stands = read_standing(rows, room.key, context.who.user);
  const bool member = stands.role > model::role::banned;
  const bool tells_code = !profile.code.empty() && context.may.has(model::permission::manage_room);
  model::packer p;
  p.map(12 + (profile.metadata.empty() ? 0 : 1) + (tells_code ? 1 : 0) + (member ? 2 : 0));
  p.text("room").text(room.name).text("kind").text(room.kind->name).text("title").text(profile.title);
  p.text("access").text(name_of(room.access)).text("archived").boolean(room.archived);
  p.text("created_at").integer(row->created_at).text("members").uint(read_size(rows, room.key));
  p.text("max_members").uint(seats(room)).text("role").text(name_of(stands.role));
  p.text("epoch").uint(head->epoch).text("head").uint(head->last);
  p.text("at").integer(std::max(head->at, row->created_at));
  if (!profile.metadata.empty()) p.text("metadata").raw(profile.metadata);
  if (tells_code) p.text("code").text(profile.code);
  const auto mark = member ? read_mark(rows, room.key, context.who.user) : 0;
  if (member) p.text("mark").uint(mark).text("unread").uint(unread(*head, mark));
  return std::move(p).str();
}

// ---- room.list

struct listed_room {
  std::int64_t at = 0;
  model::key key;
  room_row row;
  log_head head;
  /// The latest first; where two are equal, by key.
  friend bool operator<(const listed_room& a, const listed_room& b) {
    return std::tuple(-a.at, a.key.value()) < std::tuple(-b.at, b.key.value());
  }
};

std::vector<listed_room> rooms_by_activity(const rule_context& context, const model::arguments& args,
                                           const model::row_source& rows) {
  std::vector<listed_room> found;
  for (const auto key : rooms_of(rows, context.who.user, room_lists::most_rooms)) {
    auto row = read_room(rows, key);
    if (!row || (args.has(list_kind) && row->kind != args.text(list_kind))) continue;
    if (read_standing(rows, key, context.who.user).role <= model::role::banned) continue;
    const auto head = read_head(rows, key);
    if (head) found.push_back({std::max(head->at, row->created_at), key, *std::move(row), *head});
  }
  std::ranges::sort(found, std::less<>{});
  return found;
}

/// `<at>.<key>` of the last room of a page.
std::string cursor_of(const listed_room& last) {
  return std::to_string(last.at) + "." + std::to_string(last.key.value());
}

std::optional<listed_room> read_cursor(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  listed_room at;
  std::uint64_t key = 0;
  const auto reads = [](std::string_view digits, auto& number) {
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
  };
  if (!reads(text.substr(0, dot), at.at) || !reads(text.substr(dot + 1), key)) return std::nullopt;
  at.key = model::key{key};
  return at;
}

void pack_listed(model::packer& p, const listed_room& room, std::string_view user,
                 const model::row_source& rows) {
  const auto mark = read_mark(rows, room.key, user);
  p.map(10).text("room").text(room.row.name).text("kind").text(room.row.kind);
  p.text("title").text(read_profile(rows, room.key).title).text("access").text(name_of(room.row.access));
  p.text("archived").boolean(room.row.archived);
  p.text("role").text(name_of(read_standing(rows, room.key, user).role));
  p.text("head").uint(room.head.last).text("at").integer(room.at);
  p.text("mark").uint(mark).text("unread").uint(unread(room.head, mark));
}

/// `{rooms, next?}`
std::string page_of(std::uint32_t count, const std::string& list, std::string_view next) {
  model::packer p;
  p.map(next.empty() ? 1 : 2).text("rooms").array(count);
  auto reply = std::move(p).str() + list;
  if (!next.empty()) reply += model::packer().text("next").text(next).str();
  return reply;
}

model::result<std::string> list(const rule_context& context, const model::arguments& args,
                                const model::row_source& rows) {
  std::optional<listed_room> after;
  if (args.has(list_after)) {
    after = read_cursor(args.text(list_after));
    if (!after) return refuse(error_code::bad_request, "must be the next of a page", "after");
  }
  const auto found = rooms_by_activity(context, args, rows);
  auto next = after ? std::ranges::upper_bound(found, *after, std::less<>{}) : found.begin();
  model::packer p;
  std::uint32_t count = 0;
  const listed_room* last = nullptr;
  for (; next != found.end() && count < limit_of(args, list_limit); ++next, ++count) {
    pack_listed(p, *next, context.who.user, rows);
    last = &*next;
  }
  return page_of(count, p.str(), next != found.end() && last ? cursor_of(*last) : std::string{});
}

// ---- room.search

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

/// Goes through the public rooms, partition by partition, and keeps those that match.
class room_search {
public:
  room_search(const model::arguments& args, const model::row_source& rows)
    : args_(args)
    , rows_(rows)
    , limit_(limit_of(args, search_limit)) {}

  std::string run() {
    const auto after = args_.text(search_after);
    const auto from = after.empty() ? 0 : model::partition_of(after);
    bool done = true;
    for (auto partition = from; done && partition < model::partition_count; ++partition) {
      const model::key owner = model::key::make(partition, 0);
      auto first = model::row_key(owner, model::table::listed).str();
      prefix_ = first.size();
      if (!after.empty() && partition == from) first += std::string(after) + '\0';
      const auto last = model::row_key::end_of(owner, model::table::listed);
      const bool in_time = rows_.scan(first, last, model::row_source::order::up,
                                      [&](auto key, auto value) { return look_at(key, value); });
      done = in_time && !full_;
    }
    return page_of(count_, list_.str(), done ? std::string_view{} : std::string_view{next_});
  }

private:
  bool look_at(std::string_view key, std::string_view value) {
    full_ = count_ == limit_ || looked_at_ == room_lists::most_rooms;
    if (full_) return false;
    ++looked_at_;
    next_ = key.substr(prefix_);
    const auto number = decode_number(value);
    const auto row = number ? read_room(rows_, model::key{*number}) : std::nullopt;
    if (!row || (args_.has(search_kind) && row->kind != args_.text(search_kind))) return true;
    const auto profile = read_profile(rows_, model::key{*number});
    const auto text = args_.text(search_text);
    if (!contains(row->name, text) && !contains(profile.title, text)) return true;
    list_.map(4).text("room").text(row->name).text("kind").text(row->kind).text("title").text(profile.title);
    list_.text("members").uint(read_size(rows_, model::key{*number}));
    ++count_;
    return true;
  }

  const model::arguments& args_;
  const model::row_source& rows_;
  const std::uint64_t limit_;
  std::size_t prefix_ = 0;
  std::size_t looked_at_ = 0;
  std::uint32_t count_ = 0;
  bool full_ = false;
  std::string next_; ///< the last room looked at
  model::packer list_;
};

} // namespace

std::span<const model::command_spec> room_lists::commands() const noexcept { return table; }

model::result<std::string> room_lists::read(const rule_context& context, const model::command& command,
                                            const model::arguments& args,
                                            const model::row_source& rows) const {
  switch (command_registry::get().at(command.verb).place) {
  case verb_get:
    return get(context, rows);
  case verb_list:
    return list(context, args, rows);
  default:
    return room_search(args, rows).run();
  }
}

const facet& room_lists_facet() noexcept {
  static const room_lists judge;
  static const facet row{"room_lists", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
