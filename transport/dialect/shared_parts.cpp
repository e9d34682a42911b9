#include "transport/dialect/shared_parts.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/payload.hpp"

namespace snug::dialect {

namespace pack = model::pack;

void append_failure(const model::failure& f, std::string& out) {
  pack::map(out, 2u + !f.field.empty() + (f.retry_after_ms != 0) + !f.current.empty());
  pack::text(out, "code");
  pack::text(out, name_of(f.code));
  pack::text(out, "message");
  pack::text(out, f.message);
  if (!f.field.empty()) {
    pack::text(out, "field");
    pack::text(out, f.field);
  }
  if (f.retry_after_ms != 0) {
    pack::text(out, "retry_after");
    pack::uint(out, f.retry_after_ms);
  }
  if (!f.current.empty()) {
    pack::text(out, "current");
    pack::raw(out, f.current);
  }
}

void append_author(const model::event_view& event, json_writer& json) {
  if (event.user.empty()) return void(json.plain("null"));
  json.plain(R"({"user":)").text(event.user);
  if (!event.display_name.empty()) json.plain(R"(,"name":)").text(event.display_name);
  model::entry_cursor shown(model::value(event.profile));
  while (shown.next())
    json.plain(",").text(shown.key()).plain(":").value(shown.content().raw());
  json.plain("}");
}

} // namespace snug::dialect
