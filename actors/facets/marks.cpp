#include "actors/facets/marks.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/room_rows.hpp"
#include <algorithm>

namespace snug::facets {

using model::field_type;

namespace {

constexpr model::field set_fields[] = {
    {"offset", field_type::integer, true, 0, 0, "the last event read; one beyond the log's end is its end"},
};
constexpr model::field set_answer[] = {
    {"offset", field_type::integer, true, 0, 0, "where the mark is now"},
};
constexpr model::command_spec table[] = {
    {.name = "mark.set",
     .fields = set_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::signal,
     .method = "PUT",
     .path = "/rooms/{room}/mark",
     .answer = set_answer,
     .help = "Says up to where one has read; a member's mark goes forward only."},
};
static_assert(model::sane(table));

constexpr std::string_view set = "mark.set"; // silent

} // namespace

std::span<const model::command_spec> marks::commands() const noexcept { return table; }

model::result<decision> marks::decide(const rule_context& context, const model::command&,
                                      const model::arguments& args, const model::row_source& rows) const {
  const auto& user = context.who.user;
  if (read_standing(rows, context.room.key, user).role <= model::role::banned)
    return refuse(model::error_code::forbidden, "only members have marks");
  const auto before = read_mark(rows, context.room.key, user);
  const auto wanted = std::min(args.uint(0), context.next_offset - 1);
  decision made{{}, model::packer().map(1).text("offset").uint(std::max(before, wanted)).str()};
  if (wanted <= before) return made;
  model::packer p;
  p.map(2).text("user").text(user).text("offset").uint(wanted);
  made.records.push_back({std::string(set), std::move(p).str(), false});
  return made;
}

void marks::apply(const model::record& record, model::rows& rows) const {
  const bool goes =
      record.name == "member.removed" || record.name == "member.kicked" || record.name == "member.banned";
  if (!goes && record.name != set && record.name != "member.added") return;
  const model::value data(record.data);
  const auto key = mark_key(record.room, data.find("user").text().value_or(std::string_view{}));
  if (record.name == set)
    rows.put(key, encode_number(data.find("offset").uint().value_or(0)));
  else if (!goes)
    rows.put(key, encode_number(record.offset));
  else if (rows.get(key))
    rows.erase(key);
}

const facet& marks_facet() noexcept {
  static const marks judge;
  static const facet row{"marks", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
